// Package loss is the likelihood of music under the network: play and articulate of every key in the next
// step, from logits, and its gradient.
//
// For a key with label y and probability p = σ(z), the loss of Johnson 2015 and the Deep Jammer report
// (section 3.3) is
//
//	−log(2py − p − y + 1) = −log(py + (1−p)(1−y)) = max(z, 0) − zy + log(1 + e^−|z|)
//
// for play at every key, and for articulate at the keys that play, since a silent key has no onset. The form
// on the right needs no epsilon and stays exact for large |z|.
package loss

import (
	"fmt"
	"math"

	"workbench/internal/parallel"
)

// Indices of the parts of a likelihood. [Sum] has the first two.
const (
	Play       = 0
	Articulate = 1
	Velocity   = 2 // of struck keys, in models that have it
)

// Sum is the negative log-likelihood of labels given logits, both N×R×K: N notes, R rows (B·T steps), and K =
// 2 outputs, play and articulate, or K = 1, play alone. It has K parts. mask has a number a row, 1 for a step
// that counts and 0 for padding.
func Sum(logits, labels, mask []float32, outputs int) Nats {
	notes := check(logits, labels, mask, outputs)
	sums := Zeros(notes, outputs)
	parallel.Do(notes, func(n int) {
		from := n * len(mask) * outputs
		for r, m := range mask {
			if m == 0 {
				continue
			}
			at := from + r*outputs
			sums[n][Play] += CrossEntropy(logits[at], labels[at])
			if outputs == 2 && labels[at] == 1 {
				sums[n][Articulate] += CrossEntropy(logits[at+1], labels[at+1])
			}
		}
	})
	return AddAll(sums)
}

// Gradient sets d to scale times the gradient of Sum with respect to the logits: σ(z) − y where the loss
// counts, and zero elsewhere.
func Gradient(d, logits, labels, mask []float32, outputs int, scale float32) {
	notes := check(logits, labels, mask, outputs)
	parallel.Do(notes, func(n int) {
		from := n * len(mask) * outputs
		for r, m := range mask {
			at := from + r*outputs
			clear(d[at : at+outputs])
			if m == 0 {
				continue
			}
			d[at] = scale * (Probability(logits[at]) - labels[at])
			if outputs == 2 && labels[at] == 1 {
				d[at+1] = scale * (Probability(logits[at+1]) - labels[at+1])
			}
		}
	})
}

// CrossEntropy is the loss of one output, in nats.
func CrossEntropy(logit, label float32) float64 {
	z := float64(logit)
	return max(z, 0) - z*float64(label) + math.Log1p(math.Exp(-math.Abs(z)))
}

// Probability is σ(logit).
func Probability(logit float32) float32 { return float32(1 / (1 + math.Exp(-float64(logit)))) }

func check(logits, labels, mask []float32, outputs int) (notes int) {
	if outputs < 1 || outputs > 2 || len(mask) == 0 || len(logits) != len(labels) || len(logits)%(len(mask)*outputs) != 0 {
		panic(fmt.Sprintf("loss: %d logits, %d labels, %d rows, %d outputs", len(logits), len(labels), len(mask), outputs))
	}
	return len(logits) / (len(mask) * outputs)
}
