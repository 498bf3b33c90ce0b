package search

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The variance of y = 3u + 2·(c is "b") comes in equal parts from u, 9/12, and from c, 4·3/16.
func TestImportanceOfKnownFunction(t *testing.T) {
	s := Space{{Key: "u", High: 1}, {Key: "c", Choices: []string{"a", "b", "c", "d"}}, {Key: "noise", High: 1}}
	random := rand.New(rand.NewPCG(1, 2))
	var points []Point
	var values []float64
	for range 300 {
		p := s.draw(random)
		y := 3 * p[0]
		if p[1] == 1 {
			y += 2
		}
		points, values = append(points, p), append(values, y)
	}
	effects := Importance(s, points, values, 1)
	// Ranks in place of values change the shares little.
	for k, want := range []float64{0.5, 0.5, 0} {
		e := effects[k]
		if math.Abs(e.Mean-want) > 0.1 || e.Low > e.Mean || e.High < e.Mean {
			t.Errorf("%s: %+v, want about %v", s[k].Key, e, want)
		}
	}
}

// The effects of a tree are those that one works out by hand: a tree with value 0 for u ≤ 1/4, otherwise 1 for
// choice a and 3 for choice b.
func TestEffectsOfATree(t *testing.T) {
	s := Space{{Key: "u", High: 1}, {Key: "c", Choices: []string{"a", "b"}}}
	top := &tree{parameter: 0, threshold: 0.25, left: &tree{value: 0},
		right: &tree{parameter: 1, threshold: 0, left: &tree{value: 1}, right: &tree{value: 3}}}
	leaves := top.leaves(s)
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	// Mean 0.75·2 = 1.5; E y² = 0.375·1 + 0.375·9 = 3.75.
	near("variance", variance(s, leaves), 3.75-2.25)
	// Means along u are 0 and 2: 0.75·4 − 2.25.
	near("effect of u", mainEffect(s, leaves, 0), 0.75)
	// Means of the choices are 0.75 and 2.25.
	near("effect of c", mainEffect(s, leaves, 1), (0.5625+5.0625)/2-2.25)
}

func TestImportanceNeedsResults(t *testing.T) {
	s := Space{{Key: "u", High: 1}}
	if got := Importance(s, []Point{{0}, {1}}, []float64{1, 2}, 1); got != nil {
		t.Errorf("two results: %v", got)
	}
	// Equal results, and failures alone, explain nothing.
	var points []Point
	var same, failed []float64
	for i := range 20 {
		points, same, failed = append(points, Point{float64(i) / 20}), append(same, 1), append(failed, math.Inf(1))
	}
	for _, values := range [][]float64{same, failed} {
		if got := Importance(s, points, values, 1); got[0] != (Effect{}) {
			t.Errorf("%v", got)
		}
	}
}
