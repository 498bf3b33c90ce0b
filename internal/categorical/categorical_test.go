package categorical

import (
	"math"
	"testing"
)

// TestDraw checks the class for random numbers at the ends of its share.
func TestDraw(t *testing.T) {
	weights := []float64{0, 1, 0, 2, 1, 0}
	weight := func(class int) float64 { return weights[class] }
	for _, c := range []struct {
		u    float64
		want int
	}{{0, 1}, {0.2499, 1}, {0.25, 3}, {0.7499, 3}, {0.75, 4}, {1 - 1e-16, 4}} {
		if got := Draw(len(weights), weight, c.u); got != c.want {
			t.Errorf("u = %v draws class %d, want %d", c.u, got, c.want)
		}
	}
}

// TestDrawRemainder checks that what rounding errors leave goes to the last class that has a weight. A number of 1,
// beyond the range, stands for such errors.
func TestDrawRemainder(t *testing.T) {
	weights := []float64{1, 0, 2, 0}
	if got := Draw(len(weights), func(class int) float64 { return weights[class] }, 1); got != 2 {
		t.Errorf("class %d, want 2", got)
	}
}

// TestFromLogits compares shares with the softmax at a temperature.
func TestFromLogits(t *testing.T) {
	logits := []float32{1000, float32(math.Inf(-1)), 1001}
	for _, temperature := range []float64{1, 0.5} {
		share := 1 / (1 + math.Exp(1/temperature)) // of the first class
		for _, c := range []struct {
			u    float64
			want int
		}{{0, 0}, {share - 1e-9, 0}, {share + 1e-9, 2}, {1 - 1e-9, 2}} {
			if got := FromLogits(logits, temperature, c.u); got != c.want {
				t.Errorf("temperature %v, u = %v: class %d, want %d", temperature, c.u, got, c.want)
			}
		}
	}
}
