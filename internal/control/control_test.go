package control

import (
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/score"
)

// piece is two bars of 4/4 in quarters: a melody over one long bass note.
func piece(melody ...int) *features.Piece {
	s := &score.Score{TicksPerQuarter: 1}
	for i, key := range melody {
		s.Notes = append(s.Notes, score.Note{Start: int64(i), End: int64(i + 1), Key: uint8(key), Velocity: 80})
	}
	s.Notes = append(s.Notes, score.Note{Start: 0, End: int64(len(melody)), Key: 36, Velocity: 80})
	p, err := features.FromScore("test", s, 1)
	if err != nil {
		panic(err)
	}
	return p
}

// at is what a cell may be.
func at(c *Constraints, t, key int) Cells { return c.Steps[t].Cells[key-features.Lowest] }

func TestKeepVoice(t *testing.T) {
	p := piece(72, 74, 74, 76, 72, 72, 71, 72)
	for _, c := range []struct {
		voice    string
		step     int
		key      int
		want     Cells
		contents string
	}{
		{"top", 1, 74, MustBegin, "a note of the melody"},
		{"top", 1, 75, MustBeSilent, "a key above the melody"},
		{"top", 1, 72, MustBeSilent | MustBegin, "the melody's last note, which has ended"},
		{"top", 1, 60, Free, "a key below the melody"},
		{"top", 1, 36, Free, "the bass"},
		{"bottom", 1, 36, Only(features.Held), "the bass"},
		{"bottom", 1, 35, MustBeSilent, "a key below the bass"},
		{"bottom", 1, 74, Free, "the melody"},
		{"2", 1, 36, Only(features.Held), "the second voice"},
		{"2", 1, 35, Free, "a key below the second voice"},
	} {
		constraints, err := (&Request{Voice: c.voice}).Keep(p, true)
		if err != nil {
			t.Fatal(err)
		}
		if got := at(constraints, c.step, c.key); got != c.want {
			t.Errorf("-voice %s: %s may be %04b, want %04b", c.voice, c.contents, got, c.want)
		}
	}
}

