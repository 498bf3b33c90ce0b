package metrics

import (
	"math"

	"workbench/features"
)

// WindowEvents is the number of onset events in a window, the n of the n-grams.
//
// An event is a step in which notes begin: the keys, and the steps since the event before. Durations play no
// part, so that a passage with another articulation is still a copy, and neither a held chord nor silence is
// one.
const WindowEvents = 8

// Copy says what a piece has in common with the training pieces.
type Copy struct {
	Windows    int     `json:"windows"`          // windows of the piece
	Share      Number  `json:"share"`            // of the windows that a training piece has in the same key; NaN without windows
	Transposed Number  `json:"transposed_share"` // in any key, the same one included
	From       string  `json:"from"`             // training piece with most of the windows, in any key; empty if none has one
	FromShare  Number  `json:"from_share"`       // share of the windows that it has
	Longest    Stretch `json:"longest"`          // longest passage in common, in any key; zero if there is none
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

// Index finds windows in the training pieces. It is safe for concurrent use.
type Index struct {
	names      []string // of the training pieces
	events     *eventSequence
	exact      []window // by hash
	transposed []window // by hash
}

// NewIndex indexes training pieces.
func NewIndex(training []*features.Piece) *Index {
	x := &Index{events: newEventSequence(training)}
	for _, p := range training {
		x.names = append(x.names, p.Name)
	}
	x.exact = byHash(x.events.windows(&x.events.exact))
	x.transposed = byHash(x.events.windows(&x.events.transposed))
	return x
}

// Copied compares a piece with the training pieces. A training piece itself is a copy throughout.
func (x *Index) Copied(p *features.Piece) Copy {
	own := newEventSequence([]*features.Piece{p})
	exact := 0
	for _, w := range own.windows(&own.exact) {
		if len(find(x.exact, w.hash)) > 0 {
			exact++
		}
	}
	var longest Stretch
	transposed, having := 0, make([]int, len(x.names)) // windows that each training piece has
	windows := own.windows(&own.transposed)
	for _, w := range windows {
		found := find(x.transposed, w.hash)
		if len(found) > 0 {
			transposed++
		}
		last := int32(-1)
		for _, f := range found { // in order of piece
			if piece := x.events.events[f.at].piece; piece != last {
				having[piece]++
				last = piece
			}
			if s, whole := x.stretch(own, int(w.at), int(f.at)); whole && s.Steps > longest.Steps {
				longest = s
			}
		}
	}
	c := Copy{Windows: len(windows), Share: share(exact, len(windows)), Transposed: share(transposed, len(windows)), Longest: longest}
	most := 0
	for i, count := range having {
		if count > most {
			most, c.From = count, x.names[i]
		}
	}
	c.FromShare = share(most, len(windows))
	return c
}

// share divides a part by the whole; NaN if that is 0.
func share(part, whole int) Number {
	if whole == 0 {
		return Number(math.NaN())
	}
	return Number(float64(part) / float64(whole))
}

// stretch extends the equal windows at event i of own and j of the training pieces as far as they agree.
// whole is false if they agree before that already, so that the stretch is part of one found earlier.
func (x *Index) stretch(own *eventSequence, i, j int) (s Stretch, whole bool) {
	a, b := &own.transposed, &x.events.transposed
	theirs := x.events.events
	if i > 0 && j > 0 && theirs[j-1].piece == theirs[j].piece && a.first[i-1] == b.first[j-1] && a.next[i] == b.next[j] {
		return Stretch{}, false
	}
	n := WindowEvents
	for i+n < len(own.events) && j+n < len(theirs) && theirs[j+n].piece == theirs[j].piece && a.next[i+n] == b.next[j+n] {
		n++
	}
	first, last := own.events[i], own.events[i+n-1]
	return Stretch{Steps: int(last.step-first.step) + 1, Events: n, Start: int(first.step), From: x.names[theirs[j].piece],
		FromStart: int(theirs[j].step), Semitones: int(first.lowest - theirs[j].lowest)}, true
}

// CopySpread summarizes what several pieces copied.
type CopySpread struct {
	Share      Spread `json:"share"`
	Transposed Spread `json:"transposed_share"`
	Longest    Spread `json:"longest_steps"`
}

// SpreadOfCopies summarizes copies. Pieces too short for a window count only in Longest, with 0.
func SpreadOfCopies(copies []Copy) CopySpread {
	var share, transposed, longest []float64
	for _, c := range copies {
		share, transposed = append(share, float64(c.Share)), append(transposed, float64(c.Transposed))
		longest = append(longest, float64(c.Longest.Steps))
	}
	return CopySpread{SpreadOf(share), SpreadOf(transposed), SpreadOf(longest)}
}
