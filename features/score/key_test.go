package score

import "testing"

// scale returns quarter notes on keys, the first of them three times as long.
func scale(keys ...uint8) (notes []Note) {
	tick := int64(0)
	for i, key := range keys {
		length := int64(480)
		if i == 0 {
			length *= 3
		}
		notes = append(notes, Note{Start: tick, End: tick + length, Key: key, Velocity: 64})
		tick += length
	}
	return notes
}

func TestEstimateKey(t *testing.T) {
	transposed := func(notes []Note, semitones int) []Note {
		for i := range notes {
			notes[i].Key = uint8(int(notes[i].Key) + semitones)
		}
		return notes
	}
	major := func(semitones int) []Note {
		return transposed(scale(60, 62, 64, 65, 67, 69, 71, 72, 64, 67), semitones)
	}
	minor := func(semitones int) []Note {
		return transposed(scale(69, 71, 72, 74, 76, 77, 80, 81, 72, 76), semitones)
	}
	for _, c := range []struct {
		name  string
		notes []Note
		want  Key
		clear bool
	}{
		{"C major", major(0), Key{Fifths: 0}, true},
		{"G major", major(7), Key{Fifths: 1}, true},
		{"F major", major(5), Key{Fifths: -1}, true},
		{"F sharp major", major(6), Key{Fifths: 6}, true},
		{"D flat major", major(1), Key{Fifths: -5}, true},
		{"A minor", minor(0), Key{Fifths: 0, Minor: true}, true},
		{"E minor", minor(-5), Key{Fifths: 1, Minor: true}, true},
		{"C minor", minor(3), Key{Fifths: -3, Minor: true}, true},
	} {
		if got, clear := EstimateKey(c.notes); got != c.want || clear != c.clear {
			t.Errorf("%s: %+v, clear %v", c.name, got, clear)
		}
	}
	for name, notes := range map[string][]Note{
		"no notes":        nil,
		"one pitch class": scale(60, 60, 72),
		"chromatic":       scale(60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71),
		"whole-tone":      scale(60, 62, 64, 66, 68, 70),
	} {
		if key, clear := EstimateKey(notes); clear {
			t.Errorf("%s: %+v is said to be clear", name, key)
		}
	}
}

// The signature of the source counts, as of the first note, even if the notes say otherwise.
func TestKey(t *testing.T) {
	s := &Score{TicksPerQuarter: 480, Notes: scale(60, 62, 64, 65, 67, 69, 71, 72)}
	if key, ok := s.Key(); !ok || key != (Key{}) {
		t.Errorf("estimated %+v, %v", key, ok)
	}
	s.Keys = []KeyChange{{Tick: 0, Key: Key{Fifths: 2}}, {Tick: 480, Key: Key{Fifths: 3}}}
	if key, ok := s.Key(); !ok || key.Fifths != 2 {
		t.Errorf("%+v, %v; want the first signature", key, ok)
	}
}
