package sequence

import (
	"math"

	"workbench/features"
	"workbench/loss"
)

// Reference is what a model that only counts makes of pieces after the training ones: its name, and its nats per unit. For a head of bits it knows how often
// each is set, where it is scored, the "marginal"; for a head of choices how often each class follows each, the "bigram", and at the beginning of a
// piece how often each begins. All counts begin at a half (Krichevsky & Trofimov), so that nothing is impossible. The first `skip` units of each piece are not scored.
func Reference(r Representation, training, pieces []*features.Piece, skip int) (name string, nats loss.Nats) {
	l := layOut(r.Heads())
	counts := make([]counter, len(l.heads))
	for i, h := range l.heads {
		counts[i] = newCounter(h.Head)
	}
	walk := func(pieces []*features.Piece, from int, meet func(head int, before, now []int16)) (units int) {
		for _, p := range pieces {
			s := r.Encode(p)
			for t := from; t < s.Len(); t++ {
				for i := range l.heads {
					var before []int16
					if t > 0 {
						before = l.heads[i].decided(s.Targets[(t-1)*l.targets:])
					}
					meet(i, before, l.heads[i].decided(s.Targets[t*l.targets:]))
				}
			}
			units += max(s.Len()-from, 0)
		}
		return units
	}
	walk(training, 0, func(head int, before, now []int16) { counts[head].count(before, now) })
	var sums [most]float64
	units := walk(pieces, skip, func(head int, before, now []int16) { sums[head] += counts[head].nats(before, now) })
	if name = "bigram"; l.heads[0].Bits {
		name = "marginal"
	}
	return name, l.parts(sums).Scale(1 / float64(max(units, 1)))
}

// counter counts what is decided under one head; before is nil at the beginning of a piece.
type counter interface {
	count(before, now []int16)
	nats(before, now []int16) float64
}

func newCounter(h Head) counter {
	if h.Bits {
		return &bits{set: make([]float64, h.Classes), scored: make([]float64, h.Classes)}
	}
	return &bigram{classes: h.Classes, pairs: map[[2]int16]float64{}, from: map[int16]float64{}}
}

// bits counts how often each of them is set.
type bits struct{ set, scored []float64 }

func (b *bits) count(_, now []int16) {
	for i, y := range now {
		if y != Unscored {
			b.set[i] += float64(y)
			b.scored[i]++
		}
	}
}

func (b *bits) nats(_, now []int16) (nats float64) {
	for i, y := range now {
		if y != Unscored {
			of := b.set[i]
			if y == 0 {
				of = b.scored[i] - b.set[i]
			}
			nats -= math.Log((of + 0.5) / (b.scored[i] + 1))
		}
	}
	return nats
}

// bigram counts pairs of classes. The class before the first, and before one after an unscored one, is Unscored.
type bigram struct {
	classes int
	pairs   map[[2]int16]float64
	from    map[int16]float64
}

func (b *bigram) count(before, now []int16) {
	if pair := pairOf(before, now); now[0] != Unscored {
		b.pairs[pair]++
		b.from[pair[0]]++
	}
}

func (b *bigram) nats(before, now []int16) float64 {
	pair := pairOf(before, now)
	if now[0] == Unscored {
		return 0
	}
	return -math.Log((b.pairs[pair] + 0.5) / (b.from[pair[0]] + float64(b.classes)/2))
}

func pairOf(before, now []int16) [2]int16 {
	if before == nil {
		return [2]int16{Unscored, now[0]}
	}
	return [2]int16{before[0], now[0]}
}
