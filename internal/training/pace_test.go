package training

import (
	"testing"
	"time"

	"workbench/internal/config"
)

// The time remaining of 1000 epochs of an update of ten seconds each, with a first update of a minute and a
// pause of an hour, as of a suspended machine.
func TestTimeRemaining(t *testing.T) {
	schedule := config.Train{Epochs: 1000, ValidateEvery: 100, SampleEvery: 1000}
	var p pace
	for epoch := 1; epoch <= 500; epoch++ {
		took := 10 * time.Second
		switch epoch {
		case 1:
			took = time.Minute
		case 250:
			took = time.Hour
		}
		p.update(took, 50)
		_, rate, ok := p.mean()
		if ok != (epoch > 1) || ok && rate != 5 {
			t.Fatalf("epoch %d: %v units a second, %v", epoch, rate, ok)
		}
		if want := time.Duration(1000-epoch) * 10 * time.Second; ok && p.remaining(schedule, epoch, 1, 1) != want {
			t.Fatalf("epoch %d: %v, want %v", epoch, p.remaining(schedule, epoch, 1, 1), want)
		}
	}
	p.validation, p.sample = time.Minute, time.Hour
	// 5 validations are left after epoch 501, and the one sample at the end.
	if got, want := p.remaining(schedule, 501, 1, 1), 4990*time.Second+5*time.Minute+time.Hour; got != want {
		t.Errorf("%v, want %v", got, want)
	}
	// Within the last epoch, after 3 of 8 updates.
	if got, want := p.remaining(schedule, 1000, 3, 8), 50*time.Second+time.Minute+time.Hour; got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestOccasions(t *testing.T) {
	for _, test := range []struct{ epoch, last, every, want int }{{1, 10, 5, 2}, {5, 10, 5, 2}, {6, 10, 5, 1}, {1, 11, 5, 3}, {11, 11, 5, 1}, {1, 3, 100, 1}} {
		if got := occasions(test.epoch, test.last, test.every); got != test.want {
			t.Errorf("%+v: %d", test, got)
		}
	}
}
