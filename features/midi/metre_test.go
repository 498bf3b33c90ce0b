package midi

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"workbench/features/score"
)

// metres reads changes such as "0 4/4, 480 3/4".
func metres(t *testing.T, text string) (changes []score.MetreChange) {
	t.Helper()
	for part := range strings.SplitSeq(text, ", ") {
		if part == "" {
			continue
		}
		fields := strings.FieldsFunc(part, func(r rune) bool { return r == ' ' || r == '/' })
		var n [3]int
		for i := range n {
			var err error
			if n[i], err = strconv.Atoi(fields[i]); err != nil {
				t.Fatal(err)
			}
		}
		changes = append(changes, score.MetreChange{Tick: int64(n[0]), Metre: score.Metre{Beats: n[1], Unit: n[2]}})
	}
	return changes
}

// A quarter is 2 ticks, a bar of 4/4 is 8.
func TestJoinShortBars(t *testing.T) {
	for _, c := range []struct {
		name, file string
		last       int64 // start of the last note
		want       string
	}{
		{"none", "", 80, ""},
		{"one metre", "0 4/4", 80, "0 4/4"},
		{"pickup", "0 1/4, 2 4/4", 80, "0 4/4, 2 4/4"},
		{"pickup of an eighth in 6/8", "0 1/8, 1 6/8", 80, "0 6/8, 1 6/8"},
		{"pickup as earlier versions wrote it", "0 3/4, 2 3/4", 80, "0 3/4, 2 3/4"},
		{"long pickup", "0 3/4, 6 4/4", 80, "0 4/4, 6 4/4"},
		{"long pickup, short last bar", "0 3/4, 6 4/4, 78 1/4", 79, "0 4/4, 6 4/4"},
		{"changing metres", "0 5/4, 10 6/4, 22 5/4", 80, "0 5/4, 10 6/4, 22 5/4"},
		{"two short bars at the start", "0 2/4, 8 3/4", 80, "0 2/4, 8 3/4"},
		{"a longer first bar", "0 5/4, 10 4/4", 80, "0 5/4, 10 4/4"},
		{"pickup without signature", "2 3/4", 80, "0 3/4, 2 3/4"},
		{"signature in the second bar", "8 3/4", 80, "0 4/4, 8 3/4"},
		{"short last bar", "0 1/4, 2 4/4, 74 3/4", 78, "0 4/4, 2 4/4"},
		{"two short last bars", "0 1/4, 2 4/4, 74 3/4", 80, "0 4/4, 2 4/4, 74 3/4"},
		{"short last bar within a bar", "0 4/4, 73 3/4", 75, "0 4/4, 73 3/4"},
		{"repeat with pickup", "0 1/4, 2 4/4, 34 3/4, 40 1/4, 42 4/4, 74 3/4", 78, "0 4/4, 2 4/4"},
		{"repeat with pickup of half a bar", "0 2/4, 4 4/4, 36 2/4, 44 4/4", 78, "0 4/4, 4 4/4"},
		{"two bars of another metre", "0 4/4, 32 2/4, 40 4/4", 80, "0 4/4, 32 2/4, 40 4/4"},
		{"repeat without pickup", "0 1/4, 2 4/4, 34 3/4, 40 4/4, 72 3/4", 76, "0 4/4, 2 4/4, 34 4/4, 40 4/4"},
		{"pickup to a second part", "0 1/4, 2 4/4, 34 1/4, 36 4/4", 80, "0 4/4, 2 4/4, 34 4/4, 36 4/4"},
		{"one bar of another metre", "0 4/4, 32 2/4, 36 4/4", 80, "0 4/4, 32 2/4, 36 4/4"},
		{"one bar of another metre after a pickup", "0 1/4, 2 4/4, 34 2/4, 38 4/4", 80, "0 4/4, 2 4/4, 34 2/4, 38 4/4"},
	} {
		s := &score.Score{TicksPerQuarter: 2, Metres: metres(t, c.file), Notes: []score.Note{n(c.last, c.last+1, 60)}}
		if got, want := joinShortBars(s), metres(t, c.want); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}

// What is written has the same bar lines, of which other programs know only those of the signatures.
func TestWrittenMetres(t *testing.T) {
	for _, c := range []struct{ name, score, want string }{
		{"none", "", ""},
		{"one metre", "0 4/4", "0 4/4"},
		{"pickup", "0 3/4, 2 3/4", "0 1/4, 2 3/4"},
		{"pickup without signature", "2 4/4", "0 1/4, 2 4/4"},
		{"pickup of an eighth in 4/4", "0 4/4, 1 4/4", "0 1/8, 1 4/4"},
		{"pickup of three eighths", "0 4/4, 3 4/4", "0 3/8, 3 4/4"},
		{"change on a bar line", "0 4/4, 16 3/4", "0 4/4, 16 3/4"},
		{"repeated on a bar line", "0 4/4, 16 4/4", "0 4/4, 16 4/4"},
		{"short bar", "0 4/4, 22 4/4", "0 4/4, 16 3/4, 22 4/4"},
		{"pickup and short bar", "0 4/4, 2 4/4, 24 4/4", "0 1/4, 2 4/4, 18 3/4, 24 4/4"},
		{"two at one tick", "0 4/4, 0 3/4", "0 3/4"},
	} {
		s := &score.Score{TicksPerQuarter: 2, Metres: metres(t, c.score), Length: 100}
		if got, want := writtenMetres(s), metres(t, c.want); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}

// A bar of a third of a quarter has no signature.
func TestWrittenMetresWithoutSignature(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 3, Metres: metres(t, "0 4/4, 1 4/4")}
	if got, want := writtenMetres(s), metres(t, "0 4/4, 1 4/4"); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
