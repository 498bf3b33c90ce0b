package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/config"
)

// folder writes 16 pieces, of which the last eight are copies of one another, and returns a config that names
// them.
func folder(t *testing.T) *config.Config {
	t.Helper()
	dir := t.TempDir()
	for i := range 16 {
		s := &score.Score{TicksPerQuarter: 4}
		for k := range 20 {
			key := uint8(60 + (min(i, 8)*k*k+k)%23)
			s.Notes = append(s.Notes, score.Note{Start: int64(4 * k), End: int64(4*k + 4), Key: key, Velocity: 80})
		}
		data, err := midi.Write(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%02d.mid", i)), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	c := config.Default()
	c.Data.MIDI, c.Data.Validation = dir, 0.4
	return &c
}

// TestReadRunKeepsTheSplit: a run that was split by names keeps its split, and says so. Any other fingerprint
// has the new split.
func TestReadRunKeepsTheSplit(t *testing.T) {
	c := folder(t)
	old, err := readUnsplit(c, new(bytes.Buffer))
	if err != nil {
		t.Fatal(err)
	}
	old.SplitByName(c.Data.Validation)
	current, err := Read(c, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	if old.Fingerprint() == current.Fingerprint() {
		t.Fatal("the copies are on one side by their names, so this test tests nothing")
	}
	for name, test := range map[string]struct {
		fingerprint string
		want        *features.Corpus
		note        bool
	}{
		"a run split by names":   {old.Fingerprint(), old, true},
		"a run split by content": {current.Fingerprint(), current, false},
		"a run of other music":   {"c0ffee", current, false},
		"a new run":              {"", current, false},
	} {
		var screen bytes.Buffer
		got, err := ReadRun(c, test.fingerprint, &screen)
		if err != nil {
			t.Fatal(err)
		}
		if got.Fingerprint() != test.want.Fingerprint() {
			t.Errorf("%s has another split", name)
		}
		if said := strings.Contains(screen.String(), "split by file names"); said != test.note {
			t.Errorf("%s: %q", name, screen.String())
		}
	}
}

func TestDescribeListsDuplicates(t *testing.T) {
	music, err := Read(folder(t), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	r := Describe(music)
	if len(r.Duplicates) != 1 || !slices.Contains(r.Duplicates[0], "15.mid") || len(r.Duplicates[0]) < 8 || len(r.Leaks) != 0 {
		t.Errorf("groups %v, leaks %v", r.Duplicates, r.Leaks)
	}
	var text bytes.Buffer
	if err := r.Print(&text); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "groups of equal or nearly equal pieces, 1 in all") || strings.Contains(text.String(), "15.mid (") {
		t.Errorf("%s", text.String())
	}
	for i, p := range music.Pieces { // a split of its own, with copies on both sides
		p.Split = []string{features.Train, features.Valid}[i%2]
	}
	if r := Describe(music); len(r.Leaks) < 4 {
		t.Errorf("leaks %v", r.Leaks)
	}
}

// A piece can have fifty metres: the table and the totals show some, and say how many more there are.
func TestPrintManyMetres(t *testing.T) {
	r := Report{Pieces: []Piece{{File: "a.mid", Metres: []string{"4/4", "3/4", "5/8", "7/8", "2/4"}}}}
	r.Totals = Totals{Pieces: 1, Train: 1, Metres: map[string]int{}}
	for beats := range 12 {
		r.Totals.Metres[fmt.Sprintf("%d/4", beats+1)] = 1
	}
	var text bytes.Buffer
	if err := r.Print(&text); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "4/4 3/4 5/8 and 2 more") || !strings.Contains(text.String(), "in 1 and 4 more\n") {
		t.Errorf("%s", text.String())
	}
}

// data.validation does nothing to frames with splits of their own; a value that somebody set gets a warning.
// Pieces that are all nearly equal are split, with a warning.
func TestNothingButCopies(t *testing.T) {
	c := folder(t)
	for i, want := range []bool{false, true} {
		var screen bytes.Buffer
		music, err := Read(c, &screen)
		if err != nil {
			t.Fatal(err)
		}
		if len(music.Of(features.Valid)) == 0 {
			t.Error("no validation pieces")
		}
		if warned := strings.Contains(screen.String(), "all pieces are nearly equal"); warned != want {
			t.Errorf("%d pieces: %q", len(music.Pieces), screen.String())
		}
		for k := 0; i == 0 && k < 8; k++ { // leaves the copies
			if err := os.Remove(filepath.Join(c.Data.MIDI, fmt.Sprintf("%02d.mid", k))); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// An error about music names the key of the config.
func TestMissingMusic(t *testing.T) {
	for key, want := range map[string]string{"data.midi": "nowhere: there is no such folder", "data.frames": "nowhere: there is no such file"} {
		c, err := config.Parse("x.toml", nil, []string{key + "=nowhere"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Read(c, io.Discard); !errors.Is(err, fs.ErrNotExist) || !strings.HasPrefix(err.Error(), key+": ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// A run needs training pieces; a description does not.
func TestFramesWithoutTrainingPieces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "frames.json")
	if err := os.WriteFile(path, []byte(`{"train": [["x"]], "test": [[[60]]]}`), 0o666); err != nil {
		t.Fatal(err)
	}
	c, err := config.Parse("x.toml", nil, []string{"data.frames=" + filepath.ToSlash(path)})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Read(c, io.Discard); err != nil {
		t.Error(err)
	}
	if _, err := ReadRun(c, "", io.Discard); err == nil || !strings.Contains(err.Error(), `none of the 1 pieces of "train" can be used`) || !strings.HasPrefix(err.Error(), "data.frames: ") {
		t.Errorf("%v", err)
	}
}

func TestValidationOfSplitFrames(t *testing.T) {
	for name, test := range map[string]struct {
		text, set string
		warn      bool
	}{
		"own splits":              {`{"train": [[[60]]], "valid": [[[62]]]}`, "data.validation=0.3", true},
		"own splits, the default": {`{"train": [[[60]]], "valid": [[[62]]]}`, "seed=1", false},
		"no splits":               {`{"train": [[[60]], [[62]]]}`, "data.validation=0.3", false},
	} {
		path := filepath.Join(t.TempDir(), "frames.json")
		if err := os.WriteFile(path, []byte(test.text), 0o666); err != nil {
			t.Fatal(err)
		}
		c, err := config.Parse("x.toml", nil, []string{"data.frames=" + filepath.ToSlash(path), test.set})
		if err != nil {
			t.Fatal(err)
		}
		var screen bytes.Buffer
		if _, err := Read(c, &screen); err != nil {
			t.Fatal(err)
		}
		if warned := strings.Contains(screen.String(), "has no effect"); warned != test.warn {
			t.Errorf("%s: %q", name, screen.String())
		}
	}
}
