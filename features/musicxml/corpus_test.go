package musicxml_test

import (
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features/musicxml"
	"workbench/features/score"
)

// The corpus of music21 reads without a panic and with few errors, and at least a hundred of 120 files have the
// notes that music21 finds. The others differ for three reasons: if the parts of a measure have unequal lengths,
// music21 lets the parts drift apart from there on, and this package does not; music21 writes some repeats out in
// another way, such as those after D.C. or without a beginning; and it has cue notes sound.
func TestMusic21Corpus(t *testing.T) {
	requireMusic21(t)
	out, err := exec.Command("python3", "-c", "import music21, os; print(os.path.join(os.path.dirname(music21.__file__), 'corpus'))").Output()
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	scores := map[string]*score.Score{}
	failed := 0
	err = filepath.WalkDir(strings.TrimSpace(string(out)), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains([]string{".mxl", ".xml", ".musicxml"}, filepath.Ext(name)) {
			return err
		}
		files = append(files, name)
		s, warnings, err := musicxml.Read(readFile(t, name))
		if err != nil {
			failed++
			t.Logf("%s: %v", filepath.Base(name), err)
			return nil
		}
		for _, w := range warnings {
			t.Logf("%s: %s", filepath.Base(name), w)
		}
		scores[name] = s
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("read %d of %d files", len(files)-failed, len(files))
	if 100*failed > len(files) {
		t.Errorf("%d of %d files could not be read", failed, len(files))
	}

	var sample []string
	for i := range 120 {
		sample = append(sample, files[i*len(files)/120])
	}
	same := 0
	for _, m := range readMusic21(t, sample) {
		got, want := soundingOf(scores[m.File]), m.sounding()
		if slices.Equal(got, want) {
			same++
			continue
		}
		k := 0
		for k < min(len(got), len(want)) && got[k] == want[k] {
			k++
		}
		t.Logf("%s: %d notes, music21 finds %d (repeats written out: %v); the first %d agree", filepath.Base(m.File), len(got), len(want), m.Expanded, k)
	}
	t.Logf("note for note as music21: %d of %d", same, len(sample))
	if same < 100 {
		t.Errorf("only %d of %d files have the notes that music21 finds", same, len(sample))
	}
}
