package sequence

import (
	"fmt"
	"math"

	"workbench/loss"
)

// layout is where the outputs and the targets of the heads stand in the rows of them.
type layout struct {
	heads            []headAt
	outputs, targets int // O, and numbers that tell what was decided
}

type headAt struct {
	Head
	output, target int // its first
}

// most is the number of heads that there can be: a likelihood has so many parts.
const most = 2

func layOut(heads []Head) (l layout) {
	for i, h := range heads {
		if h.Classes < 1 || h.Classes > math.MaxInt16 || h.Weight < 0 || h.Hears && (i == 0 || heads[i-1].Bits) {
			panic(fmt.Sprintf("sequence: no head %d can be %+v", i+1, h))
		}
		l.heads = append(l.heads, headAt{h, l.outputs, l.targets})
		l.outputs += h.Classes
		l.targets += h.Targets()
	}
	if len(heads) < 1 || len(heads) > most {
		panic(fmt.Sprintf("sequence: %d heads", len(heads)))
	}
	return l
}

// hears tells whether the second head hears the first.
func (l layout) hears() bool { return len(l.heads) == most && l.heads[1].Hears }

// hear adds to the second head's logits the row of what it hears, w, for the class that the first has taken; for none if that is Unscored.
func (l layout) hear(logits, w []float32, class int) {
	if class == Unscored {
		return
	}
	h := &l.heads[1]
	out := logits[h.output : h.output+h.Classes]
	for j, v := range w[class*h.Classes : (class+1)*h.Classes] {
		out[j] += v
	}
}

// part is a head's part of a row of outputs.
func (h *headAt) part(outputs []float32) []float32 { return outputs[h.output : h.output+h.Classes] }

// decided is a head's part of a row of targets.
func (h *headAt) decided(targets []int16) []int16 { return targets[h.target : h.target+h.Targets()] }

// score returns the negative log-likelihood of the targets of one unit under each head, in nats. Where d is not nil it receives the gradient with respect to
// the logits of their sum, weighted by the heads' weights. Both are rows of O numbers.
func (l layout) score(d, logits []float32, targets []int16) (nats [most]float64) {
	for i := range l.heads {
		h := &l.heads[i]
		var dh []float32
		if d != nil {
			dh = h.part(d)
		}
		if h.Bits {
			nats[i] = scoreBits(dh, h.part(logits), h.decided(targets), h.Weight)
		} else {
			nats[i] = scoreChoice(dh, h.part(logits), int(targets[h.target]), h.Weight)
		}
	}
	return nats
}

// scoreBits is the sigmoid cross-entropy of decisions; its gradient is p − y where they are scored.
func scoreBits(d, logits []float32, targets []int16, weight float64) (nats float64) {
	clear(d)
	for j, y := range targets {
		if y == Unscored {
			continue
		}
		nats += loss.CrossEntropy(logits[j], float32(y))
		if d != nil {
			d[j] = float32(weight) * (loss.Probability(logits[j]) - float32(y))
		}
	}
	return nats
}

// scoreChoice is the softmax cross-entropy of a class; its gradient is p, less 1 for the class.
func scoreChoice(d, logits []float32, class int, weight float64) (nats float64) {
	if class == Unscored {
		clear(d)
		return 0
	}
	highest, sum := softmax(d, logits)
	nats = math.Log(sum) + highest - float64(logits[class])
	if d != nil {
		scale := float32(weight / sum)
		for j := range d {
			d[j] *= scale
		}
		d[class] -= float32(weight)
	}
	return nats
}

// softmax sets e, where it is not nil, to e^(z − highest) of the logits z, and returns the highest and the sum.
func softmax(e, logits []float32) (highest, sum float64) {
	highest = math.Inf(-1)
	for _, z := range logits {
		highest = max(highest, float64(z))
	}
	for j, z := range logits {
		x := math.Exp(float64(z) - highest)
		sum += x
		if e != nil {
			e[j] = float32(x)
		}
	}
	return highest, sum
}

// probabilities sets p to those of the logits, both rows of O numbers.
func (l layout) probabilities(p, logits []float32) {
	for i := range l.heads {
		h := &l.heads[i]
		out, z := h.part(p), h.part(logits)
		if h.Bits {
			for j := range out {
				out[j] = loss.Probability(z[j])
			}
			continue
		}
		_, sum := softmax(out, z)
		for j := range out {
			out[j] /= float32(sum)
		}
	}
}
