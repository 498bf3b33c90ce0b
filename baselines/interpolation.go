package baselines

import (
	"math"

	"workbench/features"
)

// evidence is the likelihood of a held-out step under each of the three components, divided by the largest.
type evidence struct{ transition, frequency, persistence float64 }

// fit sets the weights by deleted interpolation: expectation maximization over the steps of all pieces. paths
// are the numbers of their frames.
func (m *Markov) fit(pieces []*features.Piece, paths [][]int) {
	var steps [classes][]evidence
	for i, p := range pieces {
		m.addHeldOut(p, paths[i], &steps)
	}
	// The prior is one step with the weights of the class below, so no weight is 0, and a class without steps
	// has the weights of its neighbour.
	prior := weights{0, 1. / 2}
	for k := range m.weights {
		if k == 1 {
			prior = weights{1. / 3, 1. / 3}
		}
		w := maximize(steps[k], prior).bounded()
		// Rounded as in a checkpoint.
		m.weights[k] = weights{float64(float32(w.transition)), float64(float32(w.frequency))}
		prior = w
	}
}

// leastPersistence is the lowest weight of persistence. It is above the rounding error of float32 weights,
// whose spacing below 1 is 6e-8.
const leastPersistence = 1e-5

// bounded ensures the lowest weight of persistence. Without it, training pieces that occur twice would give
// unseen frames the probability 0.
func (w weights) bounded() weights {
	if sum := w.transition + w.frequency; sum > 1-leastPersistence {
		w.transition *= (1 - leastPersistence) / sum
		w.frequency *= (1 - leastPersistence) / sum
	}
	return w
}

// addHeldOut adds the evidence of a piece given the counts of all others, by the class of the frame before.
func (m *Markov) addHeldOut(p *features.Piece, path []int, steps *[classes][]evidence) {
	own := map[[2]int]float64{}
	left, reached := map[int]float64{}, map[int]float64{}
	for t, to := range path[1:] {
		own[[2]int{path[t], to}]++
		left[path[t]]++
		reached[to]++
	}
	c := m.chain
	persistence := m.persistence.without(newIndependent([]*features.Piece{p}, m.persistence.contexts, m.articulated))
	for t, nats := range persistence.Piece(p) {
		from, to := path[t], path[t+1]
		seen := c.left[from] - left[from]
		e := evidence{
			transition:  math.Log(ratio(c.count(from, to)-own[[2]int{from, to}], seen)),
			frequency:   math.Log(ratio(c.reached[to]-reached[to], c.total-float64(len(path)-1))),
			persistence: -nats.Total(),
		}
		most := max(e.transition, e.frequency, e.persistence)
		k := classOf(seen)
		steps[k] = append(steps[k], evidence{math.Exp(e.transition - most), math.Exp(e.frequency - most), math.Exp(e.persistence - most)})
	}
}

// maximize finds the weights under which the steps, and one step of the prior, are most likely.
func maximize(steps []evidence, prior weights) weights {
	w := prior
	const rounds, tolerance = 200, 1e-7
	for range rounds {
		sum := prior
		for _, e := range steps {
			transition, frequency, persistence := w.transition*e.transition, w.frequency*e.frequency, (1-w.transition-w.frequency)*e.persistence
			all := transition + frequency + persistence
			sum.transition += transition / all
			sum.frequency += frequency / all
		}
		n := float64(len(steps) + 1)
		next := weights{sum.transition / n, sum.frequency / n}
		change := math.Abs(next.transition-w.transition) + math.Abs(next.frequency-w.frequency)
		w = next
		if change < tolerance {
			break
		}
	}
	return w
}
