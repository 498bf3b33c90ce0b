package sound

import "workbench/features/score"

// Note is a key that is struck and let go, in seconds.
type Note struct {
	Start, End float64
	Key        int     // MIDI key number, 0 to 127
	Loudness   float64 // 0 to 1
}

// Notes are the notes of a score in seconds, by its tempos.
func Notes(s *score.Score) []Note {
	clock := s.Clock()
	notes := make([]Note, len(s.Notes))
	for i, n := range s.Notes {
		notes[i] = Note{clock.Seconds(n.Start), clock.Seconds(n.End), int(n.Key), float64(n.Velocity) / 127}
	}
	return notes
}

// Seconds is how long a score lasts.
func Seconds(s *score.Score) float64 { return s.Clock().Seconds(s.Length) }
