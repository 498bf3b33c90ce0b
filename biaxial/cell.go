package biaxial

import (
	"math"

	"workbench/features"
	"workbench/internal/control"
	"workbench/loss"
)

// cellLogs are the log-probabilities of a cell's states.
type cellLogs struct{ silent, held, onset float64 }

// logsOf are the log-probabilities of a cell of a key, given its logits and whether the key sounded in the
// step before. A key that was silent before cannot be held: it is an onset. A network without articulate has
// held keys only.
func logsOf(logits []float32, sounded bool) cellLogs {
	silent, play := -loss.CrossEntropy(logits[0], 0), -loss.CrossEntropy(logits[0], 1)
	switch {
	case len(logits) == 1:
		return cellLogs{silent, play, math.Inf(-1)}
	case !sounded:
		return cellLogs{silent, math.Inf(-1), play}
	}
	return cellLogs{silent, play - loss.CrossEntropy(logits[1], 0), play - loss.CrossEntropy(logits[1], 1)}
}

// of is the log-probability of a state.
func (l cellLogs) of(c features.Cell) float64 {
	switch c {
	case features.Silent:
		return l.silent
	case features.Held:
		return l.held
	}
	return l.onset
}

// drawCell draws a cell of a key with the model's own probabilities, using two random numbers in [0, 1).
func drawCell(logits []float32, sounded bool, play, articulate float64) features.Cell {
	if play >= float64(loss.Probability(logits[0])) {
		return features.Silent
	}
	if len(logits) == 2 && (!sounded || articulate < float64(loss.Probability(logits[1]))) {
		return features.Onset
	}
	return features.Held
}

// drawAllowed draws among the allowed states in proportion to their probabilities, and returns the logarithm
// of the sum of these. Where all are impossible it returns one of them, and −∞.
func drawAllowed(logs cellLogs, allowed control.Cells, play, articulate float64) (cell features.Cell, mass float64) {
	share := func(c features.Cell) float64 {
		if !allowed.Allows(c) {
			return 0
		}
		return math.Exp(logs.of(c))
	}
	silent, held, onset := share(features.Silent), share(features.Held), share(features.Onset)
	sum := silent + held + onset
	switch {
	case sum < 1e-200: // the exponentials underflow, or nothing is possible
		cell = likeliest(logs, allowed)
		return cell, logs.of(cell)
	case play*sum >= held+onset:
		cell = features.Silent
	case articulate*(held+onset) < onset:
		cell = features.Onset
	default:
		cell = features.Held
	}
	return cell, math.Log(sum)
}

// likeliest is the allowed state of the highest probability.
func likeliest(logs cellLogs, allowed control.Cells) features.Cell {
	best, found := features.Silent, false
	for _, c := range []features.Cell{features.Silent, features.Held, features.Onset} {
		if allowed.Allows(c) && (!found || logs.of(c) > logs.of(best)) {
			best, found = c, true
		}
	}
	return best
}
