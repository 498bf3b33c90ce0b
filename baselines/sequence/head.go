package sequence

import (
	"fmt"
	"math"
	"slices"

	"workbench/loss"
)

// Head is one prediction about a unit: a class, or a set of binary variables. It is one part of the likelihood.
type Head struct {
	Name    string  // of its part of the likelihood, such as "melody"; heads have different names
	Classes int     // number of classes, or of binary variables
	Binary  bool    // each class is an independent binary variable
	Weight  float64 // of its part in the training loss; likelihoods are reported without it
	// ConditionsOnPrevious adds to the logits a learned row for the class that the previous head has in the
	// same unit. The previous head must not be binary.
	ConditionsOnPrevious bool
}

// Targets is the number of targets of a unit: 1 for a class, and Classes zeros and ones for binary variables.
func (h Head) Targets() int {
	if h.Binary {
		return h.Classes
	}
	return 1
}

// layout says where each head is in a row of outputs and in a row of targets.
type layout struct {
	heads            []placedHead
	outputs, targets int // length of the rows: O, and the targets of all heads
}

type placedHead struct {
	Head
	output, target int // index of its first
}

func newLayout(heads []Head) (l layout) {
	if len(heads) == 0 {
		panic("sequence: no heads")
	}
	for i, h := range heads {
		sameName := func(other Head) bool { return other.Name == h.Name }
		switch {
		case h.Name == "" || slices.ContainsFunc(heads[:i], sameName):
			panic(fmt.Sprintf("sequence: head %d needs a name of its own, not %q", i, h.Name))
		case h.Classes < 1 || h.Classes > math.MaxInt16 || h.Weight < 0:
			panic(fmt.Sprintf("sequence: head %d cannot be %+v", i, h))
		case h.ConditionsOnPrevious && (i == 0 || heads[i-1].Binary):
			panic(fmt.Sprintf("sequence: head %q has no head of classes before it to be conditioned on", h.Name))
		}
		l.heads = append(l.heads, placedHead{h, l.outputs, l.targets})
		l.outputs += h.Classes
		l.targets += h.Targets()
	}
	return l
}

// outputsOf is the head's part of a row of outputs.
func (h *placedHead) outputsOf(row []float32) []float32 { return row[h.output : h.output+h.Classes] }

// targetsOf is the head's part of a row of targets.
func (h *placedHead) targetsOf(row []int16) []int16 { return row[h.target : h.target+h.Targets()] }

// score sets nats, one number per head, to the negative log-likelihood of the targets of a unit. If d is not
// nil, it receives the gradient with respect to the logits of the sum weighted by the heads' weights. d and
// logits are rows of O numbers.
func (l layout) score(nats loss.Nats, d, logits []float32, targets []int16) {
	for i := range l.heads {
		h := &l.heads[i]
		var dh []float32
		if d != nil {
			dh = h.outputsOf(d)
		}
		if h.Binary {
			nats[i] = scoreBinary(dh, h.outputsOf(logits), h.targetsOf(targets), h.Weight)
		} else {
			nats[i] = scoreClass(dh, h.outputsOf(logits), int(targets[h.target]), h.Weight)
		}
	}
}

// scoreBinary is the sigmoid cross-entropy of binary variables: max(z, 0) − zy + log(1 + e) with e = exp(−|z|),
// as [loss.CrossEntropy]. Its gradient is p − y where they are scored. One exponential serves both, and one
// logarithm many variables: that of the product of their 1 + e, each of which is at most 2.
func scoreBinary(d, logits []float32, targets []int16, weight float64) (nats float64) {
	const most = 1e300 // so that another factor does not overflow
	clear(d)
	product := 1.0
	for j, y := range targets {
		if y == Unscored {
			continue
		}
		z := float64(logits[j])
		e := math.Exp(-math.Abs(z))
		nats += max(z, 0) - z*float64(y)
		product *= 1 + e
		if product > most {
			nats, product = nats+math.Log(product), 1
		}
		if d != nil {
			p := 1 / (1 + e)
			if z < 0 {
				p *= e
			}
			d[j] = float32(weight) * (float32(p) - float32(y))
		}
	}
	return nats + math.Log(product)
}

// scoreClass is [loss.Class], of a class that may be unscored.
func scoreClass(d, logits []float32, class int, weight float64) (nats float64) {
	if class == Unscored {
		clear(d)
		return 0
	}
	return loss.Class(d, logits, class, weight)
}

// probabilities sets p to the probabilities of the logits. Both are rows of O numbers.
func (l layout) probabilities(p, logits []float32) {
	for i := range l.heads {
		h := &l.heads[i]
		out, z := h.outputsOf(p), h.outputsOf(logits)
		if h.Binary {
			for j := range out {
				out[j] = loss.Probability(z[j])
			}
			continue
		}
		_, sum := loss.Exponentials(out, z)
		for j := range out {
			out[j] /= float32(sum)
		}
	}
}
