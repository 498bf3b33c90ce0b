package metrics

import "math/rand/v2"

// PieceLosses are the losses of one model on P pieces, in nats, from each of S training runs (seeds): S×P.
type PieceLosses [][]float64

// PairedBootstrap estimates how much higher the loss of model a is than that of model b on the same P pieces,
// in nats per unit, with a 95 % confidence interval.
//
// The loss of a model is the mean over its seeds of (nats of all pieces) / (units of all pieces). A resample
// draws pieces with replacement, the same ones for both models, and for each model seeds with replacement. So
// the interval covers the choice of the pieces and, with several seeds, the randomness of training. units has
// length P; with fewer than two pieces there is no interval.
func PairedBootstrap(a, b PieceLosses, units []float64, resamples int, seed uint64) Interval {
	pieces := make([]int, len(units))
	for i := range pieces {
		pieces[i] = i
	}
	value := meanLoss(a, seeds(a, nil), pieces, units) - meanLoss(b, seeds(b, nil), pieces, units)
	if len(pieces) < 2 {
		resamples = 0
	}
	return percentileInterval(value, resamples, seed, func(random *rand.Rand) float64 {
		for i := range pieces {
			pieces[i] = random.IntN(len(pieces))
		}
		return meanLoss(a, seeds(a, random), pieces, units) - meanLoss(b, seeds(b, random), pieces, units)
	})
}

// seeds returns how often each seed of a model counts: once without random, otherwise as often as it is drawn.
func seeds(model PieceLosses, random *rand.Rand) []float64 {
	counts := make([]float64, len(model))
	for i := range counts {
		if random == nil {
			counts[i]++
		} else {
			counts[random.IntN(len(counts))]++
		}
	}
	return counts
}

// meanLoss is the loss per unit over the pieces, averaged over seeds with the weights counts.
func meanLoss(model PieceLosses, counts []float64, pieces []int, units []float64) float64 {
	total, nats := 0.0, 0.0
	for _, p := range pieces {
		total += units[p]
	}
	for s, count := range counts {
		if count == 0 {
			continue
		}
		for _, p := range pieces {
			nats += count * model[s][p]
		}
	}
	return nats / total / float64(len(counts))
}
