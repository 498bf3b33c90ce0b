package biaxial

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/control"
	"workbench/internal/metrics"
)

// strong is a tiny network whose weights are large enough for keys and steps to depend on each other, and
// whose keys rarely sound.
func strong(shape Shape, bias float32) *Model {
	shape.Dropout = 0
	m := New(shape, rand.New(rand.NewPCG(9, 9)))
	for _, p := range m.Parameters {
		for i := range p.Data {
			p.Data[i] *= 3
		}
	}
	_, _, _, dense := m.layers()
	dense.Data[0] = bias
	return m
}

func nothing() features.Primer {
	return features.Primer{Piece: features.EmptyPiece(score.CommonTime, 4), Silence: true}
}

// logProbabilities are the log-probabilities that a network composes each of some rolls, of equal length, from
// silence.
func logProbabilities(m *Model, e Encoding, rolls []features.Roll) []float64 {
	c, logs := m.Compose(e, len(rolls)), make([]float64, len(rolls))
	pasts, places := make([]features.Past, len(rolls)), make([]features.Place, len(rolls))
	for t := range rolls[0] {
		for i, roll := range rolls {
			p := nothing().Piece
			p.Roll = roll
			pasts[i], places[i] = features.Segment{Piece: p, Start: t - 1}.Input(0)
		}
		c.ReadStep(pasts, places)
		c.decide(func(int) bool { return false }, func(s *shard, i, n int, logits []float32) features.Cell {
			cell := rolls[i][t][n]
			_, velocity := c.withVelocity(s, i, n, cell, cell.Velocity(), 0)
			logs[i] += logsOf(logits, c.last[i][n].Play()).of(cell.State()) + velocity
			return cell
		})
	}
	return logs
}

// rolls lists all rolls that keep to the constraints.
func rolls(c *control.Constraints, outputs int) []features.Roll {
	all := []features.Roll{make(features.Roll, len(c.Steps))}
	for t := range c.Steps {
		for n, allowed := range c.Steps[t].Cells {
			var longer []features.Roll
			for _, roll := range all {
				for _, cell := range []features.Cell{features.Silent, features.Held, features.Onset} {
					held := outputs == 2 && cell == features.Held && (t == 0 || !roll[t-1][n].Play())
					if held || !permitted(allowed, outputs).Allows(cell) {
						continue
					}
					next := slices.Clone(roll)
					next[t][n] = cell
					longer = append(longer, next)
				}
			}
			all = longer
		}
	}
	return slices.DeleteFunc(all, func(r features.Roll) bool {
		for t := range r {
			keys := sounding(&r[t])
			if n := len(keys); n < c.Steps[t].MinKeys || n > c.Steps[t].MaxKeys {
				return true
			}
			if len(keys) > 0 && !c.Steps[t].AllowsBass(keys[0]+features.Lowest) {
				return true
			}
		}
		return false
	})
}

// TestConstrainEqualsEnumeration compares composing under constraints, in a higher key and in a later step,
// with all possible pieces of two steps on a few keys: the probability of each key, and the probability of
// meeting the constraints.
func TestConstrainEqualsEnumeration(t *testing.T) {
	for name, demand := range map[string]func(*control.Constraints){
		"key ahead":      func(c *control.Constraints) { c.Steps[0].Cells[39] = control.MustBegin },
		"step ahead":     func(c *control.Constraints) { c.Steps[1].Cells[34] = control.MustSound },
		"number of keys": func(c *control.Constraints) { c.Bound(2, 2) },
		"highest bass":   func(c *control.Constraints) { c.EndOn(0, true, 1) },
		"ending":         func(c *control.Constraints) { c.EndOn(3, false, 1) },
		"parallels": func(c *control.Constraints) {
			c.Steps[0].Cells[30], c.Steps[0].Cells[37] = control.MustSound, control.MustSound
			c.Steps[1].Cells[32], c.Steps[1].Cells[39] = control.MustSound, control.MustSound
		},
	} {
		for _, shape := range []Shape{tinyShapes[0], tinyShapes[2]} {
			m, e := strong(shape, -1), encoding(t, shape)
			keys, weight := []int{30, 34, 39}, 1.0 // E♭, G, C
			if name == "parallels" {
				keys, weight = []int{30, 32, 37, 39}, 0.1 // the fifth E♭ B♭ moves to F C
			}
			c := control.New(2)
			c.KeepTo(0, 2, func(key int) bool { return slices.Contains(keys, key-features.Lowest) })
			demand(c)
			possible := rolls(c, shape.Outputs)
			logs := logProbabilities(m, e, possible)
			for i, roll := range possible {
				parallels := metrics.Parallels(sounding(&roll[0]), sounding(&roll[1]))
				logs[i] += float64(parallels) * math.Log(weight)
			}
			evidence := logSum(logs)
			var want, got [2][4]float64
			count := func(to *[2][4]float64, roll features.Roll, weight float64) {
				for step := range 2 {
					for i, n := range keys {
						if roll[step][n].Play() {
							to[step][i] += weight
						}
					}
				}
			}
			for i, roll := range possible {
				count(&want, roll, math.Exp(logs[i]-evidence))
			}
			p := m.newParticles(e, nothing(), control.Controls{Temperature: 1, Parallels: weight, Constraints: c, Particles: 400}, rand.New(rand.NewPCG(1, 1)))
			if err := p.run(); err != nil {
				t.Fatal(err)
			}
			for i, d := range p.drafts {
				count(&got, d.Piece.Roll, math.Exp(p.logs[i]))
			}
			ratio := math.Exp(p.evidence - evidence)
			for step := range want {
				for i := range want[step] {
					if math.Abs(got[step][i]-want[step][i]) > 0.08 { // some four standard deviations
						t.Errorf("%s, %d outputs: step %d, key %d sounds in %.3f of the pieces, by enumeration in %.3f", name, shape.Outputs, step, keys[i], got[step][i], want[step][i])
					}
				}
			}
			if math.Abs(ratio-1) > 0.15 {
				t.Errorf("%s, %d outputs: the probability of the constraints is estimated as %.3f of what it is", name, shape.Outputs, ratio)
			}
		}
	}
}

