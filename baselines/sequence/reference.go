package sequence

import (
	"math"

	"workbench/features"
	"workbench/loss"
)

// Reference is a counting baseline for the units of a representation: a model without memory that a network
// has to beat. For a binary head it has the frequency with which each variable is 1 (the marginal); for a
// head of classes the frequency of each pair of consecutive classes (the bigram), and of each class at the
// beginning of a piece. Every count starts at ½ (Krichevsky & Trofimov 1981), so that nothing has the
// probability 0.
type Reference struct {
	r      Representation
	layout layout
	counts []counter // of each head
}

// NewReference counts the training pieces.
func NewReference(r Representation, training []*features.Piece) *Reference {
	ref := &Reference{r: r, layout: newLayout(r.Heads())}
	for _, h := range ref.layout.heads {
		ref.counts = append(ref.counts, newCounter(h.Head))
	}
	for _, p := range training {
		ref.walk(p, func(_, head int, previous, targets []int16) { ref.counts[head].count(previous, targets) })
	}
	return ref
}

// Name is "marginal" if all heads are binary, and "bigram" otherwise.
func (ref *Reference) Name() string {
	for _, h := range ref.layout.heads {
		if !h.Binary {
			return "bigram"
		}
	}
	return "marginal"
}

// Piece returns the negative log-likelihood of every unit of a piece, in nats, one part per head.
func (ref *Reference) Piece(p *features.Piece) []loss.Nats {
	var units []loss.Nats
	ref.walk(p, func(unit, head int, previous, targets []int16) {
		if unit == len(units) {
			units = append(units, make(loss.Nats, len(ref.counts)))
		}
		units[unit][head] = ref.counts[head].nats(previous, targets)
	})
	return units
}

// walk visits each head of each unit of a piece with its targets and those of the unit before; nil for the
// first.
func (ref *Reference) walk(p *features.Piece, visit func(unit, head int, previous, targets []int16)) {
	s, width := ref.r.Encode(p), ref.layout.targets
	for t := range s.Len() {
		for i := range ref.layout.heads {
			h := &ref.layout.heads[i]
			var previous []int16
			if t > 0 {
				previous = h.targetsOf(s.Targets[(t-1)*width:])
			}
			visit(t, i, previous, h.targetsOf(s.Targets[t*width:]))
		}
	}
}

// counter counts the targets of one head. previous are those of the unit before, nil at the beginning of a
// piece.
type counter interface {
	count(previous, targets []int16)
	nats(previous, targets []int16) float64
}

func newCounter(h Head) counter {
	if h.Binary {
		return &marginal{ones: make([]float64, h.Classes), scored: make([]float64, h.Classes)}
	}
	return &bigram{classes: h.Classes, pairs: map[[2]int16]float64{}, from: map[int16]float64{}}
}

// marginal counts how often each binary variable is 1, and how often it is scored.
type marginal struct{ ones, scored []float64 }

func (m *marginal) count(_, targets []int16) {
	for i, y := range targets {
		if y != Unscored {
			m.ones[i] += float64(y)
			m.scored[i]++
		}
	}
}

func (m *marginal) nats(_, targets []int16) (nats float64) {
	for i, y := range targets {
		if y != Unscored {
			count := m.ones[i]
			if y == 0 {
				count = m.scored[i] - m.ones[i]
			}
			nats -= math.Log((count + 0.5) / (m.scored[i] + 1))
		}
	}
	return nats
}

// bigram counts pairs of consecutive classes. The class before the first one, and before one that follows an
// unscored one, is Unscored.
type bigram struct {
	classes int
	pairs   map[[2]int16]float64
	from    map[int16]float64
}

func (b *bigram) count(previous, targets []int16) {
	if pair := pairOf(previous, targets); targets[0] != Unscored {
		b.pairs[pair]++
		b.from[pair[0]]++
	}
}

func (b *bigram) nats(previous, targets []int16) float64 {
	if targets[0] == Unscored {
		return 0
	}
	pair := pairOf(previous, targets)
	return -math.Log((b.pairs[pair] + 0.5) / (b.from[pair[0]] + float64(b.classes)/2))
}

func pairOf(previous, targets []int16) [2]int16 {
	if previous == nil {
		return [2]int16{Unscored, targets[0]}
	}
	return [2]int16{previous[0], targets[0]}
}
