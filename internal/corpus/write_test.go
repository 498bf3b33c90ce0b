package corpus

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/console"
)

// A piece whose MIDI file would exceed the limit for reading is refused by name, and nothing is left behind.
func TestWriteRefusesWhatCannotBeRead(t *testing.T) {
	small, large := features.EmptyPiece(score.CommonTime, 4), features.EmptyPiece(score.CommonTime, 4)
	small.Name, large.Name = "small.abc", "large.abc"
	var all features.Frame
	for key := range all {
		all[key] = features.Onset
	}
	small.Roll = features.Roll{all}
	for range 8000 { // of 88 notes each
		large.Roll = append(large.Roll, all)
	}
	small.ExtendMeasures()
	large.ExtendMeasures()
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	out := &console.Streams{Results: new(bytes.Buffer), Progress: new(bytes.Buffer)}
	err := Write(&features.Corpus{Pieces: []*features.Piece{small, large}}, dir, "mid", 80, out)
	if err == nil || !strings.Contains(err.Error(), "large.abc") || !strings.Contains(err.Error(), "4194304") || strings.Contains(err.Error(), ".tmp") {
		t.Errorf("error %v", err)
	}
	if left, err := os.ReadDir(parent); err != nil || len(left) > 0 {
		t.Errorf("left %v (%v)", left, err)
	}
	if err := Write(&features.Corpus{Pieces: []*features.Piece{small}}, dir, "mid", 80, out); err != nil {
		t.Error(err)
	}
}

// Pieces whose names lead out of the new directory, as those of files that are named by a path, stay in it.
func TestWriteStaysInItsDirectory(t *testing.T) {
	parent := t.TempDir()
	var pieces []*features.Piece
	for _, name := range []string{"../song.abc", filepath.ToSlash(filepath.Join(parent, "song.abc")), "reels/song.abc"} {
		p := features.EmptyPiece(score.CommonTime, 4)
		p.Name, p.Roll = name, features.Roll{{60: features.Onset}}
		p.ExtendMeasures()
		pieces = append(pieces, p)
	}
	dir := filepath.Join(parent, "new", "out")
	if err := os.Mkdir(filepath.Dir(dir), 0o777); err != nil {
		t.Fatal(err)
	}
	out := &console.Streams{Results: new(bytes.Buffer), Progress: new(bytes.Buffer)}
	if err := Write(&features.Corpus{Pieces: pieces}, dir, "mid", 80, out); err != nil {
		t.Fatal(err)
	}
	var files []string
	err := filepath.WalkDir(parent, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(dir, path)
			files = append(files, filepath.ToSlash(name))
		}
		return err
	})
	if want := []string{"reels/song.mid", "song.abc.mid", "song.mid"}; err != nil || !slices.Equal(files, want) {
		t.Errorf("wrote %q (%v), want %q", files, err, want)
	}
}
