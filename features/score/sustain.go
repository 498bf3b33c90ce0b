package score

import (
	"math"
	"slices"
	"sort"
)

// ApplyPedal returns a copy of s in which the notes last as long as the sustain pedal holds them, without
// Pedals.
func (s *Score) ApplyPedal() *Score {
	c := *s
	c.Notes, c.Pedals = s.Sustained(), nil
	return &c
}

// Sustained returns the notes with the length for which they sound: a note that ends while the sustain pedal
// is down lasts until the pedal goes up, its key has its next onset, or the piece ends. A pedal that goes down
// at the tick at which a note ends still holds it.
//
// Notes do not know their channel, so the pedals of all channels act as one, which is down while any of them
// is. That is right for a piano, whose hands often have channels of their own, but not for an ensemble.
func (s *Score) Sustained() []Note {
	notes := slices.Clone(s.Notes)
	spans := s.pedalSpans()
	var next [256]int64 // by key: its next note-on
	for key := range next {
		next[key] = math.MaxInt64
	}
	for i := len(notes) - 1; i >= 0; i-- {
		n := &notes[i]
		k := sort.Search(len(spans), func(k int) bool { return spans[k].up > n.End })
		if k < len(spans) && spans[k].down <= n.End {
			n.End = max(n.End, min(spans[k].up, next[n.Key]))
		}
		next[n.Key] = n.Start
	}
	return notes
}

// span is an interval in which the pedal is down: ticks down to up-1.
type span struct{ down, up int64 }

// pedalSpans returns the spans in order. A pedal that stays down goes up at the end of the piece.
func (s *Score) pedalSpans() []span {
	var spans []span
	var down [256]bool // by channel
	pressed, since := 0, int64(0)
	for _, p := range s.Pedals {
		if p.Down == down[p.Channel] {
			continue
		}
		down[p.Channel] = p.Down
		if p.Down {
			if pressed++; pressed == 1 {
				since = p.Tick
			}
		} else if pressed--; pressed == 0 && p.Tick > since {
			spans = append(spans, span{since, p.Tick})
		}
	}
	if pressed > 0 && s.Length > since {
		spans = append(spans, span{since, s.Length})
	}
	return spans
}
