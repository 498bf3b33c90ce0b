package score

import (
	"math"
	"slices"
	"sort"
)

// Sustained returns the notes as long as they sound: one that ends while the sustain pedal is down goes on until the pedal comes up, its key
// is struck again, or the piece ends. A pedal that goes down at the tick at which a note ends still catches it.
//
// A note does not say which channel it comes from, so the pedals of all channels count as one, which is down while any of them is: right for a
// piano, whose hands often have channels of their own, and not for an ensemble.
func (s *Score) Sustained() []Note {
	notes := slices.Clone(s.Notes)
	spans := s.pedalSpans()
	var next [256]int64 // by key: where it is struck next
	for key := range next {
		next[key] = math.MaxInt64
	}
	for i := len(notes) - 1; i >= 0; i-- {
		n := &notes[i]
		if k := sort.Search(len(spans), func(k int) bool { return spans[k].up > n.End }); k < len(spans) && spans[k].down <= n.End {
			n.End = max(n.End, min(spans[k].up, next[n.Key]))
		}
		next[n.Key] = n.Start
	}
	return notes
}

// span is a time for which the pedal is down: from tick down to before tick up.
type span struct{ down, up int64 }

// pedalSpans returns the spans in order. A pedal that stays down comes up with the end of the piece.
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
