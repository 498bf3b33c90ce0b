package features

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const tune = "X:%d\nT:Tune\nM:3/4\nL:1/4\nK:C\nC E G | c3 |\n"

// fill writes files into a new folder.
func fill(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func names(pieces []*Piece) (names []string) {
	for _, p := range pieces {
		names = append(names, p.Name)
	}
	return names
}

func TestFolder(t *testing.T) {
	dir := fill(t, map[string]string{
		"one.abc":       fmt.Sprintf(tune, 1),
		"sub/BOOK.ABC":  fmt.Sprintf(tune, 1) + "\n" + fmt.Sprintf(tune, 2) + "\n" + fmt.Sprintf(tune, 2) + "\nX:9\nK:C\nC ^ E\n",
		"sub/README.md": "no music",
		"broken.mid":    "no music either",
		"silent.abc":    "X:1\nM:4/4\nK:C\nz4 z4|\n",
	})
	c, err := Folder(dir, Grid(4), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := names(c.Pieces), []string{"one.abc", "sub/BOOK.ABC#1", "sub/BOOK.ABC#2", "sub/BOOK.ABC#2(2)"}; !slices.Equal(got, want) {
		t.Errorf("pieces %q, want %q", got, want)
	}
	var skipped []string
	for _, s := range c.Skipped {
		skipped = append(skipped, s.File)
		if s.Reason == "" {
			t.Errorf("%s is skipped without a reason", s.File)
		}
	}
	if want := []string{"broken.mid", "silent.abc", "sub/BOOK.ABC#9"}; !slices.Equal(skipped, want) {
		t.Errorf("skipped %q, want %q", skipped, want)
	}
	if p := c.Pieces[0]; p.Steps() != 24 || len(p.Measures) != 2 || p.Title != "Tune" {
		t.Errorf("%d steps, %d measures, title %q", p.Steps(), len(p.Measures), p.Title)
	}
}

func TestFolderWithoutMusic(t *testing.T) {
	for name, test := range map[string]struct{ dir, want string }{
		"empty":        {fill(t, nil), "no MIDI, ABC or MusicXML file"},
		"not there":    {filepath.Join(t.TempDir(), "nowhere"), "nowhere"},
		"a file":       {filepath.Join(fill(t, map[string]string{"x.mid": ""}), "x.mid"), "is a file"},
		"all unusable": {fill(t, map[string]string{"x.mid": "?"}), "x.mid"},
	} {
		if _, err := Folder(test.dir, Grid(4), nil); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q in it", name, err, test.want)
		}
	}
}

func TestFile(t *testing.T) {
	dir := fill(t, map[string]string{"one.abc": fmt.Sprintf(tune, 1), "two.abc": fmt.Sprintf(tune, 1) + "\n" + fmt.Sprintf(tune, 2), "text.txt": "", "bad.mid": "?"})
	if p, err := File(filepath.Join(dir, "one.abc"), Grid(4)); err != nil || p.Steps() != 24 {
		t.Errorf("%v, %v", p, err)
	}
	for name, want := range map[string]string{"two.abc": "2 tunes", "text.txt": "not a MIDI, ABC or MusicXML file", "bad.mid": "bad.mid", "none.mid": "none.mid", "none": "none: no such file"} {
		if _, err := File(filepath.Join(dir, name), Grid(4)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q in it", name, err, want)
		}
	}
}

// TestSplit makes sure that a piece stays on its side when others come and go, and that both sides have some.
func TestSplit(t *testing.T) {
	corpus := func(n int) *Corpus {
		c := new(Corpus)
		for i := range n {
			c.Pieces = append(c.Pieces, &Piece{Name: fmt.Sprintf("%d.mid", i)})
		}
		return c
	}
	large, small := corpus(1000), corpus(100)
	large.Split(0.1)
	small.Split(0.1)
	if n := len(large.Of(Valid)); n < 70 || n > 130 {
		t.Errorf("%d of 1000 pieces to validate on at a share of 0.1", n)
	}
	for i, p := range small.Pieces {
		if p.Split != large.Pieces[i].Split {
			t.Errorf("%s moved from %s to %s when others came", p.Name, p.Split, large.Pieces[i].Split)
		}
	}
	for _, share := range []float64{0.001, 0.999} {
		two := corpus(2)
		two.Split(share)
		if len(two.Of(Train)) != 1 || len(two.Of(Valid)) != 1 {
			t.Errorf("share %v: two pieces are split into %d and %d", share, len(two.Of(Train)), len(two.Of(Valid)))
		}
	}
	all := corpus(3)
	all.Split(0)
	if len(all.Of(Train)) != 3 {
		t.Errorf("share 0: %d of 3 to train on", len(all.Of(Train)))
	}
	one := corpus(1)
	one.Split(0.5)
	if len(one.Of(Train)) != 1 {
		t.Error("a single piece is not trained on")
	}
}

func TestFingerprint(t *testing.T) {
	c := &Corpus{Pieces: []*Piece{piece(t, nil, [3]int{0, 4, 60})}}
	before := c.Fingerprint()
	c.Pieces[0].Roll[3][10] = Held
	if c.Fingerprint() == before {
		t.Error("another cell, the same fingerprint")
	}
}

func TestStarterCorpus(t *testing.T) {
	c, err := Starter(Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Skipped) > 0 || len(c.Pieces) < 16 {
		t.Errorf("%d pieces, skipped %v", len(c.Pieces), c.Skipped)
	}
}
