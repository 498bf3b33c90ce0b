package velocity

import (
	"math"

	"workbench/features"
)

// RunningMean predicts a velocity from the mean of those before it in the piece: it has a distribution for each
// velocity that this mean is nearest to, and another one for the first struck key. The mean is that of all keys
// struck so far, or an exponential moving average; how fast it forgets is what fits the training pieces best.
type RunningMean struct {
	decay float64                         // of the weight of an earlier key for each later one; 1 for the plain mean
	after [features.Velocities + 1]counts // by the mean, 0 before the first key
}

// decays are those that are tried.
var decays = []float64{1, 63. / 64, 31. / 32, 15. / 16, 7. / 8, 3. / 4, 1. / 2}

// NewRunningMean counts the velocities of pieces for each decay, and chooses the most likely.
func NewRunningMean(pieces []*features.Piece) *RunningMean {
	var best *RunningMean
	least := math.Inf(1)
	for _, decay := range decays {
		m := &RunningMean{decay: decay}
		for _, p := range pieces {
			m.eachMean(p, func(_, mean int, v features.Velocity) { m.after[mean].add(v) })
		}
		nats := 0.0
		for _, p := range pieces {
			for _, step := range m.Piece(p) {
				nats += step
			}
		}
		if nats < least {
			best, least = m, nats
		}
	}
	return best
}

// Piece implements [Model].
func (m *RunningMean) Piece(p *features.Piece) []float64 {
	steps := make([]float64, p.Steps())
	m.eachMean(p, func(t, mean int, v features.Velocity) { steps[t] += m.after[mean].nats(v) })
	return steps
}

// eachMean calls each with the rounded mean before every struck key.
func (m *RunningMean) eachMean(p *features.Piece, each func(t, mean int, v features.Velocity)) {
	sum, weight := 0.0, 0.0
	eachStrike(p, func(t, _ int, v features.Velocity) {
		mean := 0
		if weight > 0 {
			mean = int(math.Round(sum / weight))
		}
		each(t, mean, v)
		sum, weight = m.decay*sum+float64(v), m.decay*weight+1
	})
}
