package score

import "testing"

// Scales with their tonic chords, and what is unclear: all twelve keys alike, and nothing.
func TestEstimateKey(t *testing.T) {
	for _, c := range []struct {
		name  string
		keys  []uint8
		want  Key
		clear bool
	}{
		{"C major", []uint8{60, 62, 64, 65, 67, 69, 71, 72, 60, 64, 67}, Key{}, true},
		{"A minor", []uint8{57, 59, 60, 62, 64, 65, 68, 69, 57, 60, 64, 57}, Key{Minor: true}, true},
		{"D major", []uint8{62, 64, 66, 67, 69, 71, 73, 74, 62, 66, 69}, Key{Fifths: 2}, true},
		{"E flat major", []uint8{63, 65, 67, 68, 70, 72, 74, 75, 63, 67, 70}, Key{Fifths: -3}, true},
		{"C minor", []uint8{60, 62, 63, 65, 67, 68, 71, 72, 60, 63, 67, 60}, Key{Fifths: -3, Minor: true}, true},
		{"all alike", []uint8{60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71}, Key{}, false},
		{"no notes", nil, Key{}, false},
	} {
		s := &Score{TicksPerQuarter: 480}
		for i, key := range c.keys {
			s.Notes = append(s.Notes, Note{Start: int64(480 * i), End: int64(480*i + 480), Key: key})
		}
		if got, margin := s.EstimateKey(); got != c.want || margin >= 0.05 != c.clear {
			t.Errorf("%s: %+v by %.3f, want %+v, clear %v", c.name, got, margin, c.want, c.clear)
		}
	}
}
