package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// TestRunFindsItsData: a run whose config has a relative path finds its music from any working directory, and
// after a move where -midi says, if that is the same music.
func TestRunFindsItsData(t *testing.T) {
	config, dir := Folder(t)
	t.Chdir(dir)
	succeed(t, "-config", config, "-run", "a", "-set", "data.midi=music", "-set", "train.epochs=2")
	want, _ := readEvaluation(t, "-run", "a")

	elsewhere, a := t.TempDir(), filepath.Join(dir, "a")
	t.Chdir(elsewhere)
	if got, stderr := readEvaluation(t, "-run", a); *got.PerFrame.NLL.Value != *want.PerFrame.NLL.Value || stderr != "" {
		t.Errorf("from another working directory: %v, want %v; %s", *got.PerFrame.NLL.Value, *want.PerFrame.NLL.Value, stderr)
	}
	succeed(t, "stats", "-run", a)
	succeed(t, "compose", "-run", a, "-out", filepath.Join(elsewhere, "composed"))
	succeed(t, "-resume", a, "-set", "train.epochs=3")

	moved, other := filepath.Join(elsewhere, "moved"), filepath.Join(elsewhere, "other")
	if err := os.Rename(filepath.Join(dir, "music"), moved); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(other, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(other, "0.abc"), []byte("X:1\nM:4/4\nL:1/4\nK:C\nCDEF|\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"stats", "-run", a},
		{"compose", "-run", a, "-out", filepath.Join(elsewhere, "again")},
		{"-resume", a, "-set", "train.epochs=4"}, // last, because the run knows the new place afterwards
	} {
		name := args[0]
		if code, _, stderr := program(t, 0, args...); code != exit.Failed || !strings.Contains(stderr, "music") {
			t.Errorf("%s without the music: exit code %d, %s", name, code, stderr)
		}
		if code, _, stderr := program(t, 0, append(args, "-midi", other)...); code != exit.Failed {
			t.Errorf("%s with other music: exit code %d, %s", name, code, stderr)
		}
		if code, _, stderr := program(t, 0, append(args, "-frames", filepath.Join(other, "x.json"))...); code != exit.Usage || !strings.Contains(stderr, "-midi") {
			t.Errorf("%s with frames: exit code %d, %s", name, code, stderr)
		}
		succeed(t, append(args, "-midi", "moved")...)
	}
	if got, _ := readEvaluation(t, "-run", a, "-midi", moved, "-split", "valid", "-checkpoint", "2"); len(got.Baselines) != 3 {
		t.Errorf("evaluate with the moved music: %+v", got)
	}
	// The resumed run knows the new place, from any working directory.
	t.Chdir(dir)
	succeed(t, "evaluate", "-run", a)
}

// TestTrainingPiecesTravel: copies and runs that begin with their weights know the pieces that these have seen.
func TestTrainingPiecesTravel(t *testing.T) {
	config, dir := Folder(t)
	a, copied, b := filepath.Join(dir, "a"), filepath.Join(dir, "copy"), filepath.Join(dir, "b")
	music := filepath.Join(dir, "music")
	longer := "X:1\nM:4/4\nL:1/4\nK:C\nCEDF|EGFA|GBAc|Bdce|d2c2|GEFD|C4|\n"
	for _, name := range []string{"long-1.abc", "long-2.abc", "long-3.abc"} {
		if err := os.WriteFile(filepath.Join(music, name), []byte(longer), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	succeed(t, "-config", config, "-run", a, "-set", "train.epochs=1", "-set", "data.validation=0")
	succeed(t, "export", "-run", a, "-out", copied)
	pieces, err := rundir.ReadTrainingPieces(copied)
	if err != nil || len(pieces) != 11 {
		t.Fatalf("%d pieces, %v", len(pieces), err)
	}

	// The same tune in another key, on another machine.
	other := filepath.Join(dir, "other")
	if err := os.Mkdir(other, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, tune := range map[string]string{
		"a.abc": "X:1\nM:4/4\nL:1/4\nK:D\nDFEG|FAGB|AcBd|cedf|e2d2|AFGE|D4|\n",
		"b.abc": "X:1\nM:4/4\nL:1/4\nK:C\nCGcG|AFDF|EBGE|dBGd|cAFc|B2G2|C4|\n",
	} {
		if err := os.WriteFile(filepath.Join(other, name), []byte(tune), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(music, music+"-gone"); err != nil {
		t.Fatal(err)
	}
	if _, stderr := readEvaluation(t, "-run", copied, "-midi", other); !strings.Contains(stderr, "learned from 1 of the 2 pieces") || !strings.Contains(stderr, "a.abc") {
		t.Errorf("evaluate: %s", stderr)
	}
	_, stderr := succeed(t, "-config", config, "-run", b, "-set", "data.midi="+filepath.ToSlash(music+"-gone"), "-set", "train.init_from="+filepath.ToSlash(copied), "-set", "train.epochs=1")
	if !strings.Contains(stderr, "have seen") {
		t.Errorf("validation pieces that the weights have seen: %s", stderr)
	}
	pieces, err = rundir.ReadTrainingPieces(b)
	inherited := 0
	for _, p := range pieces {
		if p.Run == "copy" {
			inherited++
		}
	}
	if err != nil || inherited != 11 {
		t.Errorf("%d inherited pieces of %d, %v", inherited, len(pieces), err)
	}
}
