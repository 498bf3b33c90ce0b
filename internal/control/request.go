package control

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"workbench/features"
)

// Request is what a user asks of a composition, in words; an empty string asks for nothing.
type Request struct {
	Voice    string // of the kept piece: top, bottom, or its number from the top
	Measures string // of the kept piece, to be composed anew: 9-12
	Keys     string // in which notes are composed: C4-B5
	Scale    string // "D dorian"
	Chords   string // symbols, one a bar, repeated to the end: "Am F C G7"
	Density  string // bounds on the number of keys in each step, such as 2-5, or their number
	Cells    []byte // JSON; see the manual of compose

	CellsFile string // where Cells are from, for errors; empty if they are from no file
}

// Empty tells whether nothing is asked for.
func (r *Request) Empty() bool {
	return r.Voice == "" && r.Measures == "" && r.Keys == "" && r.Scale == "" && r.Chords == "" && r.Density == "" && r.Cells == nil && r.CellsFile == ""
}

// Constraints works out what a request means for a number of steps after a start.
func (r *Request) Constraints(start *features.Piece, steps int) (*Constraints, error) {
	if r.Voice != "" || r.Measures != "" {
		return nil, errors.New("-voice and -measures say which part of a piece is composed anew; name the piece with -keep FILE")
	}
	all := *start
	all.Roll = make(features.Roll, start.Steps()+steps)
	all.ExtendMeasures()
	c := New(steps)
	c.transposed = start.Transposed
	if err := r.addCells(c); err != nil {
		return nil, err
	}
	c, err := r.finish(c, &all, start.Steps())
	if err == nil && r.Density == "" && (r.Scale != "" || r.Chords != "") {
		c.sound()
	}
	return c, err
}

// Keep works out what a request means for a piece of which a part is kept. articulated says that the model
// distinguishes onsets from held keys.
func (r *Request) Keep(p *features.Piece, articulated bool) (*Constraints, error) {
	if r.Voice == "" && r.Measures == "" && r.Keys == "" && r.Cells == nil {
		return nil, errors.New("-keep FILE: say what is composed, with -voice, -measures, -keys or -cells")
	}
	var k keeping
	var err error
	if k.voice, err = parseVoice(r.Voice); err != nil {
		return nil, fmt.Errorf("-voice %w", err)
	}
	if k.voice != 0 && k.firstVoice(p) == features.Keys {
		return nil, fmt.Errorf("-voice %q: at most %d keys of the piece sound at once", r.Voice, mostKeys(p))
	}
	if r.Measures != "" {
		if k.measures, err = parseMeasures(r.Measures, p); err != nil {
			return nil, fmt.Errorf("-measures %w", err)
		}
	}
	if r.Keys != "" {
		if k.keys, err = ParseRange(r.Keys); err != nil {
			return nil, fmt.Errorf("-keys %w", err)
		}
	}
	if r.Voice == "" && r.Measures == "" && r.Keys == "" {
		k.measures = make([]bool, len(p.Measures))
	}
	c := k.constraints(p)
	if err := r.addCells(c); err != nil {
		return nil, err
	}
	c.beginHeld(articulated)
	c, err = r.finish(c, p, 0)
	if err == nil && !slices.ContainsFunc(c.Steps, func(s Step) bool { return !s.Decided() }) {
		return nil, errors.New("nothing is left to compose: every cell of the piece is kept, or decided by the constraints")
	}
	return c, err
}

// finish adds the demands that leave cells with one state as they are. piece has the bars, of which given steps
// come before the first constrained one.
func (r *Request) finish(c *Constraints, piece *features.Piece, given int) (*Constraints, error) {
	for _, add := range []func(*Constraints) error{
		r.addKeys, r.addScale,
		func(c *Constraints) error { return r.addChords(c, piece, given) },
		r.addDensity, (*Constraints).Check,
	} {
		if err := add(c); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (r *Request) addCells(c *Constraints) error {
	if r.Cells == nil {
		return nil
	}
	where := "-cells"
	if r.CellsFile != "" {
		where += " " + r.CellsFile
	}
	rules, err := parseCells(r.Cells)
	if err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	for i, rule := range rules {
		if err := rule.apply(c); err != nil {
			return fmt.Errorf("%s: rule %d: %w", where, i+1, err)
		}
	}
	return nil
}

func (r *Request) addKeys(c *Constraints) error {
	if r.Keys == "" {
		return nil
	}
	keys, err := ParseRange(r.Keys)
	if err != nil {
		return fmt.Errorf("-keys %w", err)
	}
	c.KeepTo(0, len(c.Steps), keys.Has)
	return nil
}

func (r *Request) addScale(c *Constraints) error {
	if r.Scale == "" {
		return nil
	}
	scale, err := parseScale(r.Scale)
	if err != nil {
		return fmt.Errorf("-scale %w", err)
	}
	c.KeepTo(0, len(c.Steps), scale.has)
	return nil
}

func (r *Request) addChords(c *Constraints, piece *features.Piece, given int) error {
	if r.Chords == "" {
		return nil
	}
	chords, err := parseChords(r.Chords)
	if err != nil {
		return fmt.Errorf("-chords %w", err)
	}
	bar := 0
	for _, m := range piece.Measures {
		if end := m.Start + m.Steps - m.Skip; end > given {
			chord := chords[bar%len(chords)]
			c.KeepTo(m.Start-given, end-given, chord.notes.has)
			if chord.bass >= 0 {
				c.setBass(m.Start-given, end-given, chord.bass)
			}
			bar++
		}
	}
	return nil
}

func (r *Request) addDensity(c *Constraints) error {
	if r.Density == "" {
		return nil
	}
	low, high, isRange := strings.Cut(r.Density, "-")
	if !isRange {
		high = low
	}
	least, err1 := strconv.Atoi(strings.TrimSpace(low))
	most, err2 := strconv.Atoi(strings.TrimSpace(high))
	if err1 != nil || err2 != nil || least < 0 || most < least || most > features.Keys {
		return fmt.Errorf("-density %q: must be a number of keys such as 4, or two such as 2-5", r.Density)
	}
	c.Bound(least, most)
	return nil
}
