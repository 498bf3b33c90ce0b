package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// With train.tensorboard each process leaves one event file, which names what was measured and holds the
// pictures.
func TestTensorBoard(t *testing.T) {
	config, dir := Folder(t)
	a := filepath.Join(dir, "a")
	if code, _, stderr := program(t, 4, "-config", config, "-run", a, "-set", "train.tensorboard=true"); code != exit.Interrupted {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	succeed(t, "-resume", a)
	files, err := filepath.Glob(filepath.Join(a, "tensorboard", "events.out.tfevents.*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%v (%v), want one for each of two processes", files, err)
	}
	all := [][]byte{[]byte("time_layers = [6]"), []byte("train/nll"), []byte("train/play"), []byte("train/articulate"), []byte("train/grad_norm"),
		[]byte("valid/nll"), []byte("valid/play"), []byte("valid/articulate"), []byte("samples/1"), []byte("samples/2"), []byte("audio/wav")}
	for epoch, file := range map[int]string{0: files[0], 6: files[1]} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := os.ReadFile(rundir.SamplePath(a, epoch, 2, ".png"))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range append(all, picture) {
			if !bytes.Contains(data, part) {
				t.Errorf("%s lacks %.20q", file, part)
			}
		}
	}
}
