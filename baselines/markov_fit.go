package baselines

import (
	"math"

	"workbench/features"
)

// evidence is what the three models make of a step of a piece that they did not see, each divided by the largest.
type evidence struct{ chain, frequency, keys float64 }

// fit sets the weights by deleted interpolation: expectation maximisation over the steps of all pieces. walks has the numbers of their frames.
func (m *Markov) fit(pieces []*features.Piece, walks [][]int) {
	var steps [classes][]evidence
	for i, p := range pieces {
		m.delete(p, walks[i], &steps)
	}
	// One step of imagined evidence, shared out as in the class below, leaves nothing at zero and gives a class without steps its neighbour's weights.
	prior := weights{0, 1. / 2}
	for k := range m.weights {
		if k == 1 {
			prior = weights{1. / 3, 1. / 3}
		}
		w := maximise(steps[k], prior).sparing()
		// As the checkpoint will have them.
		m.weights[k] = weights{float64(float32(w.chain)), float64(float32(w.frequency))}
		prior = w
	}
}

// leastKeys is the share that persistence has at least: enough to be there still when the other two are rounded to float32, whose steps below 1 are 6e-8.
const leastKeys = 1e-5

// sparing leaves persistence its share where pieces that come twice foretell each other to the end. Without it a frame that was never seen could not follow.
func (w weights) sparing() weights {
	if sum := w.chain + w.frequency; sum > 1-leastKeys {
		w.chain *= (1 - leastKeys) / sum
		w.frequency *= (1 - leastKeys) / sum
	}
	return w
}

// delete adds the evidence of a piece, by the class of the frame before, from the counts without that piece.
func (m *Markov) delete(p *features.Piece, walk []int, steps *[classes][]evidence) {
	own := map[[2]int]float64{}
	left, reached := map[int]float64{}, map[int]float64{}
	for t, to := range walk[1:] {
		own[[2]int{walk[t], to}]++
		left[walk[t]]++
		reached[to]++
	}
	c := m.chain
	keys := m.keys.without(newIndependent([]*features.Piece{p}, m.keys.situations, m.articulated))
	for t, nats := range keys.Piece(p) {
		from, to := walk[t], walk[t+1]
		seen := c.left[from] - left[from]
		e := evidence{
			chain:     math.Log(ratio(c.count(from, to)-own[[2]int{from, to}], seen)),
			frequency: math.Log(ratio(c.reached[to]-reached[to], c.total-float64(len(walk)-1))),
			keys:      -nats.Total(),
		}
		most := max(e.chain, e.frequency, e.keys)
		k := classOf(seen)
		steps[k] = append(steps[k], evidence{math.Exp(e.chain - most), math.Exp(e.frequency - most), math.Exp(e.keys - most)})
	}
}

// maximise finds the weights under which the steps, and one more shared out as in prior, are most likely.
func maximise(steps []evidence, prior weights) weights {
	w := prior
	const rounds, enough = 200, 1e-7
	for range rounds {
		sum := prior
		for _, e := range steps {
			chain, frequency, keys := w.chain*e.chain, w.frequency*e.frequency, (1-w.chain-w.frequency)*e.keys
			all := chain + frequency + keys
			sum.chain += chain / all
			sum.frequency += frequency / all
		}
		n := float64(len(steps) + 1)
		next := weights{sum.chain / n, sum.frequency / n}
		moved := math.Abs(next.chain-w.chain) + math.Abs(next.frequency-w.frequency)
		w = next
		if moved < enough {
			break
		}
	}
	return w
}
