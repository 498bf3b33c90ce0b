package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// trained trains the tiny experiment, whose samples are at epochs 0, 3 and 6, and returns its run directory.
func trainedRun(t *testing.T) (dir string) {
	t.Helper()
	config, folder := Folder(t)
	dir = filepath.Join(folder, "run")
	succeed(t, "-config", config, "-run", dir)
	return dir
}

// copyOf copies a run directory, and lets change spoil it.
func copyOf(t *testing.T, dir, name string, change func(dir string)) string {
	t.Helper()
	target := filepath.Join(t.TempDir(), name)
	if err := os.CopyFS(target, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	change(target)
	return target
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func Write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestReport(t *testing.T) {
	dir := trainedRun(t)
	t.Run("one run", func(t *testing.T) { reportOfOneRun(t, dir) })
	t.Run("several runs", func(t *testing.T) { reportOfSeveralRuns(t, dir) })
	t.Run("other files", func(t *testing.T) { reportLeavesOtherFilesAlone(t, dir) })
	t.Run("markdown", func(t *testing.T) { markdownReport(t, dir) })
	t.Run("what is missing", func(t *testing.T) { reportSaysWhatIsMissing(t, dir) })
}

func reportOfOneRun(t *testing.T, dir string) {
	stdout, stderr := succeed(t, "report", dir)
	path := filepath.Join(dir, "report.html")
	if stdout != path+"\n" || stderr != "" {
		t.Errorf("printed %q and %q", stdout, stderr)
	}
	page := read(t, path)
	for _, want := range []string{">finished<", "Best validation: ", "<dt>Seed</dt><dd>", "tiny", "notes in the scale that fits best", "learning_rate = 0.01",
		"epoch 0, sample 1", "epoch 3, sample 1", "epoch 6, sample 1", "epoch 6, sample 2"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the report", want)
		}
	}
	if n := strings.Count(page, "data:audio/midi;"); n != 4 {
		t.Errorf("%d MIDI files, not 4", n)
	}
	if n := strings.Count(page, "<svg"); n != 6 {
		t.Errorf("%d pictures, not the curves in two widths and 4 rolls", n)
	}
	succeed(t, "report", dir, "-sound", "0") // over the older one
}

func reportOfSeveralRuns(t *testing.T, first string) {
	second := copyOf(t, first, "faster", func(dir string) {
		Write(t, rundir.ConfigPath(dir), strings.Replace(read(t, rundir.ConfigPath(dir)), "learning_rate = 0.01", "learning_rate = 0.02", 1))
	})
	path := filepath.Join(t.TempDir(), "both.html")
	succeed(t, "report", first, second, "-out", path)
	page := read(t, path)
	for _, want := range []string{"<h1>2 runs</h1>", "optimizer.\nlearning_rate", ">0.02<", "Validation and training loss of 2 runs", `href="#run-2"`} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the report", want)
		}
	}
}

func reportSaysWhatIsMissing(t *testing.T, good string) {
	remove := func(names ...string) func(string) {
		return func(dir string) {
			for _, name := range names {
				if err := os.RemoveAll(filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, c := range []struct {
		name   string
		change func(dir string)
		says   string
	}{
		{"no samples", remove("samples", "checkpoints"), "No samples yet."},
		{"no metrics", remove("metrics.jsonl"), "There are no metrics."},
		{"no run.json", remove("run.json"), "run.json cannot be read"},
		{"no config", remove("config.toml"), "The config cannot be read"},
		{"damaged metrics", func(dir string) { Write(t, rundir.MetricsPath(dir), "{}\nnonsense\n{}\n") }, "metrics.jsonl:2"},
		{"torn metrics", func(dir string) {
			Write(t, rundir.MetricsPath(dir), read(t, rundir.MetricsPath(dir))+`{"epo`)
		}, "incomplete last line"},
		{"dead", func(dir string) {
			path := filepath.Join(dir, "run.json")
			Write(t, path, strings.Replace(read(t, path), `"finished"`, `"running"`, 1))
		}, "The process was killed"},
		{"damaged sample", func(dir string) { Write(t, rundir.SamplePath(dir, 6, 1, ".mid"), "nonsense") }, "epoch-000006-1.mid"},
		{"unknown key", func(dir string) {
			Write(t, rundir.ConfigPath(dir), read(t, rundir.ConfigPath(dir))+"\n[later]\nkey = 1\n")
		}, "This program cannot run the config"},
		{"another corpus", func(dir string) {
			path := filepath.Join(dir, "run.json")
			Write(t, path, regexp.MustCompile(`"corpus": "[0-9a-f]*"`).ReplaceAllString(read(t, path), `"corpus": "0123"`))
		}, "is not what it was when the run began"},
	} {
		dir := copyOf(t, good, "copy", c.change)
		succeed(t, "report", dir, "-sound", "0") // the same sound again takes long
		if page := read(t, filepath.Join(dir, "report.html")); !strings.Contains(page, c.says) || !strings.HasSuffix(page, "</html>\n") {
			t.Errorf("%s: the report does not say %q", c.name, c.says)
		}
	}
}

func reportLeavesOtherFilesAlone(t *testing.T, dir string) {
	path := filepath.Join(dir, "thesis.html")
	Write(t, path, "my thesis")
	code, _, stderr := program(t, 0, "report", dir, "-out", path)
	if code != exit.Failed || !strings.Contains(stderr, "thesis.html") || read(t, path) != "my thesis" {
		t.Errorf("exit code %d, %q, and the file has %q", code, stderr, read(t, path))
	}
}

func TestReportUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"report"}, exit.Usage, "which runs"},
		{[]string{"report", "x", "-format", "pdf"}, exit.Usage, `"pdf"`},
		{[]string{"report", "no/such/run"}, exit.Failed, "no/such/run"},
		{[]string{"report", "x", "-out", "x.pdf"}, exit.Usage, "ends in .html"},
		{[]string{"report", "x", "-out", "x.md", "-format", "html"}, exit.Usage, "ends in .html"},
		{[]string{"report", "no/such/run", "-out", "x.md"}, exit.Failed, "no/such/run"},
		{[]string{"watch"}, exit.Usage, "which run"},
		{[]string{"watch", "x", "-addr", "0.0.0.0:8080"}, exit.Usage, "127.0.0.1"},
		{[]string{"watch", "x", "-addr", "8080"}, exit.Usage, "HOST:PORT"},
		{[]string{"watch", "no/such/run", "-addr", "127.0.0.1:0"}, exit.Failed, "no/such/run"},
	} {
		if code, _, stderr := program(t, 0, c.args...); code != c.code || !strings.Contains(stderr, c.says) {
			t.Errorf("%v: exit code %d, %q", c.args, code, stderr)
		}
	}
}

func markdownReport(t *testing.T, dir string) {
	succeed(t, "report", dir, "-format", "md")
	text := read(t, filepath.Join(dir, "report.md"))
	for _, want := range []string{"## Curves", "| Seed | ", "### Samples and training pieces", "(report-files/run-epoch-000006-1.svg)"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the report", want)
		}
	}
	if picture := read(t, filepath.Join(dir, "report-files", "run-epoch-000006-1.svg")); !strings.HasPrefix(picture, "<svg") {
		t.Errorf("the roll is %.100q", picture)
	}
}
