package musicxml

import (
	"cmp"
	"slices"
	"sort"

	"workbench/features/score"
)

// Into how many parts a quarter may be divided: that of a piece on a grid, and that of music as played, off
// any grid.
const (
	finestGrid   = 64
	finestPlayed = 8
)

// gcd is the greatest common divisor of two numbers, of which one may be 0.
func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// oneByOne returns the notes with times multiplied by scale and without overlaps within a key: a note ends at
// the latest at the next onset of its key, and of two that start together the longer one stays. A note of no
// length gets an eighth of a quarter.
func oneByOne(notes []score.Note, scale, quarter int64) []score.Note {
	notes = slices.Clone(notes)
	for i := range notes {
		n := &notes[i]
		n.Start, n.End = n.Start*scale, n.End*scale
		if n.End == n.Start {
			n.End += quarter / 8
		}
	}
	return withoutOverlaps(notes)
}

func withoutOverlaps(notes []score.Note) []score.Note {
	slices.SortStableFunc(notes, func(a, b score.Note) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	kept := notes[:0]
	for _, n := range notes {
		if last := len(kept) - 1; last >= 0 && kept[last].Key == n.Key {
			if kept[last].Start == n.Start {
				continue
			}
			kept[last].End = min(kept[last].End, n.Start)
		}
		kept = append(kept, n)
	}
	score.SortNotes(kept)
	return kept
}

// snap moves the times of notes that cannot be written to the nearest eighth of a quarter. Times stay as they
// are in a quarter whose onsets and ends lie on one grid of at most 64 parts, as those of every roll do, or
// of at most 8 parts where a tenth of the quarters have no such grid, as in music that was played. A note
// that would have no length left gets an eighth of a quarter.
func (sh *sheet) snap() {
	var times []int64
	for _, p := range sh.parts {
		for _, n := range p.notes {
			times = append(times, n.Start, n.End)
		}
	}
	slices.Sort(times)
	times = slices.Compact(times)
	windows := windowsOf(times, sh.bars, sh.quarter)
	off := 0
	for _, w := range windows {
		if w.parts > finestGrid {
			off++
		}
	}
	finest := int64(finestGrid)
	if 10*off > len(windows) {
		finest = finestPlayed
	}
	moved := slices.Clone(times)
	for _, w := range windows {
		for i := w.first; i < w.end && w.parts > finest; i++ {
			moved[i] = min(w.from+roundTo(times[i]-w.from, sh.quarter/8), w.to)
		}
	}
	at := func(tick int64) int64 {
		return moved[sort.Search(len(times), func(i int) bool { return times[i] >= tick })]
	}
	for k, p := range sh.parts {
		for i := range p.notes {
			n := &p.notes[i]
			n.Start, n.End = at(n.Start), at(n.End)
			if n.End <= n.Start {
				n.End = n.Start + sh.quarter/8
			}
		}
		sh.parts[k].notes = withoutOverlaps(p.notes)
	}
}

// window is a quarter, or a part of one, with the times in it: times[first:end].
type window struct {
	from, to   int64
	first, end int
	parts      int64 // of the coarsest grid of a quarter that they lie on
}

// windowsOf returns the windows that have times.
func windowsOf(times []int64, bars []bar, quarter int64) []window {
	var list []window
	next := 0
	for _, b := range bars {
		b.windows(quarter, func(from, to int64) {
			w := window{from: from, to: to, first: next}
			step := quarter
			for ; next < len(times) && times[next] < to; next++ {
				step = gcd(step, times[next]-from)
			}
			if w.end = next; w.end > w.first {
				w.parts = quarter / step
				list = append(list, w)
			}
		})
	}
	return list
}
