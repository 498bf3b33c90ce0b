package figure

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/plot/plotter"
)

func heightsOf(points plotter.XYs) (ys []float64) {
	for _, p := range points {
		ys = append(ys, p.Y)
	}
	return ys
}

func pointsOf(ys ...float64) (points plotter.XYs) {
	for i, y := range ys {
		points = append(points, plotter.XY{X: float64(i), Y: y})
	}
	return points
}

// Computed by hand with a window of five: the reach to both sides is 0, 1, 2, 2, 2, and at the end the right
// side is cut.
func TestRunningMedian(t *testing.T) {
	got := heightsOf(runningMedian(pointsOf(9, 1, 8, 2, 7, 3, 100), 5))
	want := []float64{9, 8, 7, 3, 7, 5, 7}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestEnvelopeKeepsExtremesAndTheLastPoint(t *testing.T) {
	ys := make([]float64, 100000)
	for i := range ys {
		ys[i] = 5 + math.Sin(float64(i))
	}
	ys[12345], ys[54321] = 99, 0.1
	copy(ys[99997:], []float64{4, 9, 5})
	thinned := heightsOf(envelope(pointsOf(ys...)))
	if len(thinned) > 2*columns+1 || slices.Max(thinned) != 99 || slices.Min(thinned) != 0.1 {
		t.Errorf("%d points from %v to %v", len(thinned), slices.Min(thinned), slices.Max(thinned))
	}
	if last := thinned[len(thinned)-1]; last != 5 {
		t.Errorf("ends with %v, not 5", last)
	}
}

func TestChainJoins(t *testing.T) {
	parts := chain(pointsOf(0, 1, 2, 3, 4, 5, 6), 3)
	if len(parts) != 2 || !slices.Equal(heightsOf(parts[0]), []float64{0, 1, 2, 3}) || !slices.Equal(heightsOf(parts[1]), []float64{3, 4, 5, 6}) {
		t.Errorf("%v", parts)
	}
	if whole := chain(pointsOf(0, 1, 2), math.MaxInt); len(whole) != 1 || len(whole[0]) != 3 {
		t.Errorf("%v", whole)
	}
}

func TestSpread(t *testing.T) {
	heights := []float64{50, 50, 10}
	spread(heights, 12)
	if math.Abs(heights[0]-44) > 0.01 || math.Abs(heights[1]-56) > 0.01 || heights[2] != 10 {
		t.Errorf("%v, want 44, 56 and 10", heights)
	}
}

func TestThin(t *testing.T) {
	for _, c := range []struct {
		n, most int
		want    []int
	}{
		{0, 4, []int{}},
		{1, 4, []int{0}},
		{4, 4, []int{0, 1, 2, 3}},
		{5, 4, []int{0, 1, 3, 4}},
		{10, 4, []int{0, 3, 6, 9}},
		{100, 3, []int{0, 50, 99}},
	} {
		if got := thin(c.n, c.most); !slices.Equal(got, c.want) {
			t.Errorf("%d of %d: %v, want %v", c.most, c.n, got, c.want)
		}
	}
}
