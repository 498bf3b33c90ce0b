package metrics

import (
	"math"

	"workbench/features"
)

// WindowEvents is the number of onset events in a window, the n of the n-grams.
//
// An event is a step in which notes begin: the keys, and the steps since the event before. How long the notes last plays no part, so that a passage with
// another articulation is still a copy, and neither a held chord nor silence makes one.
const WindowEvents = 8

// Copy is what a piece has in common with the training pieces.
type Copy struct {
	Windows    int     `json:"windows"`          // windows of the piece
	Share      Number  `json:"share"`            // of the windows, found in a training piece in the same key; NaN without windows
	Transposed Number  `json:"transposed_share"` // found in any key, the same one included
	From       string  `json:"from"`             // the training piece that has most of the windows, in any key; empty where none has one
	FromShare  Number  `json:"from_share"`       // the share of the windows that it has
	Longest    Stretch `json:"longest"`          // the longest stretch taken over, in any key; zero where there is no window
}

// Stretch is a passage that a piece shares with a training piece.
type Stretch struct {
	Steps     int    `json:"steps"`      // from its first onset to its last, both included
	Events    int    `json:"events"`     // onset events, at least WindowEvents
	Start     int    `json:"start"`      // step of the piece at which it begins
	From      string `json:"from"`       // the training piece
	FromStart int    `json:"from_start"` // step of the training piece
	Semitones int    `json:"semitones"`  // how much higher than in the training piece
}

// Index finds windows in the training pieces. Any number of goroutines may ask it at once.
type Index struct {
	names []string // of the training pieces
	text  *text
	exact []window // by hash
	moved []window // by hash
}

// NewIndex indexes training pieces.
func NewIndex(training []*features.Piece) *Index {
	x := &Index{text: newText(training)}
	for _, p := range training {
		x.names = append(x.names, p.Name)
	}
	x.exact = byHash(x.text.windows(&x.text.exact))
	x.moved = byHash(x.text.windows(&x.text.moved))
	return x
}

// Copied compares a piece with the training pieces. A training piece itself is a copy throughout.
func (x *Index) Copied(p *features.Piece) Copy {
	own := newText([]*features.Piece{p})
	exact := 0
	for _, w := range own.windows(&own.exact) {
		if len(find(x.exact, w.hash)) > 0 {
			exact++
		}
	}
	var longest Stretch
	moved, having := 0, make([]int, len(x.names)) // windows that each training piece has
	windows := own.windows(&own.moved)
	for _, w := range windows {
		found := find(x.moved, w.hash)
		if len(found) > 0 {
			moved++
		}
		last := int32(-1)
		for _, f := range found { // in order of piece
			if piece := x.text.events[f.at].piece; piece != last {
				having[piece]++
				last = piece
			}
			if s, whole := x.stretch(own, int(w.at), int(f.at)); whole && s.Steps > longest.Steps {
				longest = s
			}
		}
	}
	c := Copy{Windows: len(windows), Share: share(exact, len(windows)), Transposed: share(moved, len(windows)), Longest: longest}
	most := 0
	for i, count := range having {
		if count > most {
			most, c.From = count, x.names[i]
		}
	}
	c.FromShare = share(most, len(windows))
	return c
}

// share is a part of a whole, NaN if that is nothing.
func share(part, whole int) Number {
	if whole == 0 {
		return Number(math.NaN())
	}
	return Number(float64(part) / float64(whole))
}

// stretch goes on from event i of own and j of the training pieces, whose windows are equal, as far as they agree. whole = false says that
// they agree before that already, so that the stretch is part of one found earlier.
func (x *Index) stretch(own *text, i, j int) (s Stretch, whole bool) {
	a, b := &own.moved, &x.text.moved
	theirs := x.text.events
	if i > 0 && j > 0 && theirs[j-1].piece == theirs[j].piece && a.head[i-1] == b.head[j-1] && a.tail[i] == b.tail[j] {
		return Stretch{}, false
	}
	n := WindowEvents
	for i+n < len(own.events) && j+n < len(theirs) && theirs[j+n].piece == theirs[j].piece && a.tail[i+n] == b.tail[j+n] {
		n++
	}
	first, last := own.events[i], own.events[i+n-1]
	return Stretch{Steps: int(last.step-first.step) + 1, Events: n, Start: int(first.step), From: x.names[theirs[j].piece],
		FromStart: int(theirs[j].step), Semitones: int(first.lowest - theirs[j].lowest)}, true
}

// CopySpread sums up what several pieces copied.
type CopySpread struct {
	Share      Spread `json:"share"`
	Transposed Spread `json:"transposed_share"`
	Longest    Spread `json:"longest_steps"`
}

// SpreadOfCopies sums up copies. Pieces too short for a window count for the longest stretch only, with none.
func SpreadOfCopies(copies []Copy) CopySpread {
	var share, transposed, longest []float64
	for _, c := range copies {
		share, transposed = append(share, float64(c.Share)), append(transposed, float64(c.Transposed))
		longest = append(longest, float64(c.Longest.Steps))
	}
	return CopySpread{SpreadOf(share), SpreadOf(transposed), SpreadOf(longest)}
}
