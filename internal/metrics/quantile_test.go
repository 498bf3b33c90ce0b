package metrics

import (
	"math"
	"testing"
)

func TestQuantile(t *testing.T) {
	for _, c := range []struct{ q, want float64 }{{0, 1}, {0.5, 2.5}, {0.05, 1.15}, {1, 4}} {
		if got := Quantile([]float64{1, 2, 3, 4}, c.q); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("the %v-quantile is %v, want %v", c.q, got, c.want)
		}
	}
	if got := Median([]float64{9, 1, 4}); got != 4 {
		t.Errorf("median %v, want 4", got)
	}
	if got := Median(nil); !math.IsNaN(got) {
		t.Errorf("the median of nothing is %v", got)
	}
}
