package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/rundir"
)

// manuals are those whose examples TestManualExamples runs, in this order: the last examples delete.
var manuals = []struct{ name, text string }{
	{"corpus", corpusManual}, {"roll", rollManual}, {"stats", statsManual}, {"evaluate", evaluateManual}, {"export", exportManual},
	{"compose", composeManual}, {"compare", compareManual}, {"report", reportManual},
	{"survey new", surveyNewManual}, {"survey export", surveyExportManual}, {"survey results", surveyResultsManual}, {"list", listManual},
}

// examples are the commands of a manual, each as its arguments.
func examples(t *testing.T, manual string) [][]string {
	t.Helper()
	var all [][]string
	for line := range strings.Lines(manual) {
		command, ok := strings.CutPrefix(strings.TrimPrefix(strings.TrimSpace(line), "$ "), "go run ./experiments ")
		if ok && strings.HasPrefix(line, "\t") {
			all = append(all, shellWords(command))
		}
	}
	if len(all) == 0 {
		t.Errorf("a manual without examples: %.60s", manual)
	}
	return all
}

// shellWords splits a command at spaces that are not between single quotes.
func shellWords(command string) []string {
	var words []string
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}

// exampleFolder is a working directory with the files that the manuals name: runs, a tiny config, music.
func exampleFolder(t *testing.T) {
	t.Helper()
	config, source := Folder(t)
	dir := t.TempDir()
	t.Chdir(dir)
	copyTree := func(from, to string) {
		t.Helper()
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	music := filepath.Join(source, "music")
	copyTree(music, "FOLDER")
	copyTree(music, "music")
	if err := os.Mkdir("configs", 0o777); err != nil {
		t.Fatal(err)
	}
	Write(t, filepath.Join("configs", "quickstart.toml"), read(t, config))
	succeed(t, "corpus", music, "-write", "midi")
	for name, piece := range map[string]string{"other": "1", "before": "2", "after": "3"} {
		Write(t, name+".mid", read(t, filepath.Join("midi", piece+".mid")))
	}
	song := &score.Score{TicksPerQuarter: 4}
	for i := range 80 {
		song.Notes = append(song.Notes, score.Note{Start: int64(4 * i), End: int64(4*i + 4), Key: uint8(60 + i*i%13), Velocity: 80})
	}
	data, err := midi.Write(song)
	if err != nil {
		t.Fatal(err)
	}
	Write(t, "song.mid", string(data))
	Write(t, "tune.abc", read(t, filepath.Join(music, "1.abc")))
	Write(t, "jsb.json", `{"train": [[[60, 64], [62]], [[55], [57]]], "valid": [[[60], [62]]], "test": [[[60], [64]]]}`)
	succeed(t, "-config", config, "-run", "trained")
	Write(t, rundir.SamplePath("trained", 400, 1, ".mid"), read(t, rundir.SamplePath("trained", 6, 1, ".mid")))
	for _, to := range []string{"runs/first", "runs/adam", "runs/rmsprop", "runs/sweep/one", "runs/sweep/two", "other/runs/one", "models/chorales", "models/tunes"} {
		copyTree("trained", filepath.FromSlash(to))
	}
	makeRun(t, filepath.FromSlash("runs/other-rate"), 2, adam, 14, 15)
	copyTree("trained", filepath.FromSlash("runs/mine"))
	Write(t, "questions.toml", "title = 'Tunes'")
	Write(t, "answers-0123456789abcdef.jsonl", "")
	Write(t, "theme.mid", read(t, "song.mid"))
	Write(t, "chorale.mid", read(t, "other.mid"))
	Write(t, "styles.csv", "0.abc,bach\n1.abc,bach\n2.abc,chopin\n3.abc,chopin\n4.abc,bach\n5.abc,chopin\n6.abc,bach\n7.abc,chopin\n")
	succeed(t, "-config", config, "-run", "runs/styles", "-set", "data.styles=styles.csv", "-set", "train.epochs=1")
	succeed(t, "-config", config, "-run", "runs/jsb", "-set", "data.midi=", "-set", "data.frames=jsb.json", "-set", "train.epochs=1")
	succeed(t, "-config", config, "-run", "runs/performance", "-set", "model.kind=performance", "-set", `performance.controls=["density"]`, "-set", "train.epochs=1")
}

// TestManualExamples runs the examples of the manuals, as they stand there, on tiny runs.
func TestManualExamples(t *testing.T) {
	exampleFolder(t)
	for _, manual := range manuals {
		for _, args := range examples(t, manual.text) {
			for i, arg := range args {
				args[i] = strings.Replace(arg, "/media/other/runs", "other/runs", 1)
			}
			switch {
			case args[0] == "-config" || slices.Contains(args, "-benchmark"): // the run is there already; the published sets are not
				continue
			case strings.Contains(strings.Join(args, " "), "-delete"):
				args = append(args, "-yes")
			}
			if code, _, stderr := program(t, 0, args...); code != 0 {
				t.Errorf("%s: experiments %s: exit code %d: %s", manual.name, strings.Join(args, " "), code, stderr)
			}
		}
	}
}
