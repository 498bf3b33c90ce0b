package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/compose"
	"workbench/internal/exit"
)

// loudAndSoft is a config for music in which every other piece is loud and the others are soft.
func loudAndSoft(t *testing.T) (config, dir string) {
	t.Helper()
	config, dir = Folder(t)
	music, random := filepath.Join(dir, "music"), rand.New(rand.NewPCG(1, 2))
	if err := os.RemoveAll(music); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(music, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range 12 {
		s := &score.Score{TicksPerQuarter: 4}
		for step := range int64(64) {
			s.Notes = append(s.Notes, score.Note{Start: step, End: step + 1, Key: uint8(60 + random.IntN(5)), Velocity: uint8([]int{30, 90}[i%2] + random.IntN(8))})
		}
		data, err := midi.Write(s)
		if err != nil {
			t.Fatal(err)
		}
		Write(t, filepath.Join(music, fmt.Sprintf("%d.mid", i)), string(data))
	}
	learnWell(t, config, "velocity = true")
	return config, dir
}

// TestVelocity trains a network with velocities. It learns how loud a piece is, which neither the keys nor the
// counts tell, and composes in the dynamics of its primer.
func TestVelocity(t *testing.T) {
	config, dir := loudAndSoft(t)
	run, stopped := filepath.Join(dir, "run"), filepath.Join(dir, "stopped")
	succeed(t, "-config", config, "-run", run)
	program(t, 40, "-config", config, "-run", stopped)
	succeed(t, "-resume", stopped)
	if string(lastCheckpoint(t, run)) != string(lastCheckpoint(t, stopped)) {
		t.Error("the resumed run has another last checkpoint than the straight one")
	}
	if lines := losses(t, run); !strings.Contains(lines[len(lines)-1], `"velocity":`) {
		t.Errorf("the metrics have no velocity: %s", lines[len(lines)-1])
	}
	velocityInEvaluate(t, run)
	for _, piece := range []struct {
		prompt string
		loud   bool
	}{{"0.mid", false}, {"1.mid", true}} {
		out := filepath.Join(t.TempDir(), "out")
		succeed(t, "compose", "-run", run, "-steps", "32", "-out", out, "-prompt", filepath.Join(dir, "music", piece.prompt), "-prompt-measures", "1-2")
		p, sum, notes := readPiece(t, compose.ComposedPath(out, 0, ".mid")), 0, 0
		for _, n := range p.Played.Notes {
			if features.StepAt(n.Start, p.Played.TicksPerQuarter, 4) >= 32 {
				sum, notes = sum+int(n.Velocity), notes+1
			}
		}
		if mean := sum / max(notes, 1); notes == 0 || mean > 60 != piece.loud {
			t.Errorf("%d notes composed after %s have the mean velocity %d", notes, piece.prompt, mean)
		}
	}
	file := filepath.Join(dir, "velocity.onnx")
	succeed(t, "export", "-run", run, "-onnx", file)
	if !strings.Contains(read(t, file), "velocity2.w") {
		t.Error("the ONNX model lacks the weights of velocities")
	}
	succeed(t, "compare", run, stopped)
}

func velocityInEvaluate(t *testing.T, run string) {
	t.Helper()
	type parts struct {
		Name     string
		Velocity float64
	}
	var report struct {
		PerFrame  struct{ Velocity struct{ Value float64 } } `json:"per_frame"`
		Baselines []parts
	}
	stdout, _ := succeed(t, "evaluate", "-run", run, "-json")
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatal(err)
	}
	of := map[string]float64{}
	for _, b := range report.Baselines {
		of[b.Name] = b.Velocity
	}
	if network := report.PerFrame.Velocity.Value; !(0 < network && network < of["marginal"]-0.3 && of["persistence"] < of["marginal"]-0.3 && of["markov"] == of["persistence"]) {
		t.Errorf("velocities have %v nats, and with counting models %v", network, of)
	}
}

func TestVelocityNeedsOnsets(t *testing.T) {
	config, _ := Folder(t)
	for _, set := range []string{"data.sampling=frames", "data.midi=\ndata.frames=x.json"} {
		args := []string{"-config", config, "-set", "data.velocity=true"}
		for _, assignment := range strings.Split(set, "\n") {
			args = append(args, "-set", assignment)
		}
		if code, _, stderr := program(t, 0, args...); code != exit.Usage || !strings.Contains(stderr, "data.velocity") {
			t.Errorf("%s: exit code %d, %s", set, code, stderr)
		}
	}
}
