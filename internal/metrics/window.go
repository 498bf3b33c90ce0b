package metrics

import (
	"cmp"
	"slices"
	"sort"

	"workbench/features"
)

// event is a step in which notes begin.
type event struct {
	piece  int32 // index of the piece
	step   int32
	lowest int16 // MIDI number of the lowest key that begins
}

// text is a row of pieces as events, and each event as two letters: head tells which keys begin, and tail also how
// many steps after the event before. A window of n events is then spelt by the head of its first and the tails of the others,
// and what came before it plays no part.
type text struct {
	events []event
	exact  spelling // keys as they are
	moved  spelling // keys above the event's lowest, and in tails the lowest against the one before: the same in any key
}

type spelling struct{ head, tail []uint64 } // one letter an event

// newText spells pieces.
func newText(pieces []*features.Piece) *text {
	x := new(text)
	for i, p := range pieces {
		notes := p.Notes()
		for first := 0; first < len(notes); {
			end := first + 1
			for end < len(notes) && notes[end].Start == notes[first].Start {
				end++
			}
			x.add(int32(i), notes[first:end])
			first = end
		}
	}
	return x
}

// add appends the event of notes that begin together, lowest first.
func (x *text) add(piece int32, notes []features.Note) {
	e := event{piece, int32(notes[0].Start), int16(notes[0].Key)}
	exact, moved := uint64(0), uint64(0)
	for _, n := range notes {
		exact = mix(exact, uint64(n.Key))
		moved = mix(moved, uint64(n.Key-notes[0].Key))
	}
	var gap, move uint64
	if last := len(x.events) - 1; last >= 0 && x.events[last].piece == piece {
		gap, move = uint64(e.step-x.events[last].step), uint64(e.lowest-x.events[last].lowest)
	}
	x.events = append(x.events, e)
	x.exact.add(exact, mix(exact, gap))
	x.moved.add(moved, mix(mix(moved, gap), move))
}

func (s *spelling) add(head, tail uint64) {
	s.head, s.tail = append(s.head, head), append(s.tail, tail)
}

// mix adds a value to a hash of 64 bits: the finaliser of SplitMix64 (Steele, Lea and Flood, 2014), so that two of a million windows are equal by
// chance with a probability below 1e-7.
func mix(hash, value uint64) uint64 {
	z := hash + value + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// window is where the window of that hash begins.
type window struct {
	hash uint64
	at   int32 // index of its first event
}

// windows lists the windows of WindowEvents events, none across the end of a piece, in order of place.
func (x *text) windows(s *spelling) []window {
	var list []window
	for i := 0; i+WindowEvents <= len(x.events); i++ {
		if x.events[i].piece != x.events[i+WindowEvents-1].piece {
			continue
		}
		hash := s.head[i]
		for _, letter := range s.tail[i+1 : i+WindowEvents] {
			hash = mix(hash, letter)
		}
		list = append(list, window{hash, int32(i)})
	}
	return list
}

// byHash puts windows in order of hash, then place.
func byHash(list []window) []window {
	slices.SortFunc(list, func(a, b window) int {
		return cmp.Or(cmp.Compare(a.hash, b.hash), cmp.Compare(a.at, b.at))
	})
	return list
}

// find returns the windows of that hash in a list ordered by hash.
func find(list []window, hash uint64) []window {
	from := sort.Search(len(list), func(i int) bool { return list[i].hash >= hash })
	end := from
	for end < len(list) && list[end].hash == hash {
		end++
	}
	return list[from:end]
}
