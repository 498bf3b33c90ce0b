package musicxml

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"workbench/features/score"
)

func TestSpelling(t *testing.T) {
	for _, c := range []struct {
		in   score.Key
		want string // C4 to B4
	}{
		{score.Key{}, "C C# D Eb E F F# G G# A Bb B"},
		{score.Key{Minor: true}, "C C# D D# E F F# G G# A Bb B"},
		{score.Key{Fifths: 4}, "B# C# D D# E E# F# G G# A A# B"},
		{score.Key{Fifths: -4}, "C Db D Eb E F Gb G Ab A Bb Cb"},
		{score.Key{Fifths: -3, Minor: true}, "C Db D Eb E F F# G Ab A Bb B"},
	} {
		var names []string
		for key := uint8(60); key < 72; key++ {
			p := spell(key, c.in)
			names = append(names, string(p.step)+map[int]string{-1: "b", 0: "", 1: "#"}[p.alter])
			if sounding, _ := soundingKey(string(p.step), fmt.Sprint(p.alter), fmt.Sprint(p.octave)); sounding != int(key) {
				t.Errorf("%+v: key %d is written as %+v, which sounds as %d", c.in, key, p, sounding)
			}
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("%+v: %s, want %s", c.in, got, c.want)
		}
	}
	for key := uint8(12); key < 128; key++ {
		for fifths := -7; fifths <= 7; fifths++ {
			p := spell(key, score.Key{Fifths: fifths})
			if sounding, _ := soundingKey(string(p.step), fmt.Sprint(p.alter), fmt.Sprint(p.octave)); sounding != int(key) || p.octave < 0 || p.octave > 9 {
				t.Errorf("%d fifths: key %d is written as %+v", fifths, key, p)
			}
		}
	}
}

// In G major an F sharp needs no accidental, an F a natural, the next F in the measure none, and an F sharp
// after it a sharp.
func TestAccidentals(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 1, Keys: []score.KeyChange{{Key: score.Key{Fifths: 1}}}, Length: 8}
	for i, key := range []uint8{66, 65, 65, 66, 66, 66, 65, 77} {
		s.Notes = append(s.Notes, score.Note{Start: int64(i), End: int64(i + 1), Key: key, Velocity: 80})
	}
	sheet, err := newSheet(s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range sheet.notate().Parts[0].Measures {
		for _, e := range m.Content {
			if n, ok := e.(*noteElement); ok && n.Pitch != nil {
				got = append(got, n.Accidental)
			}
		}
	}
	if want := []string{"", "natural", "", "sharp", "", "", "natural", "natural"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
