package corpus

import (
	"bytes"
	"os"
	"path/filepath"
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
