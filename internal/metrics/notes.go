package metrics

import (
	"math/bits"

	"workbench/features"
)

// note is a key that sounds from step start up to, not including, step end.
type note struct {
	start, end int
	key        int // MIDI key number
}

// notesOf lists a piece's notes in order of start, then key. A key that sounds without having been struck begins where the sound does.
func notesOf(p *features.Piece) []note {
	var notes []note
	var open [features.Keys]int // 1 + the index of the note that sounds
	for t := range p.Roll {
		for n, cell := range p.Roll[t] {
			switch {
			case !cell.Play():
				open[n] = 0
				continue
			case cell.Articulate() || open[n] == 0:
				notes = append(notes, note{start: t, key: n + features.Lowest})
				open[n] = len(notes)
			}
			notes[open[n]-1].end = t + 1
		}
	}
	return notes
}

// keySet has a bit for each MIDI key number.
type keySet [2]uint64

func (s *keySet) add(key int) { s[key/64] |= 1 << (key % 64) }
func (s *keySet) count() int  { return bits.OnesCount64(s[0]) + bits.OnesCount64(s[1]) }

// sounding counts the different keys that sound in each of so many steps.
func sounding(notes []note, steps int) []int {
	sets := make([]keySet, steps)
	for _, n := range notes {
		for t := n.start; t < n.end; t++ {
			sets[t].add(n.key)
		}
	}
	counts := make([]int, steps)
	for t := range sets {
		counts[t] = sets[t].count()
	}
	return counts
}
