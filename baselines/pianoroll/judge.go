package pianoroll

import (
	"math"

	"workbench/features"
	"workbench/loss"
)

// tuning is the threshold with the best F1, and how well those keys are the right ones whose probability is above it. All is zero where no key plays.
type tuning struct {
	Threshold float64 // in thousandths, 0.001 to 0.999
	Precision float64 // share of the keys so played that do play
	Recall    float64 // share of the keys that play that are so played
	F1        float64 // 2·Precision·Recall/(Precision + Recall)
}

// grain is how many thresholds are tried.
const grain = 1000

// census counts the keys at all steps by the highest threshold that their probability is above, in thousandths: 0 for those that are above none.
type census struct {
	silent, playing [grain]int
	steps           int     // of all pieces
	expected        float64 // sum of all probabilities
}

func (r *Roll) count(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) *census {
	c := new(census)
	for _, p := range pieces {
		rows, targets := probabilities(p), r.Encode(p).Targets
		for t, row := range rows {
			c.steps++
			for n, p := range row[:features.Keys] {
				c.add(float64(p), targets[t*r.bits()+n] == 1)
			}
		}
	}
	return c
}

func (c *census) add(p float64, plays bool) {
	c.expected += p
	i := max(int(math.Ceil(p*grain))-1, 0)
	if plays {
		c.playing[i]++
	} else {
		c.silent[i]++
	}
}

// plays is how many keys play.
func (c *census) plays() (sum int) {
	for _, n := range c.playing {
		sum += n
	}
	return sum
}

// tune takes the best threshold, of equal ones the highest.
func (c *census) tune() (best tuning) {
	plays := float64(c.plays())
	right, wrong := 0.0, 0.0
	for i := grain - 1; i > 0; i-- {
		right, wrong = right+float64(c.playing[i]), wrong+float64(c.silent[i])
		if right == 0 {
			continue
		}
		precision, recall := right/(right+wrong), right/plays
		if f1 := 2 * precision * recall / (precision + recall); f1 > best.F1 {
			best = tuning{float64(i) / grain, precision, recall, f1}
		}
	}
	return best
}

// Measures are the best threshold for the keys at the steps of some pieces, such as those of validation, what it does, and how many keys are expected to sound
// beside how many do. probabilities are those of [sequence.Judge].
func (r *Roll) Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric {
	c := r.count(pieces, probabilities)
	best, steps := c.tune(), float64(max(c.steps, 1))
	return []loss.Metric{
		{Name: "best threshold", Value: best.Threshold},
		{Name: "F1 there, %", Value: 100 * best.F1},
		{Name: "precision there, %", Value: 100 * best.Precision},
		{Name: "recall there, %", Value: 100 * best.Recall},
		{Name: "keys a step, expected", Value: c.expected / steps},
		{Name: "keys a step, in the pieces", Value: float64(c.plays()) / steps},
	}
}
