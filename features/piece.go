package features

import (
	"fmt"
	"slices"

	"workbench/features/score"
)

// MaxSteps is the largest number of steps in a piece: 12,500 measures of 4/4. A longer one is a damaged file.
const MaxSteps = 200_000

// Piece is one piece of music on the grid.
type Piece struct {
	Name            string // source: the path below the corpus folder, and the tune of a tunebook
	Title, Composer string
	Split           string // train, valid or test; empty before Corpus.Split
	Style           Style  // nil where it is not known

	Roll            Roll      // T steps × 88 keys
	Measures        []Measure // in order, at least one, the first at step 0
	StepsPerQuarter int
	Ends            int     // steps that the piece will have once it is composed; 0 = the roll is complete
	Articulated     bool    // false if the source does not distinguish onsets from held notes
	Tempo           float64 // quarters per minute at the first note
	Transposed      int     // semitones by which the roll is higher than its source

	// Played has the notes of the source, with their velocities; nil for frames and for music composed on the
	// grid.
	Played *score.Score

	NoteOns    int // note-ons of the source
	Merged     int // onsets of one key that fall into the same step as another
	OutOfRange int // notes above or below the 88 keys

	Warnings []string // oddities of the source

	fromCache *Cached // see cached
}

// Steps is T.
func (p *Piece) Steps() int { return len(p.Roll) }

// FromScore puts a score on a grid of the given number of steps per quarter note. Onsets and ends go to the
// nearest step, and a note lasts at least one step. Overlapping notes of one key are merged; each onset is
// articulated. The piece ends with its last note. It returns an error for a score without a note on the 88
// keys, or longer than MaxSteps.
func FromScore(name string, s *score.Score, stepsPerQuarter int) (*Piece, error) {
	p := &Piece{Name: name, Title: s.Title, Composer: s.Composer,
		StepsPerQuarter: stepsPerQuarter, Articulated: true, Tempo: s.FirstTempo(), Played: s, NoteOns: len(s.Notes)}
	steps := 0
	for _, note := range s.Notes {
		if limit := int64(MaxSteps) * int64(s.TicksPerQuarter) / int64(stepsPerQuarter); note.End > limit {
			return nil, fmt.Errorf("a note ends at tick %d, beyond the %d steps that a piece may have", note.End, MaxSteps)
		}
		if note.Key < Lowest || note.Key > Highest {
			p.OutOfRange++
			continue
		}
		_, end := noteSteps(note, s.TicksPerQuarter, stepsPerQuarter)
		steps = max(steps, end)
	}
	if steps == 0 {
		return nil, fmt.Errorf("no notes on the 88 keys (%d note-ons in all)", p.NoteOns)
	}
	p.Roll = make(Roll, steps)
	for _, note := range s.Notes {
		if note.Key < Lowest || note.Key > Highest {
			continue
		}
		start, end := noteSteps(note, s.TicksPerQuarter, stepsPerQuarter)
		key := note.Key - Lowest
		if p.Roll[start][key].Articulate() {
			p.Merged++
		}
		p.Roll[start][key] = Onset
		for t := start + 1; t < end; t++ {
			p.Roll[t][key] |= Held
		}
	}
	p.Measures = measures(s, steps, stepsPerQuarter)
	return p, nil
}

func noteSteps(n score.Note, ticksPerQuarter, stepsPerQuarter int) (start, end int) {
	start = StepAt(n.Start, ticksPerQuarter, stepsPerQuarter)
	return start, max(StepAt(n.End, ticksPerQuarter, stepsPerQuarter), start+1)
}

// Score returns the piece as notes at a tempo in quarters per minute. They have the velocities of the roll, and
// the given one, 1 to 127, where it has none. A key that sounds without an onset gets one where it begins to
// sound; every note ends by the end of the roll.
func (p *Piece) Score(velocity int, tempo float64) *score.Score {
	const ticksPerStep = 120
	s := &score.Score{Title: p.Title, Composer: p.Composer, TicksPerQuarter: ticksPerStep * p.StepsPerQuarter,
		Tempos: []score.TempoChange{{QuartersPerMinute: tempo}}, Length: int64(p.Steps() * ticksPerStep)}
	for _, n := range p.Notes() {
		note := score.Note{Start: int64(n.Start * ticksPerStep), End: int64(n.End * ticksPerStep), Key: uint8(n.Key), Velocity: uint8(velocity)}
		if n.Velocity > 0 {
			note.Velocity = n.Velocity.MIDI()
		}
		s.Notes = append(s.Notes, note)
	}
	for i, m := range p.Measures {
		if i == 0 || m.Metre != p.Measures[i-1].Metre || m.Start != p.Measures[i-1].Start+p.Measures[i-1].Steps {
			s.Metres = append(s.Metres, score.MetreChange{Tick: int64(m.Start * ticksPerStep), Metre: m.Metre})
		}
	}
	return s
}

// Written is Score with the tempos and key signatures of the piece's source.
func (p *Piece) Written(velocity int) *score.Score {
	s := p.Score(velocity, p.Tempo)
	if from := p.Played; from != nil {
		end := p.SourceTick(p.Steps())
		s.TakeMarkings(from, end, from.TempoAt(end-1))
		if p.Transposed != 0 {
			s.Keys = nil
		}
	}
	return s
}

// SourceTick is the tick of Played, which must not be nil, at which a step begins.
func (p *Piece) SourceTick(step int) int64 {
	return int64(step) * int64(p.Played.TicksPerQuarter) / int64(p.StepsPerQuarter)
}

// DropArticulation turns every onset into a held note, as in music without articulation.
func (p *Piece) DropArticulation() {
	p.Articulated = false
	for t := range p.Roll {
		for n, cell := range p.Roll[t] {
			if cell.Articulate() {
				p.Roll[t][n] = Held
			}
		}
	}
}

// TakeVelocities gives each onset the velocity of its note in the score from which the piece was made: that of
// the loudest where several fall into one step.
func (p *Piece) TakeVelocities(s *score.Score) {
	for _, note := range s.Notes {
		step, _ := noteSteps(note, s.TicksPerQuarter, p.StepsPerQuarter)
		if note.Key < Lowest || note.Key > Highest || step >= len(p.Roll) {
			continue
		}
		if cell := &p.Roll[step][note.Key-Lowest]; cell.Articulate() {
			*cell = cell.With(max(cell.Velocity(), VelocityOf(note.Velocity)))
		}
	}
}

// HasVelocities tells whether any onset has a velocity.
func (p *Piece) HasVelocities() bool {
	return slices.ContainsFunc(p.Roll, func(f Frame) bool {
		return slices.ContainsFunc(f[:], func(c Cell) bool { return c.Velocity() > 0 })
	})
}

// WithoutVelocities returns a copy of the piece whose roll has none.
func (p *Piece) WithoutVelocities() *Piece {
	plain := *p
	plain.Roll = slices.Clone(p.Roll)
	for t := range plain.Roll {
		for n, cell := range plain.Roll[t] {
			plain.Roll[t][n] = cell.State()
		}
	}
	return &plain
}

// EmptyPiece returns a piece without steps, with one bar.
func EmptyPiece(metre score.Metre, stepsPerQuarter int) *Piece {
	steps := max(4*stepsPerQuarter*metre.Beats/metre.Unit, 1)
	return &Piece{StepsPerQuarter: stepsPerQuarter, Articulated: true, Tempo: 120,
		Measures: []Measure{{Steps: steps, Metre: metre}}}
}
