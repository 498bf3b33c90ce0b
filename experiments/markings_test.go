package main

import (
	"fmt"
	"path/filepath"
	"testing"

	"workbench/features"
	"workbench/features/score"
)

// The tempos and the key signature of a file are those of what is written from it: of its conversion, of pieces that
// continue it or a part of it, and of pieces that keep a part of it.
func TestMarkingsOfFiles(t *testing.T) {
	dir := t.TempDir()
	tune := filepath.Join(dir, "tune.abc")
	Write(t, tune, "X:1\nM:3/4\nL:1/4\nQ:1/4=90\nK:Ebmin\nE G B | c3 | [Q:1/4=150] e d c | B3 |]\n")
	const run = "../models/tunes"
	const both, second = "0: 90, 6: 150", "0: 150"
	for i, c := range []struct {
		tempos string
		args   []string
	}{
		{both, []string{"roll", tune}},
		{both, []string{"compose", "-run", run, "-keep", tune, "-measures", "2", "-particles", "4"}},
		{both, []string{"compose", "-run", run, "-prompt", tune, "-steps", "8"}},
		{second, []string{"compose", "-run", run, "-prompt", tune, "-prompt-measures", "3-4", "-steps", "8"}},
	} {
		for _, format := range []string{"mid", "musicxml"} {
			out := filepath.Join(dir, fmt.Sprint(i, format))
			file := filepath.Join(out, "1."+format)
			if c.args[0] == "roll" {
				file = out + "." + format
				succeed(t, append(c.args, "-out", file)...)
			} else {
				succeed(t, append(c.args, "-count", "1", "-format", format, "-out", out)...)
			}
			p, err := features.File(file, features.Grid(2))
			if err != nil {
				t.Fatal(err)
			}
			if got := tempoText(p.Played); got != c.tempos {
				t.Errorf("%v: tempos %s, want %s", c.args, got, c.tempos)
			}
			if key, _ := p.Played.Key(); key != (score.Key{Fifths: -6, Minor: true}) {
				t.Errorf("%v, %s: key %+v", c.args, format, key)
			}
		}
	}
}

// tempoText lists the tempos of a score by quarter.
func tempoText(s *score.Score) (text string) {
	for i, change := range s.Tempos {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%d: %.4g", change.Tick/int64(s.TicksPerQuarter), change.QuartersPerMinute)
	}
	return text
}
