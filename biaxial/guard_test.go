package biaxial

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/control"
	"workbench/internal/metrics"
)

// TestGuards makes sure that each kind of problem is found as soon as it is there, and that the piece goes
// back to the bar in which it began, then further.
func TestGuards(t *testing.T) {
	held := features.Frame{40: features.Held}
	var crowd features.Frame
	for n := range metrics.CrowdedKeys {
		crowd[20+n] = features.Onset
	}
	for _, c := range []struct {
		name  string
		frame features.Frame
		steps int // after which it is a problem
		why   string
	}{
		{"silence", features.Frame{}, metrics.SilentSteps, "silent"},
		{"unchanged", held, unchangedSteps + 1, "nothing begins"}, // the first step begins
		{"crowd", crowd, 16, "keys"},
	} {
		p := nothing().Piece
		for range 40 {
			p.Roll = append(p.Roll, features.Frame{50: features.Onset})
		}
		d := &draft{Composed: &control.Composed{Piece: p}, from: -1}
		for range c.steps - 1 {
			p.Roll = append(p.Roll, c.frame)
		}
		if why, _ := d.problemAtEnd(); why != "" {
			t.Errorf("%s: after %d steps already: %s", c.name, c.steps-1, why)
		}
		p.Roll = append(p.Roll, c.frame)
		whole := slices.Clone(p.Roll)
		for _, want := range []int{32, 16, 0, 0} {
			p.Roll = append(features.Roll{}, whole...)
			if !d.rewind() || p.Steps() != want || d.read != -1 {
				t.Errorf("%s: back to step %d, reading from %d; want step %d from -1", c.name, p.Steps(), d.read, want)
			}
			if last := d.Rewinds[len(d.Rewinds)-1]; !strings.Contains(last.Why, c.why) || last.From != want || last.To != len(whole) {
				t.Errorf("%s: reported as %+v", c.name, last)
			}
		}
	}
}

// TestRewoundPiecesStandAlone makes sure that pieces that are composed again get to their length, and do not
// change the others.
func TestRewoundPiecesStandAlone(t *testing.T) {
	m, e := strong(tinyShapes[0], -7.5), encoding(t, tinyShapes[0])
	compose := func(seeds ...uint64) []control.Composed {
		var random []*rand.Rand
		for _, seed := range seeds {
			random = append(random, rand.New(rand.NewPCG(seed, 0)))
		}
		return m.Continue(e, slices.Repeat([]features.Primer{nothing()}, len(seeds)), 100, control.Controls{Temperature: 1, Guards: true}, random)
	}
	together, rewinds := compose(1, 2, 3, 4, 5, 6), 0
	for i, p := range together {
		alone := compose(uint64(i + 1))[0]
		if p.Piece.Steps() != 100 || !slices.Equal(alone.Piece.Roll, p.Piece.Roll) || !slices.Equal(alone.Rewinds, p.Rewinds) {
			t.Errorf("piece %d of %d steps differs from itself composed alone", i, p.Piece.Steps())
		}
		rewinds += len(p.Rewinds)
		if n := len(p.Rewinds); n > maxRewinds+1 {
			t.Errorf("piece %d was composed again %d times", i, n)
		}
	}
	if rewinds == 0 {
		t.Error("nothing was composed again")
	}
	t.Log(rewinds, "rewinds")
}
