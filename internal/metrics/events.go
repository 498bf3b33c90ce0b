package metrics

import (
	"cmp"
	"slices"
	"sort"

	"workbench/features"
	"workbench/features/splitmix"
)

// event is a step in which notes begin.
type event struct {
	piece  int32 // index of the piece
	step   int32
	lowest int16 // MIDI number of the lowest key that begins
}

// eventSequence is a list of pieces as events. Each event has two hashes: first covers the keys that begin;
// next covers also the distance from the event before. A window of n events is then the first hash of its
// first event and the next hashes of the others, so that what came before the window plays no part.
type eventSequence struct {
	events     []event
	exact      eventHashes // of the keys as they are
	transposed eventHashes // of the keys relative to the lowest, and in next of the move of the lowest: the same in any key
}

// eventHashes has one hash of each sort per event.
type eventHashes struct{ first, next []uint64 }

func newEventSequence(pieces []*features.Piece) *eventSequence {
	s := new(eventSequence)
	for i, p := range pieces {
		notes := p.Notes()
		for from := 0; from < len(notes); {
			to := from + 1
			for to < len(notes) && notes[to].Start == notes[from].Start {
				to++
			}
			s.add(int32(i), notes[from:to])
			from = to
		}
	}
	return s
}

// add appends the event of notes that begin together, lowest first.
func (s *eventSequence) add(piece int32, notes []features.Note) {
	e := event{piece, int32(notes[0].Start), int16(notes[0].Key)}
	exact, transposed := uint64(0), uint64(0)
	for _, n := range notes {
		exact = splitmix.Add(exact, uint64(n.Key))
		transposed = splitmix.Add(transposed, uint64(n.Key-notes[0].Key))
	}
	var distance, move uint64
	if last := len(s.events) - 1; last >= 0 && s.events[last].piece == piece {
		distance, move = uint64(e.step-s.events[last].step), uint64(e.lowest-s.events[last].lowest)
	}
	s.events = append(s.events, e)
	s.exact.add(exact, splitmix.Add(exact, distance))
	s.transposed.add(transposed, splitmix.Add(splitmix.Add(transposed, distance), move))
}

func (h *eventHashes) add(first, next uint64) {
	h.first, h.next = append(h.first, first), append(h.next, next)
}

// window is the hash of a window and where it begins. Two of a million windows have the same hash by chance with
// a probability below 1e-7.
type window struct {
	hash uint64
	at   int32 // index of its first event
}

// windows lists the windows of WindowEvents events within each piece, in order of place.
func (s *eventSequence) windows(h *eventHashes) []window {
	var list []window
	for i := 0; i+WindowEvents <= len(s.events); i++ {
		if s.events[i].piece != s.events[i+WindowEvents-1].piece {
			continue
		}
		hash := h.first[i]
		for _, next := range h.next[i+1 : i+WindowEvents] {
			hash = splitmix.Add(hash, next)
		}
		list = append(list, window{hash, int32(i)})
	}
	return list
}

// byHash sorts windows by hash, then place.
func byHash(list []window) []window {
	slices.SortFunc(list, func(a, b window) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at))
	})
	return list
}

// find returns the windows with a hash in a list sorted by hash.
func find(list []window, hash uint64) []window {
	from := sort.Search(len(list), func(i int) bool { return list[i].hash >= hash })
	end := from
	for end < len(list) && list[end].hash == hash {
		end++
	}
	return list[from:end]
}