// TestConstrainEqualsRejection compares pieces that must end with a key with those that do by themselves.
func TestConstrainEqualsRejection(t *testing.T) {
	const n, steps = 40, 3
	m, e := strong(tinyShapes[0], -2.5), encoding(t, tinyShapes[0])
	summary := func(roll features.Roll) [2]float64 {
		played, _ := roll[:steps-1].Count()
		before := 0.0
		if roll[steps-2][n].Play() {
			before = 1
		}
		return [2]float64{float64(played), before}
	}
	random := func(k int) (all []*rand.Rand) {
		for i := range k {
			all = append(all, rand.New(rand.NewPCG(uint64(i), 3)))
		}
		return all
	}
	var free, bound [2]float64
	starts := slices.Repeat([]features.Primer{nothing()}, 1000)
	accepted := 0.0
	for _, p := range m.Continue(e, starts, steps, control.Controls{Temperature: 1}, random(len(starts))) {
		if p.Piece.Roll[steps-1][n].Play() {
			s := summary(p.Piece.Roll)
			free[0], free[1], accepted = free[0]+s[0], free[1]+s[1], accepted+1
		}
	}
	c := control.New(steps)
	c.Steps[steps-1].Cells[n] = control.MustSound
	const runs = 100
	for _, r := range random(runs) {
		p, err := m.Constrain(e, nothing(), control.Controls{Temperature: 1, Constraints: c, Particles: 8}, r)
		if err != nil {
			t.Fatal(err)
		}
		if !p.Piece.Roll[steps-1][n].Play() {
			t.Fatal("the piece does not end with the key")
		}
		s := summary(p.Piece.Roll)
		bound[0], bound[1] = bound[0]+s[0]/runs, bound[1]+s[1]/runs
	}
	t.Logf("%v of %d accepted: %.2f keys, %.2f with the key before; composed: %.2f, %.2f", accepted, len(starts), free[0]/accepted, free[1]/accepted, bound[0], bound[1])
	if accepted < 100 || math.Abs(free[0]/accepted-bound[0]) > 0.2*bound[0] || math.Abs(free[1]/accepted-bound[1]) > 0.2 {
		t.Error("composing under the constraint differs from rejection sampling")
	}
}

// TestConstrainKeeps makes sure that kept steps come back as they were, also those too far behind the
// composed ones to be read.
func TestConstrainKeeps(t *testing.T) {
	for _, shape := range []Shape{tinyShapes[1], tinyShapes[2], tinyShapes[4]} {
		m, e, p := strong(shape, -2), encoding(t, shape), shape.tune(150, 4)
		if shape.Outputs == 1 {
			p.DropArticulation()
		}
		c, err := (&control.Request{Measures: "2"}).Keep(p, shape.Outputs == 2)
		if err != nil {
			t.Fatal(err)
		}
		compose := func() features.Roll {
			composed, err := m.Constrain(e, nothing(), control.Controls{Temperature: 0.8, Constraints: c, Particles: 8}, rand.New(rand.NewPCG(2, 2)))
			if err != nil {
				t.Fatal(err)
			}
			if composed.LowestEffective < 1 || composed.MeanEffective > 8.001 {
				t.Errorf("effective number of particles %v, at the lowest %v", composed.MeanEffective, composed.LowestEffective)
			}
			return composed.Piece.Roll
		}
		roll := compose()
		first, last := p.Measures[1].Start, p.Measures[2].Start
		changed := false
		for step := range p.Roll {
			if first <= step && step < last {
				changed = changed || roll[step] != p.Roll[step]
				continue
			}
			for n, cell := range p.Roll[step] {
				if got := roll[step][n]; got != cell && !(step == last && cell == features.Held && got.Play()) {
					t.Fatalf("step %d, key %d is %v, was %v", step, n, got, cell)
				}
			}
		}
		if !changed {
			t.Error("the measure has not been composed")
		}
		if !slices.Equal(roll, compose()) {
			t.Error("the same seed gives another piece")
		}
	}
}

func TestConstrainSaysWhatIsImpossible(t *testing.T) {
	m, e, c := strong(tinyShapes[0], -2), encoding(t, tinyShapes[0]), control.New(1)
	c.Steps[0].Cells[5] = control.Only(features.Held) // nothing sounds before
	if _, err := m.Constrain(e, nothing(), control.Controls{Temperature: 1, Constraints: c, Particles: 4}, rand.New(rand.NewPCG(2, 2))); err == nil {
		t.Error("a key is held that has no onset")
	}
}
