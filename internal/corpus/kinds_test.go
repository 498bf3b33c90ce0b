package corpus

import (
	"slices"
	"testing"

	"workbench/features"
)

func TestKinds(t *testing.T) {
	var got []string
	for _, k := range Kinds([]features.Skipped{
		{File: "a.mid", Reason: "midi: the file is empty"},
		{File: "b.mid", Reason: "no notes on the 88 keys (0 note-ons in all)"},
		{File: "c.abc#1", Reason: `line 7, column 3: the encoding "latin 1" is not known`},
		{File: "d.mid", Reason: "no notes on the 88 keys (12 note-ons in all)"},
		{File: "e.mid", Reason: "the header has 5 bytes, at least 6 are needed"},
		{File: "f.abc", Reason: `line 12: the encoding "a \"b\"" is not known`},
		{File: "g.mid", Reason: "no notes on the 88 keys (1 note-ons in all)"},
	}) {
		got = append(got, k.String())
	}
	want := []string{
		"3 pieces, such as b.mid: no notes on the 88 keys (0 note-ons in all)",
		`2 pieces, such as c.abc#1: line 7, column 3: the encoding "latin 1" is not known`,
		"a.mid: midi: the file is empty",
		"e.mid: the header has 5 bytes, at least 6 are needed",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// A piece with two warnings of a kind counts once.
func TestWarningKinds(t *testing.T) {
	got := WarningKinds([]*features.Piece{
		{Name: "a", Warnings: []string{"a note is late (track 1, byte 20)", "a note is late (track 2, byte 40)"}},
		{Name: "b", Warnings: []string{"2 tempos", "a note is late (3 times, first in track 1, byte 9)"}},
	})
	if len(got) != 2 || got[0].String() != "2 pieces, such as a: a note is late (track 1, byte 20)" || got[1].String() != "b: 2 tempos" {
		t.Errorf("%v", got)
	}
}
