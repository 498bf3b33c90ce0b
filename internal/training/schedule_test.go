package training

import (
	"math"
	"testing"

	"workbench/internal/config"
)

// TestRate follows the learning rate through a warm-up of two epochs and a cosine of eight.
func TestRate(t *testing.T) {
	c := config.Default()
	c.Optimizer.Schedule, c.Optimizer.Warmup, c.Train.Epochs = config.ScheduleCosine, 2, 10
	e := &experiment{config: &c}
	for _, test := range []struct {
		epoch, update int
		want          float64
	}{{0, 0, 0.125}, {1, 1, 0.875}, {2, 0, 0.5 * (1 + math.Cos(math.Pi*0.25/8))}, {5, 1, 0.5 * (1 + math.Cos(math.Pi*3.75/8))}, {9, 1, 0.5 * (1 + math.Cos(math.Pi*7.75/8))}} {
		e.epoch = test.epoch
		if got := e.rate(test.update, 2); math.Abs(got-test.want) > 1e-12 {
			t.Errorf("epoch %d, update %d: rate %v, want %v", test.epoch, test.update, got, test.want)
		}
	}
	c.Optimizer.Schedule = config.ScheduleConstant
	if got := e.rate(1, 2); got != 1 {
		t.Errorf("constant rate: %v", got)
	}
}
