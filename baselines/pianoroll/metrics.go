package pianoroll

import (
	"math"

	"workbench/features"
	"workbench/loss"
)

// operatingPoint is a threshold on the probability of a key, and how well the keys above it match those that
// play. All is zero if no key plays.
type operatingPoint struct {
	Threshold float64 // 0.001 to 0.999
	Precision float64 // share of the keys above it that play
	Recall    float64 // share of the keys that play that are above it
	F1        float64 // 2·Precision·Recall/(Precision + Recall)
}

// thresholds is the number of thresholds, k/thresholds for k from 0.
const thresholds = 1000

// histogram counts the keys of all steps by the highest threshold that their probability exceeds: element k
// is for k/thresholds, and element 0 is also for the keys that exceed none.
type histogram struct {
	silent, playing [thresholds]int
	steps           int     // of all pieces
	expected        float64 // sum of all probabilities
}

func (r *Roll) histogram(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) *histogram {
	h := new(histogram)
	for _, p := range pieces {
		rows, targets := probabilities(p), r.Encode(p).Targets
		for t, row := range rows {
			h.steps++
			for n, p := range row[:features.Keys] {
				h.add(float64(p), targets[t*r.variables()+n] == 1)
			}
		}
	}
	return h
}

func (h *histogram) add(p float64, plays bool) {
	h.expected += p
	i := max(int(math.Ceil(p*thresholds))-1, 0)
	if plays {
		h.playing[i]++
	} else {
		h.silent[i]++
	}
}

// plays is the number of keys that play.
func (h *histogram) plays() (sum int) {
	for _, n := range h.playing {
		sum += n
	}
	return sum
}

// best is the threshold with the highest F1, the highest one of several.
func (h *histogram) best() (best operatingPoint) {
	plays := float64(h.plays())
	right, wrong := 0.0, 0.0
	for i := thresholds - 1; i > 0; i-- {
		right, wrong = right+float64(h.playing[i]), wrong+float64(h.silent[i])
		if right == 0 {
			continue
		}
		precision, recall := right/(right+wrong), right/plays
		if f1 := 2 * precision * recall / (precision + recall); f1 > best.F1 {
			best = operatingPoint{float64(i) / thresholds, precision, recall, f1}
		}
	}
	return best
}

// Metrics implements [sequence.Evaluator]: the threshold with the best F1 on the pieces, its F1, precision
// and recall, and the expected and the true number of keys that play in a step.
func (r *Roll) Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric {
	h := r.histogram(pieces, probabilities)
	best, steps := h.best(), float64(max(h.steps, 1))
	return []loss.Metric{
		{Name: "best threshold", Value: best.Threshold},
		{Name: "F1 there, %", Value: 100 * best.F1},
		{Name: "precision there, %", Value: 100 * best.Precision},
		{Name: "recall there, %", Value: 100 * best.Recall},
		{Name: "keys a step, expected", Value: h.expected / steps},
		{Name: "keys a step, in the pieces", Value: float64(h.plays()) / steps},
	}
}
