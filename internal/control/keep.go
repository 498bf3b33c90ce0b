package control

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"workbench/features"
)

// keeping says which part of a piece is composed anew. The rest is kept.
type keeping struct {
	voice    int    // of what sounds in each step, the voice that is kept: 1 is the highest; bottom the lowest; 0 none
	measures []bool // by index of the piece's measures; nil for all
	keys     Range
}

// bottom is the number of the lowest voice.
const bottom = -1

// parseVoice reads top, bottom, or the number of a voice from the top.
func parseVoice(text string) (int, error) {
	switch text {
	case "":
		return 0, nil
	case "top":
		return 1, nil
	case "bottom":
		return bottom, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > features.Keys {
		return 0, fmt.Errorf("%q: must be top, bottom, or a number from 1, the highest voice", text)
	}
	return n, nil
}

// parseMeasures reads measure numbers such as 9-12 or 1,5-8. The first whole measure is number 1, and a
// pickup 0.
func parseMeasures(text string, p *features.Piece) ([]bool, error) {
	chosen, offset := make([]bool, len(p.Measures)), 1
	if p.Measures[0].Skip > 0 {
		offset = 0
	}
	for _, part := range strings.Split(text, ",") {
		first, last, found := strings.Cut(strings.TrimSpace(part), "-")
		if !found {
			last = first
		}
		from, err1 := strconv.Atoi(first)
		to, err2 := strconv.Atoi(last)
		if err1 != nil || err2 != nil || from > to {
			return nil, fmt.Errorf("%q is not a measure or a range of them such as 9-12", part)
		}
		if from < offset || to-offset >= len(chosen) {
			return nil, fmt.Errorf("%q: the piece has measures %d to %d", part, offset, len(chosen)-1+offset)
		}
		for i := from; i <= to; i++ {
			chosen[i-offset] = true
		}
	}
	return chosen, nil
}

// constraints are the cells of a piece that are kept.
func (k keeping) constraints(p *features.Piece) *Constraints {
	c := New(p.Steps())
	c.transposed = p.Transposed
	measure, ceiling := 0, k.firstVoice(p)
	for t := range p.Roll {
		for measure+1 < len(p.Measures) && p.Measures[measure+1].Start <= t {
			measure++
		}
		var kept [features.Keys]bool
		composed := k.measures == nil || k.measures[measure]
		if n := k.voiceAt(p, t); composed && n >= 0 {
			ceiling = n
		}
		for n := range kept {
			kept[n] = !composed || k.keeps(n, ceiling, p.Roll[t][n], p.Transposed)
		}
		c.keep(p, t, &kept)
	}
	return c
}

// keeps tells whether a cell of a passage that is composed anew is kept: the voice, the silence on its far
// side, and what lies outside the keys.
func (k keeping) keeps(n, voice int, cell features.Cell, transposed int) bool {
	outside := !k.keys.Has(n + features.Lowest - transposed)
	switch {
	case k.voice == 0:
		return outside
	case n == voice && cell.Play():
		return true
	case k.voice == 1:
		return n > voice
	case k.voice == bottom:
		return n < voice
	}
	return false
}

// keep binds the kept cells of step t. A kept note that ended is not held on.
func (c *Constraints) keep(p *features.Piece, t int, kept *[features.Keys]bool) {
	for n, cell := range p.Roll[t] {
		switch {
		case kept[n]:
			c.Steps[t].Cells[n], c.Steps[t].Velocities[n] = Only(cell), cell.Velocity()
		case t > 0 && c.Steps[t-1].Cells[n]&MustBeSilent == 0:
			c.Steps[t].Cells[n] = MustBeSilent | MustBegin
		}
	}
}

// beginHeld lets a kept note begin where it is held after a cell that is composed. After a cell that must be
// silent it has to, if the model is articulated: distinguishes onsets from held cells.
func (c *Constraints) beginHeld(articulated bool) {
	for t := range c.Steps {
		for n, cell := range c.Steps[t].Cells {
			before := MustBeSilent
			if t > 0 {
				before = c.Steps[t-1].Cells[n]
			}
			switch {
			case cell != Only(features.Held) || before&MustBeSilent == 0:
			case !before.decided():
				c.Steps[t].Cells[n] = MustSound
			case articulated:
				c.Steps[t].Cells[n] = MustBegin
			}
		}
	}
}

// firstVoice is the first key of the kept voice, as an index: the limit for what is composed before it begins.
func (k keeping) firstVoice(p *features.Piece) int {
	for t := range p.Roll {
		if n := k.voiceAt(p, t); n >= 0 {
			return n
		}
	}
	return features.Keys
}

// mostKeys is how many keys of a piece sound at once at most.
func mostKeys(p *features.Piece) (most int) {
	for t := range p.Roll {
		keys := 0
		for _, cell := range p.Roll[t] {
			if cell.Play() {
				keys++
			}
		}
		most = max(most, keys)
	}
	return most
}

// voiceAt is the index of the key that the kept voice has in step t, −1 for none.
func (k keeping) voiceAt(p *features.Piece, t int) int {
	var sounding []int
	for n, cell := range p.Roll[t] {
		if cell.Play() {
			sounding = append(sounding, n)
		}
	}
	slices.Reverse(sounding)
	switch {
	case len(sounding) == 0 || k.voice == 0 || k.voice > len(sounding):
		return -1
	case k.voice == bottom:
		return sounding[len(sounding)-1]
	}
	return sounding[k.voice-1]
}
