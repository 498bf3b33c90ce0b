package metrics

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestBootstrap compares the interval of a mean with the normal approximation, ±1.96 s/√n, which it should
// come close to.
func TestBootstrap(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	values := make([]float64, 400)
	sum, squares := 0.0, 0.0
	for i := range values {
		values[i] = 5 + random.NormFloat64()
		sum += values[i]
	}
	mean := func(items []int) float64 {
		sum := 0.0
		for _, i := range items {
			sum += values[i]
		}
		return sum / float64(len(items))
	}
	for _, v := range values {
		squares += (v - sum/400) * (v - sum/400)
	}
	half := 1.96 * math.Sqrt(squares/399/400)
	got := Bootstrap(len(values), 2000, 1, mean)
	if math.Abs(float64(got.Value)-sum/400) > 1e-12 {
		t.Errorf("value %v, want the mean %v", got.Value, sum/400)
	}
	if low, high := sum/400-half, sum/400+half; math.Abs(float64(got.Low)-low) > 0.1*half || math.Abs(float64(got.High)-high) > 0.1*half {
		t.Errorf("%v to %v, want about %v to %v", got.Low, got.High, low, high)
	}
	if again := Bootstrap(len(values), 2000, 1, mean); again != got {
		t.Errorf("the same seed gives %v and %v", got, again)
	}
	if other := Bootstrap(len(values), 2000, 2, mean); other.Low == got.Low {
		t.Errorf("seeds 1 and 2 give %v", got)
	}
	for _, none := range []Interval{Bootstrap(1, 2000, 1, mean), Bootstrap(400, 0, 1, mean)} {
		if math.IsNaN(float64(none.Value)) || !math.IsNaN(float64(none.Low)) || !math.IsNaN(float64(none.High)) {
			t.Errorf("%v, want a value without interval", none)
		}
	}
}