func TestKeepMeasures(t *testing.T) {
	c, err := (&Request{Measures: "1"}).Keep(piece(72, 74, 74, 76, 72, 72, 71, 72), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []struct {
		step, key int
		want      Cells
	}{{0, 72, Free}, {3, 76, Free}, {4, 72, MustBegin}, {4, 36, MustSound}, {5, 36, Only(features.Held)}, {4, 76, MustBeSilent}} {
		if got := at(c, cell.step, cell.key); got != cell.want {
			t.Errorf("step %d, key %d may be %04b, want %04b", cell.step, cell.key, got, cell.want)
		}
	}
	if c.Steps[0].Decided() || !c.Steps[7].Decided() {
		t.Error("the first measure is composed, and the second is kept")
	}
}

func TestKeepKeys(t *testing.T) {
	c, err := (&Request{Keys: "C4-B4", Scale: "C major", Density: "1-3"}).Keep(piece(72, 74, 74, 76), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []struct {
		step, key int
		want      Cells
	}{{1, 60, Free}, {1, 61, MustBeSilent}, {1, 74, MustBegin}, {1, 73, MustBeSilent}, {1, 36, Only(features.Held)}} {
		if got := at(c, cell.step, cell.key); got != cell.want {
			t.Errorf("step %d, key %d may be %04b, want %04b", cell.step, cell.key, got, cell.want)
		}
	}
	if s := c.Steps[2]; s.MinKeys != 1 || s.MaxKeys != 3 {
		t.Errorf("%d to %d keys", s.MinKeys, s.MaxKeys)
	}
}

// TestChords makes sure that bars are counted from where the composition begins, and that the chords begin
// again at their end.
func TestChords(t *testing.T) {
	start := piece(72, 74, 74, 76)
	c, err := (&Request{Chords: "C | F N.C."}).Constraints(start, 16)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []struct {
		step, key int
		want      Cells
	}{{0, 60, Free}, {0, 65, MustBeSilent}, {3, 67, Free}, {4, 65, Free}, {4, 64, MustBeSilent}, {8, 61, Free}, {12, 60, Free}, {15, 65, MustBeSilent}} {
		if got := at(c, cell.step, cell.key); got != cell.want {
			t.Errorf("step %d, key %d may be %04b, want %04b", cell.step, cell.key, got, cell.want)
		}
	}
}

// TestSlashChords makes sure that the note after a slash may sound, and is the lowest, also where the roll is lower than
// the music.
func TestSlashChords(t *testing.T) {
	start := piece(72, 74, 74, 76)
	for _, transposed := range []int{0, -3} {
		start.Transposed = transposed
		c, err := (&Request{Chords: "C/D G"}).Constraints(start, 8)
		if err != nil {
			t.Fatal(err)
		}
		for key := 36; key < 72; key++ {
			class := (key - transposed) % 12
			if got, want := c.Steps[0].AllowsBass(key), class == 2; got != want {
				t.Errorf("C/D %+d: key %d in the bass: %t", transposed, key, got)
			}
			if got, want := at(c, 3, key) == Free, class == 0 || class == 2 || class == 4 || class == 7; got != want {
				t.Errorf("C/D %+d: key %d may sound: %t", transposed, key, got)
			}
			if !c.Steps[4].AllowsBass(key) {
				t.Errorf("G %+d: key %d may not be in the bass", transposed, key)
			}
		}
	}
}

// TestSounding: under a scale or chords, a key sounds in each step in which one may, unless the density says otherwise or
// a part of a piece is kept.
func TestSounding(t *testing.T) {
	silent := []byte(`{"cells": [{"step": 1, "key": "A0", "last_key": "C8", "must": "silent"}]}`)
	for _, c := range []struct {
		request Request
		want    []int
	}{
		{Request{Scale: "C major"}, []int{1, 1, 1}},
		{Request{Chords: "C"}, []int{1, 1, 1}},
		{Request{Scale: "C major", Cells: silent}, []int{1, 0, 1}},
		{Request{Scale: "C major", Density: "0-5"}, []int{0, 0, 0}},
		{Request{Density: "2"}, []int{2, 2, 2}},
		{Request{Chords: "C/E", Keys: "C4-D4"}, []int{0, 0, 0}},
		{Request{Keys: "C4-C5"}, []int{0, 0, 0}},
	} {
		bound, err := c.request.Constraints(features.EmptyPiece(score.CommonTime, 1), 3)
		if err != nil {
			t.Fatal(err)
		}
		for step, want := range c.want {
			if got := bound.Steps[step].MinKeys; got != want {
				t.Errorf("%+v: step %d has at least %d keys, want %d", c.request, step, got, want)
			}
		}
	}
	kept, err := (&Request{Voice: "top", Scale: "C major"}).Keep(piece(72, 74), true)
	if err != nil || kept.Steps[0].MinKeys != 0 {
		t.Errorf("with a kept voice: %+v, %v", kept, err)
	}
}

// TestKeepCells makes sure that a kept note may begin where it sounds on after cells that are composed, and must
// after cells that are silent.
func TestKeepCells(t *testing.T) {
	r := Request{Cells: []byte(`{"cells": [
		{"step": 0, "last_step": 1, "key": "A0", "last_key": "C8", "must": "free"},
		{"step": 5, "key": "C2", "must": "silent"}]}`)}
	for articulated, want := range map[bool]Cells{true: MustBegin, false: Only(features.Held)} {
		c, err := r.Keep(piece(72, 74, 74, 76, 72, 72, 71, 72), articulated)
		if err != nil {
			t.Fatal(err)
		}
		for _, cell := range []struct {
			step, key int
			want      Cells
		}{{1, 36, Free}, {2, 36, MustSound}, {2, 74, Only(features.Onset)}, {3, 36, Only(features.Held)}, {4, 36, Only(features.Held)},
			{5, 36, MustBeSilent}, {6, 36, want}, {7, 36, Only(features.Held)}} {
			if got := at(c, cell.step, cell.key); got != cell.want {
				t.Errorf("articulated %t: step %d, key %d may be %04b, want %04b", articulated, cell.step, cell.key, got, cell.want)
			}
		}
	}
}

func TestCells(t *testing.T) {
	r := Request{Cells: []byte(`{"cells": [
		{"step": 0, "last_step": 2, "key": "C4", "last_key": "E4", "must": "silent"},
		{"step": 1, "key": "Db4", "must": "onset"}, {"step": 2, "key": "61", "must": "sound"}, {"step": 0, "key": "E4", "must": "free"}]}`)}
	c, err := r.Constraints(piece(72), 4)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []struct {
		step, key int
		want      Cells
	}{{0, 60, MustBeSilent}, {0, 64, Free}, {1, 61, MustBegin}, {2, 61, MustSound}, {3, 60, Free}} {
		if got := at(c, cell.step, cell.key); got != cell.want {
			t.Errorf("step %d, key %d may be %04b, want %04b", cell.step, cell.key, got, cell.want)
		}
	}
}

// TestTransposed makes sure that keys, scales, chords and cells are those of the music that the user knows,
// where the model plays it in another key.
func TestTransposed(t *testing.T) {
	start := piece(72)
	start.Transposed = 2
	r := Request{Scale: "C major", Keys: "C4-B4", Cells: []byte(`{"cells": [{"step": 1, "key": "C4", "must": "onset"}]}`)}
	c, err := r.Constraints(start, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []struct {
		step, key int
		want      Cells
	}{{0, 62, Free}, {0, 60, MustBeSilent}, {0, 63, MustBeSilent}, {0, 66, Free}, {0, 73, Free}, {0, 74, MustBeSilent}, {1, 62, MustBegin}} {
		if got := at(c, cell.step, cell.key); got != cell.want {
			t.Errorf("step %d, key %d may be %04b, want %04b", cell.step, cell.key, got, cell.want)
		}
	}
	if _, err := (&Request{Cells: []byte(`{"cells": [{"step": 1, "key": "C8", "must": "onset"}]}`)}).Constraints(start, 2); err == nil {
		t.Error("a key above the piano must begin")
	}
}

func TestRequestErrors(t *testing.T) {
	kept := piece(72, 74, 74, 76, 72, 72, 71, 72)
	for _, c := range []struct {
		request Request
		keep    bool
		want    string
	}{
		{Request{Voice: "soprano"}, true, `-voice "soprano": must be top, bottom, or a number`},
		{Request{Voice: "3"}, true, `-voice "3": at most 2 keys of the piece sound at once`},
		{Request{Measures: "2-3"}, true, `-measures "2-3": the piece has measures 1 to 2`},
		{Request{Measures: "two"}, true, `-measures "two" is not a measure`},
		{Request{}, true, "say what is composed"},
		{Request{Cells: []byte(`{"cells": [{"step": 0, "key": "C4", "must": "silent"}]}`)}, true, "nothing is left to compose"},
		{Request{Voice: "top"}, false, "-keep FILE"},
		{Request{Keys: "C4"}, false, `-keys "C4" is not a range`},
		{Request{Keys: "C4-H5"}, false, `-keys "H5" is not a key`},
		{Request{Keys: "C5-C4"}, false, "the lower key comes first"},
		{Request{Keys: "C4-C9"}, false, `"C9" is not a key`},
		{Request{Scale: "D dorien"}, false, `-scale "D dorien" is not a scale`},
		{Request{Chords: "Am Hx"}, false, `-chords "Hx" is not a chord symbol`},
		{Request{Chords: " | "}, false, "no chord symbols"},
		{Request{Density: "5-2"}, false, `-density "5-2": must be a number`},
		{Request{Keys: "C4-D4", Density: "4-6"}, false, "step 0 must have from 4 to 6 keys"},
		{Request{Cells: []byte(`{"cells": [{"step": 9, "key": "C4", "must": "sound"}]}`)}, false, "rule 1: steps 9 to 9, keys C4 to C4"},
		{Request{Cells: []byte(`[]`)}, false, "-cells: the file must be like"},
		{Request{Cells: []byte(`[]`), CellsFile: "x.json"}, false, `"must": "sound"}]}: found a list, wanted an object in braces`},
		{Request{Cells: []byte(``), CellsFile: "x.json"}, false, `"must": "sound"}]}: it is empty`},
		{Request{Cells: []byte(`{"cells": [`)}, false, `"must": "sound"}]}: it ends too early`},
		{Request{Cells: []byte(`{"cells": [}`)}, false, `"must": "sound"}]}: byte 12: invalid character '}'`},
		{Request{Cells: []byte(`{"cells": 1}`)}, false, `"cells": found a number, wanted a list of rules`},
		{Request{Cells: []byte(`{"cells": ["C4"]}`)}, false, `rule 1: found a text, wanted an object in braces`},
		{Request{Cells: []byte(`{"cells": [{"step": 1, "key": 60, "must": "sound"}]}`), CellsFile: "x.json"}, false, `-cells x.json: rule 1: "key": found a number, wanted a text such as "C4"`},
		{Request{Cells: []byte(`{"cells": [{"step": 1, "key": "C4", "must": "sound"}, {"step": 1.5}]}`)}, false, `rule 2: "step": found the number 1.5, wanted a whole number from 0`},
		{Request{Cells: []byte(`{"cells": [{"stop": 1}]}`)}, false, `-cells: rule 1: unknown field "stop"`},
		{Request{Cells: []byte(`{"cells": [{"step": 0, "key": "H4", "must": "sound"}]}`), CellsFile: "x.json"}, false, `-cells x.json: rule 1: "key": "H4" is not a key`},
		{Request{Cells: []byte(`{"cells": [{"step": 0, "key": "C4", "must": "play"}]}`)}, false, `must = "play": must be sound`},
		{Request{Cells: []byte(`{"cell": []}`)}, false, `unknown field "cell"`},
	} {
		var err error
		if c.keep {
			_, err = c.request.Keep(kept, true)
		} else {
			_, err = c.request.Constraints(features.EmptyPiece(score.CommonTime, 1), 8)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %q", c.request, err, c.want)
		}
	}
}

func TestScale(t *testing.T) {
	for text, want := range map[string]classes{"D dorian": 0b101010110101, "Cb major": 0b110101011010, "a  Minor": 0b101010110101} {
		if got, err := parseScale(text); got != want || err != nil {
			t.Errorf("%s is %012b, %v; want %012b", text, got, err, want)
		}
	}
}

func TestParseKey(t *testing.T) {
	for text, want := range map[string]int{"C4": 60, "A0": 21, "C8": 108, "F#3": 54, "Bb2": 46, "Cb4": 59, "B#3": 60, "b3": 59, "60": 60} {
		if got, err := ParseKey(text); got != want || err != nil {
			t.Errorf("%s is %d, %v; want %d", text, got, err, want)
		}
	}
}
