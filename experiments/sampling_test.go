package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/rundir"
)

// framesOf writes the keys that sound at each step of the files in a folder as frames.
func framesOf(t *testing.T, folder, file string) {
	t.Helper()
	o := features.Grid(4)
	o.Sampling.Sounding = true
	corpus, err := features.Folder(folder, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	var pieces [][][]int
	for _, p := range corpus.Pieces {
		var frames [][]int
		for _, step := range p.Roll {
			keys := []int{}
			for n, cell := range step {
				if cell.Play() {
					keys = append(keys, n+features.Lowest)
				}
			}
			frames = append(frames, keys)
		}
		pieces = append(pieces, frames)
	}
	data, err := json.Marshal(map[string]any{"valid": pieces})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o666); err != nil {
		t.Fatal(err)
	}
}

// A model that learned from the starter corpus as frames scores MIDI files as it scores frames made of them.
// Frames have no metre, so the model does not read it.
func TestTrainingOnMusicAsFrames(t *testing.T) {
	config, dir := Folder(t)
	run, midi, frames := filepath.Join(dir, "run"), filepath.Join(dir, "midi"), filepath.Join(dir, "frames.json")
	succeed(t, "-config", config, "-run", run, "-set", "data.midi=", "-set", "data.sampling=frames", "-set", "train.epochs=1",
		"-set", `features.groups=["position", "pitch-class", "vicinity"]`)
	info, err := rundir.ReadInfo(run)
	if err != nil || info.Sampling != (features.Sampling{Sounding: true}) {
		t.Fatalf("recorded %+v, %v", info.Sampling, err)
	}
	succeed(t, "corpus", filepath.Join(dir, "music"), "-write", midi)
	framesOf(t, midi, frames)
	a, _ := readEvaluation(t, run, "-bootstrap", "0", "-midi", midi)
	b, _ := readEvaluation(t, run, "-bootstrap", "0", "-frames", frames)
	if a.Frames == 0 || a.Frames != b.Frames || !near(*a.PerFrame.NLL.Value, *b.PerFrame.NLL.Value) {
		t.Errorf("as MIDI %d frames, %v nats; as frames %d, %v", a.Frames, *a.PerFrame.NLL.Value, b.Frames, *b.PerFrame.NLL.Value)
	}
	succeed(t, "compose", run, "-count", "1", "-prompt", filepath.Join(midi, "1.mid"), "-out", filepath.Join(dir, "composed"))
	succeed(t, "-resume", run, "-set", "train.epochs=2")
	succeed(t, "stats", run)
	if code, _, stderr := program(t, 0, "-config", config, "-dry-run", "-set", "model.kind=tokens", "-set", "data.sampling=frames"); code != 2 || !strings.Contains(stderr, "data.sampling") {
		t.Errorf("tokens of frames: exit code %d, %s", code, stderr)
	}
}
