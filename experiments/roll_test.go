package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/artifacts"
	"workbench/internal/exit"
)

// TestRollNamesItsFormats refuses another extension with a list of all that it writes.
func TestRollNamesItsFormats(t *testing.T) {
	code, _, stderr := program(t, 0, "roll", "song.mid", "-out", "song.gif")
	if code != exit.Usage {
		t.Errorf("exit code %d", code)
	}
	for _, format := range append(artifacts.FormatNames(), "png", "svg", "pdf") {
		if !strings.Contains(stderr, "."+format) {
			t.Errorf("no .%s in %s", format, stderr)
		}
	}
}

// TestRollFormats draws one file in each format, and only some of its measures.
func TestRollFormats(t *testing.T) {
	_, dir := Folder(t)
	tune := filepath.Join(dir, "music", "1.abc")
	for name, begins := range map[string]string{"a.png": "\x89PNG", "a.svg": "<svg", "a.pdf": "%PDF"} {
		path := filepath.Join(dir, name)
		stdout, _ := succeed(t, "roll", tune, "-out", path, "-width", "85mm", "-measures", "2-3", "-title", "Two measures")
		if text := read(t, path); !strings.HasPrefix(text, begins) || stdout != path+"\n" {
			t.Errorf("%s begins with %.20q; printed %q", name, text, stdout)
		}
	}
	if text := read(t, filepath.Join(dir, "a.svg")); !strings.Contains(text, "Two measures") {
		t.Error("the title is missing")
	}
	pickup := filepath.Join(dir, "pickup.abc") // measure 0 and two whole measures
	if err := os.WriteFile(pickup, []byte("X:1\nM:4/4\nL:1/4\nK:C\nG|c2e2|d4|\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	succeed(t, "roll", pickup, "-out", filepath.Join(dir, "pickup.svg"), "-measures", "0-1")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{tune, "-out", "x.gif"}, ".svg"}, {[]string{tune, "-measures", "70-99", "-out", "x.png"}, "measures"}, {[]string{tune, "-width", "85 miles"}, "85mm"},
		{[]string{pickup, "-measures", "2-3"}, "measures 0 to 2"}, {[]string{tune, "-theme", "blue"}, "light"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"roll"}, c.args...)...); code != exit.Usage || !strings.Contains(stderr, c.want) {
			t.Errorf("%v: exit code %d, %q", c.args, code, stderr)
		}
	}
}

// The folder of a new file is made, whichever command writes it.
func TestOutMakesFolders(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run, "-set", "train.epochs=1")
	tune := filepath.Join(dir, "music", "1.abc")
	for i, args := range [][]string{
		{"roll", tune, "-out", "q.png"}, {"roll", tune, "-out", "q.mid"}, {"report", run, "-sound", "0", "-out", "r.html"}, {"report", run, "-sound", "0", "-out", "r.md"},
		{"export", "-run", run, "-onnx", "x.onnx"}, {"evaluate", "-run", run, "-picture", "e.svg"},
	} {
		file := filepath.Join(dir, fmt.Sprint("new", i), "deep", args[len(args)-1])
		succeed(t, append(args[:len(args)-1], file)...)
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%v: %v", args, err)
		}
	}
}

// No file is replaced, whatever it holds, not even one that appears while the picture is drawn.
func TestRollReplacesNothing(t *testing.T) {
	_, dir := Folder(t)
	tune, other := filepath.Join(dir, "music", "1.abc"), filepath.Join(dir, "music", "2.abc")
	own, late := filepath.Join(dir, "own.png"), filepath.Join(dir, "late.png")
	Write(t, own, "theirs")
	for _, files := range [][]string{{tune}, {tune, other}} {
		args := append([]string{"roll", "-out", own}, files...)
		if code, _, stderr := program(t, 0, args...); code != exit.Failed || !strings.Contains(stderr, own+": file already exists") || read(t, own) != "theirs" {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	music := filepath.Join(dir, "own.mid")
	succeed(t, "roll", tune, "-out", music)
	before := read(t, music)
	if code, _, stderr := program(t, 0, "roll", music, "-out", music); code != exit.Failed || !strings.Contains(stderr, music+": file already exists; name another file") || read(t, music) != before {
		t.Errorf("roll onto its own file: exit code %d, %s", code, stderr)
	}
	appears(t, late)
	if code, _, stderr := program(t, 0, "roll", "-out", late, tune); code != exit.Failed || !strings.Contains(stderr, late) || read(t, late) != "theirs" {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

// Flags for pictures do nothing to music.
func TestRollOfMusicRefuses(t *testing.T) {
	_, dir := Folder(t)
	tune, out := filepath.Join(dir, "music", "1.abc"), filepath.Join(dir, "1.mid")
	for _, args := range [][]string{{"-theme", "print"}, {"-width", "85mm"}, {"-all-keys"}, {"-title", "A"}, {"-measures", "1-2"}} {
		code, _, stderr := program(t, 0, append([]string{"roll", tune, "-out", out}, args...)...)
		if code != exit.Usage || !strings.Contains(stderr, args[0]+": for pictures") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	succeed(t, "roll", tune, "-out", out, "-velocity", "-steps-per-quarter", "8")
}

// A folder stands for the music in it; captions are short.
func TestRollFolder(t *testing.T) {
	_, dir := Folder(t)
	music := filepath.Join(dir, "music")
	Write(t, filepath.Join(music, "broken.mid"), "no music")
	picture := filepath.Join(dir, "all.svg")
	_, stderr := succeed(t, "roll", music, "-out", picture)
	if !strings.Contains(stderr, "broken.mid") {
		t.Errorf("no warning of the broken file: %s", stderr)
	}
	svg := read(t, picture)
	if !strings.Contains(svg, ">1.abc<") || strings.Contains(svg, dir) {
		t.Error("the captions are not the names of the files")
	}
	succeed(t, "roll", music)
	if _, err := os.Stat(filepath.Join(music, "7.png")); err != nil {
		t.Error(err)
	}
	if code, _, stderr := program(t, 0, "roll", filepath.Join(music, "broken.mid")); code != exit.Failed {
		t.Errorf("a broken file by its name: exit code %d, %s", code, stderr)
	}
	if code, _, stderr := program(t, 0, "roll", t.TempDir()); code != exit.Failed || !strings.Contains(stderr, "holds no MIDI") {
		t.Errorf("an empty folder: exit code %d, %s", code, stderr)
	}
}
