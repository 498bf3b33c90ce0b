package evaluate

import (
	"math"
	"testing"

	"workbench/loss"
)

// The probability of a unit is the mean of the members' probabilities; the first part is the mixture of the first
// parts, and the second what is left.
func TestMixed(t *testing.T) {
	scores := [][][]loss.Nats{{{{1, 0.5}, {900, 0}}}, {{{2, 0.25}, {901, 1}}}}
	play := -math.Log((math.Exp(-1) + math.Exp(-2)) / 2)
	total := -math.Log((math.Exp(-1.5) + math.Exp(-2.25)) / 2)
	for piece, units := range mixed(scores, 2) {
		if piece != 0 || len(units) != 2 || math.Abs(units[0][0]-play) > 1e-12 || math.Abs(units[0].Total()-total) > 1e-12 {
			t.Errorf("piece %d has %v; want play %v, in all %v", piece, units, play, total)
		}
		// Probabilities too small for a float64: 900 nats or 902 are 900 + ln 2 − ln(1 + e⁻²) in the mean.
		if want := 900 + math.Ln2 - math.Log1p(math.Exp(-2)); math.Abs(units[1].Total()-want) > 1e-9 {
			t.Errorf("%v, want %v", units[1].Total(), want)
		}
	}
}

// A distribution mixed with another is a distribution: its probabilities add up to 1.
func TestMixedIsADistribution(t *testing.T) {
	sum := 0.0
	for outcome := range 4 { // two keys' states
		a, b := []float64{0.1, 0.2, 0.3, 0.4}[outcome], []float64{0.7, 0.1, 0.1, 0.1}[outcome]
		for _, units := range mixed([][][]loss.Nats{{{{-math.Log(a)}}}, {{{-math.Log(b)}}}}, 1) {
			sum += math.Exp(-units[0].Total())
		}
	}
	if math.Abs(sum-1) > 1e-12 {
		t.Errorf("the probabilities add up to %v", sum)
	}
}
