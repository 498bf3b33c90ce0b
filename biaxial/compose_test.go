package biaxial

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
	"workbench/loss"
)

// TestComposerEqualsGraph compares the probabilities of step-by-step composing, and the likelihoods of whole
// pieces, with those of the training graph.
func TestComposerEqualsGraph(t *testing.T) {
	for _, shape := range tinyShapes {
		shape.Dropout = 0
		const T = 150 // more than one window of Likelihood
		random := rand.New(rand.NewPCG(5, 5))
		m, e := New(shape, random), encoding(t, shape)
		styled(m, random)
		pieces := []*features.Piece{shape.tune(T, 1), shape.tune(T, 2)}
		pieces[1].Style = features.Style{"jig": 0.25, "waltz": 0.75}
		g, err := m.NewGraph(2, T, loss.SumOverBatch)
		if err != nil {
			t.Fatal(err)
		}
		segments := []features.Segment{{Piece: pieces[0], Start: -1, Steps: T}, {Piece: pieces[1], Start: -1, Steps: T}}
		g.Load(e, segments, random)
		want, err := g.Run()
		if err != nil {
			t.Fatal(err)
		}

		var scored loss.Nats
		likelihood := m.Likelihood(e)
		for _, p := range pieces {
			for _, frame := range likelihood.Piece(p) {
				scored = scored.Add(frame)
			}
		}
		got := scored.Scale(1.0 / (2 * T))
		if len(got) != len(want) || slices.ContainsFunc([]float64(got.Add(want.Scale(-1))), func(d float64) bool { return math.Abs(d) > 1e-5 }) {
			t.Errorf("%v: whole pieces have %v, in the graph %v", shape, got, want)
		}

		c := m.Compose(e, 2)
		c.setStyle(1, pieces[1].Style)
		worst, velocity := 0.0, [2]float64{}
		var plays [2][][]float64
		for i := range plays {
			for _, play := range likelihood.EachStep(pieces[i]) {
				plays[i] = append(plays[i], play)
			}
		}
		for step := range T {
			pasts, places := make([]features.Past, 2), make([]features.Place, 2)
			for p, s := range segments {
				pasts[p], places[p] = s.Input(step)
			}
			c.ReadStep(pasts, places)
			c.decide(func(int) bool { return false }, func(s *shard, p, n int, got []float32) features.Cell {
				worst = max(worst, math.Abs(float64(loss.Probability(got[loss.Play]))-plays[p][step][n]))
				for k := range got {
					at := ((n*2+p)*T+step)*shape.Outputs + k
					worst = max(worst, math.Abs(float64(loss.Probability(got[k])-loss.Probability(g.logits[at]))))
				}
				cell, nats := c.withVelocity(s, p, n, pieces[p].Roll[step][n], pieces[p].Roll[step][n].Velocity(), 0)
				velocity[p] -= nats
				return cell
			})
		}
		if shape.Velocity && math.Abs((velocity[0]+velocity[1])/(2*T)-want[loss.Velocity]) > 1e-5 {
			t.Errorf("velocities have %v nats, in the graph %v", velocity, want[loss.Velocity])
		}
		if worst > 1e-5 {
			t.Errorf("%v: probabilities differ by up to %.1e", shape, worst)
		}
		g.Close()
	}
}

// TestComposedPiecesAreIndependent checks that a piece does not depend on the others composed with it.
func TestComposedPiecesAreIndependent(t *testing.T) {
	m, e := New(tinyShapes[0], rand.New(rand.NewPCG(5, 5))), encoding(t, tinyShapes[0])
	write := func(seeds ...uint64) [][]features.Frame {
		c := m.Compose(e, len(seeds))
		var random []*rand.Rand
		for _, seed := range seeds {
			random = append(random, rand.New(rand.NewPCG(seed, 0)))
		}
		frames, places := make([]features.Frame, len(seeds)), make([]features.Place, len(seeds))
		rolls := make([][]features.Frame, len(seeds))
		for range 20 {
			c.ReadStep(just(frames), places)
			frames = c.Draw(1, random)
			for p := range seeds {
				rolls[p] = append(rolls[p], frames[p])
			}
		}
		return rolls
	}
	together, alone := write(1, 2, 3, 4, 5, 6, 7), write(3)
	for step := range alone[0] {
		if alone[0][step] != together[2][step] {
			t.Fatalf("step %d differs", step)
		}
	}
	for step, frame := range alone[0] {
		for n, cell := range frame {
			if cell == features.Held && (step == 0 || !alone[0][step-1][n].Play()) {
				t.Fatalf("step %d: key %d is held without having sounded", step, n)
			}
		}
	}
}

// just is music of which every step is the last one.
func just(frames []features.Frame) []features.Past {
	pasts := make([]features.Past, len(frames))
	for p := range frames {
		pasts[p] = func(int) *features.Frame { return &frames[p] }
	}
	return pasts
}
