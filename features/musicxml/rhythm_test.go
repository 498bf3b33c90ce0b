package musicxml

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"workbench/features/score"
)

// written is the upper staff's first voice in one measure: note types with dots and ties, rests in brackets.
func written(t *testing.T, metre score.Metre, pickup int64, notes ...score.Note) string {
	t.Helper()
	s := &score.Score{TicksPerQuarter: 48, Metres: []score.MetreChange{{Metre: metre}}, Notes: notes}
	if pickup > 0 {
		s.Metres = append(s.Metres, score.MetreChange{Tick: pickup, Metre: metre})
	}
	sheet, err := newSheet(s)
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, e := range sheet.notate().Parts[0].Measures[0].Content {
		n, ok := e.(*noteElement)
		if !ok || n.Voice != 1 {
			continue
		}
		word := n.Type
		if n.Dot != nil {
			word += "."
		}
		if n.Modification != nil {
			word += fmt.Sprintf("/%d", n.Modification.Actual)
		}
		if n.Rest != nil {
			word = "(" + word + ")"
		}
		for _, tie := range n.Ties {
			if tie.Type == "start" {
				word += "~"
			}
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

func TestNoteValues(t *testing.T) {
	n := func(start, end int64) score.Note { return score.Note{Start: start, End: end, Key: 72, Velocity: 80} } // a quarter is 48
	four, three, six := score.CommonTime, score.Metre{Beats: 3, Unit: 4}, score.Metre{Beats: 6, Unit: 8}
	for _, c := range []struct {
		name   string
		metre  score.Metre
		pickup int64
		notes  []score.Note
		want   string
	}{
		{"a whole note", four, 0, []score.Note{n(0, 192)}, "whole"},
		{"a dotted half", four, 0, []score.Note{n(0, 144), n(144, 192)}, "half. quarter"},
		{"five eighths", four, 0, []score.Note{n(0, 120), n(120, 192)}, "half~ eighth quarter."},
		{"a syncopation within half a measure", four, 0, []score.Note{n(0, 24), n(24, 72), n(72, 96), n(96, 192)}, "eighth quarter eighth half"},
		{"across the middle of the measure", four, 0, []score.Note{n(0, 72), n(72, 120), n(120, 192)}, "quarter. eighth~ eighth quarter."},
		{"rests show the beats", four, 0, []score.Note{n(0, 24), n(168, 192)}, "eighth (eighth) (quarter) (quarter.) eighth"},
		{"the last measure is filled", three, 0, []score.Note{n(0, 48)}, "quarter (half)"},
		{"two beats of 3/4", three, 0, []score.Note{n(0, 48), n(48, 144)}, "quarter half"},
		{"a measure of 6/8", six, 0, []score.Note{n(0, 144)}, "half."},
		{"across the middle of 6/8", six, 0, []score.Note{n(0, 48), n(48, 96), n(96, 144)}, "quarter eighth~ eighth quarter"},
		{"a triplet", four, 0, []score.Note{n(0, 16), n(16, 32), n(32, 48), n(48, 192)}, "eighth/3 eighth/3 eighth/3 half."},
		{"a triplet of two notes", four, 0, []score.Note{n(0, 32), n(32, 48), n(48, 192)}, "quarter/3 eighth/3 half."},
		{"a triplet with a rest", four, 0, []score.Note{n(0, 16), n(32, 48), n(48, 192)}, "eighth/3 (eighth/3) eighth/3 half."},
		{"a quarter triplet", four, 0, []score.Note{n(0, 32), n(32, 64), n(64, 96), n(96, 192)}, "quarter/3 eighth/3~ eighth/3 quarter/3 half"},
		{"a pickup", four, 48, []score.Note{n(0, 24), n(24, 48), n(48, 240)}, "eighth eighth"},
		{"a pickup that ends on the beat", four, 72, []score.Note{n(0, 72), n(72, 264)}, "quarter."},
	} {
		if got := written(t, c.metre, c.pickup, c.notes...); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

// A short first measure is number 0 and is not counted; one in the middle is not counted either.
func TestMeasureNumbers(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Metres: []score.MetreChange{{Tick: 0, Metre: score.CommonTime}, {Tick: 4, Metre: score.CommonTime}, {Tick: 28, Metre: score.CommonTime}}, Length: 44}
	data, err := Write(s)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, line := range strings.Split(string(data), "\n") {
		if _, rest, ok := strings.Cut(line, `<measure `); ok {
			got = append(got, strings.TrimSuffix(rest, ">"))
		}
	}
	want := []string{`number="0" implicit="yes"`, `number="1"`, `number="X1" implicit="yes"`, `number="2"`}
	if !slices.Equal(got, want) {
		t.Errorf("measures %q, want %q", got, want)
	}
}
