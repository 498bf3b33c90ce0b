package sequence

import (
	"workbench/features"
	"workbench/loss"
)

// CountedReference is temporary.
type CountedReference struct {
	r      Representation
	l      layout
	counts []counter
}

func NewReference(r Representation, training []*features.Piece) *CountedReference {
	c := &CountedReference{r: r, l: layOut(r.Heads())}
	for _, h := range c.l.heads {
		c.counts = append(c.counts, newCounter(h.Head))
	}
	for _, p := range training {
		c.walk(p, func(_, head int, before, now []int16) { c.counts[head].count(before, now) })
	}
	return c
}

func (c *CountedReference) walk(p *features.Piece, meet func(t, head int, before, now []int16)) int {
	s := c.r.Encode(p)
	for t := range s.Len() {
		for i := range c.l.heads {
			var before []int16
			if t > 0 {
				before = c.l.heads[i].decided(s.Targets[(t-1)*c.l.targets:])
			}
			meet(t, i, before, c.l.heads[i].decided(s.Targets[t*c.l.targets:]))
		}
	}
	return s.Len()
}

func (c *CountedReference) Name() string {
	if c.l.heads[0].Bits {
		return "marginal"
	}
	return "bigram"
}

func (c *CountedReference) Piece(p *features.Piece) []loss.Nats {
	nats := loss.Zeros(c.r.Encode(p).Len(), len(c.l.heads))
	c.walk(p, func(t, head int, before, now []int16) { nats[t][head] += c.counts[head].nats(before, now) })
	return nats
}
