package features

import (
	"workbench/features/abc"
	"workbench/features/score"
)

// ReadOptions say how files of music are read.
type ReadOptions struct {
	StepsPerQuarter int             // grid, in steps a quarter note
	Drums           bool            // keep the notes of drum parts of MIDI and MusicXML files
	Pedal           bool            // the sustain pedal of MIDI files extends the notes of the roll
	Accidentals     abc.Propagation // how far an accidental of ABC reaches where the tune does not say; empty = in its own octave
}

// Grid is the options for a grid of the given number of steps a quarter note.
func Grid(stepsPerQuarter int) ReadOptions { return ReadOptions{StepsPerQuarter: stepsPerQuarter} }

// piece puts a score on the grid.
func (o ReadOptions) piece(name string, s *score.Score) (*Piece, error) {
	if !o.Pedal {
		return FromScore(name, s, o.StepsPerQuarter)
	}
	sustained := *s
	sustained.Notes = s.Sustained()
	p, err := FromScore(name, &sustained, o.StepsPerQuarter)
	if err == nil {
		p.Played = s
	}
	return p, err
}
