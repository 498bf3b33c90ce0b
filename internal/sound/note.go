package sound

import "workbench/features/score"

// Note is a key with its note-on and note-off time in seconds.
type Note struct {
	Start, End float64
	Key        int     // MIDI key number, 0 to 127
	Loudness   float64 // 0 to 1
}

// Notes returns the notes of a score, with times in seconds according to its tempo changes. The sustain pedal
// holds them.
func Notes(s *score.Score) []Note {
	s = s.ApplyPedal()
	clock := s.Clock()
	notes := make([]Note, len(s.Notes))
	for i, n := range s.Notes {
		notes[i] = Note{clock.Seconds(n.Start), clock.Seconds(n.End), int(n.Key), float64(n.Velocity) / 127}
	}
	return notes
}

// Seconds returns the duration of a score.
func Seconds(s *score.Score) float64 { return s.Clock().Seconds(s.Length) }
