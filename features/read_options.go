package features

import (
	"workbench/features/abc"
	"workbench/features/score"
)

// ReadOptions are options for reading music files.
type ReadOptions struct {
	StepsPerQuarter int             // grid, in steps a quarter note
	Drums           bool            // keep the notes of drum parts of MIDI and MusicXML files
	Velocity        bool            // the onsets of the roll have velocities
	Pedal           bool            // the sustain pedal of MIDI files extends the notes of the roll
	InferPickup     bool            // give MIDI files that mark no pickup the one that puts their last bass note on a strong beat
	Accidentals     abc.Propagation // how far an accidental of ABC reaches where the tune does not say; empty = in its own octave
	Sampling        Sampling        // how the steps are taken from the notes
}

// Grid is the options for a grid of the given number of steps per quarter note.
func Grid(stepsPerQuarter int) ReadOptions { return ReadOptions{StepsPerQuarter: stepsPerQuarter} }

// piece puts a score on the grid.
func (o ReadOptions) piece(name string, s *score.Score) (*Piece, error) {
	sounding := s
	if o.Pedal {
		sounding = s.ApplyPedal()
	}
	p, err := FromScore(name, sounding, o.StepsPerQuarter)
	if err != nil {
		return nil, err
	}
	if o.Velocity {
		p.TakeVelocities(sounding)
	}
	if o.InferPickup && isMIDI(name) {
		p.inferPickup()
	}
	o.Sampling.take(p)
	p.Played = s
	return p, nil
}
