package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"workbench/internal/compare"
	"workbench/internal/exit"
	"workbench/internal/piecelosses"
	"workbench/internal/rundir"
)

// makeRun makes the directory of a run of two epochs, validated after each.
func makeRun(t *testing.T, dir string, seed int, settings string, best, last float64) {
	t.Helper()
	config := fmt.Sprintf("name = \"x\"\nseed = %d\n%s\n[train]\nepochs = 2\n", seed, settings)
	r, err := rundir.Create(dir, config, rundir.Info{Seed: uint64(seed), Corpus: "c0ffee", Counts: rundir.Counts{"parameters": 49346}, Marginal: 20.5})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []rundir.Metric{
		{Epoch: 1, Split: rundir.Train, NLL: 19, Seconds: 0.25}, {Epoch: 1, Split: rundir.Valid, NLL: best},
		{Epoch: 2, Split: rundir.Train, NLL: 18, Seconds: 0.75}, {Epoch: 2, Split: rundir.Valid, NLL: last},
	} {
		if err := r.AppendMetric(m); err != nil {
			t.Fatal(err)
		}
	}
	r.Info.Epoch = 2
	if err := r.End(rundir.Finished, ""); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

const adam, rmsprop = "[optimizer]\nname = \"adam\"\nepsilon = 1e-8", "[optimizer]\nname = \"rmsprop\"\nepsilon = 1e-8"

// sweep is a folder with two seeds of adam, one run of rmsprop, and a broken directory.
func sweepOfRuns(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	makeRun(t, filepath.Join(dir, "adam-1"), 1, adam, 14, 15)
	makeRun(t, filepath.Join(dir, "adam-2"), 2, adam, 13.5, 13.75)
	makeRun(t, filepath.Join(dir, "rmsprop|x"), 1, rmsprop, 14.2, 14.4)
	if err := os.Mkdir(filepath.Join(dir, "broken"), 0o777); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestCompareText(t *testing.T) {
	dir := sweepOfRuns(t)
	stdout, stderr := succeed(t, "compare", dir)
	want := `
run        epochs       best         spread     at       last     at      train  parameters     time  seed  optimizer.
                   nats/step      nats/step  epoch  nats/step  epoch  nats/step              s/epoch        name
──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
adam ×2         2     13.750  13.500–14.000      1     14.375      2     18.500       49346    0.500   1 2  adam
rmsprop|x       2     14.200                     1     14.400      2     18.500       49346    0.500     1  rmsprop

best and last: losses on the validation pieces. best is the lowest of all epochs, which is a little optimistic for new pieces.
train and time: medians of the last 10 epochs of training.
×N: median of N seeds; spread: from the lowest to the highest.
1 row could not be tested against the best, because validation losses by piece are not stored; -test computes them.
Each key's own frequency has a loss of 20.500 nats/step on the validation pieces.
Left out to fit 120 characters: status; -wide shows all, -keep chooses.
`
	if "\n"+stdout != want {
		t.Errorf("got:\n%s\nwant:%s", stdout, want)
	}
	if strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "warning: "+filepath.Join(dir, "broken")) {
		t.Errorf("warnings %q", stderr)
	}
}

func TestCompareMarkdown(t *testing.T) {
	stdout, _ := succeed(t, "compare", sweepOfRuns(t), "-format", "md", "-keep", "best,seed", "-keep", "optimizer.*", "-drop", "seed")
	want := `| run | best (nats/step) | optimizer.epsilon | optimizer.name |
| :-- | --: | --: | :-- |
| adam ×2 | 13.750 | 1e-08 | adam |
| rmsprop\|x | 14.200 | 1e-08 | rmsprop |
`
	if !strings.HasPrefix(stdout, want) {
		t.Errorf("got:\n%s\nwant:\n%s", stdout, want)
	}
}

// column is what a column of CSV holds, below its header.
func column(t *testing.T, text, key string) []string {
	t.Helper()
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(records[0], key)
	if at < 0 {
		return nil
	}
	var values []string
	for _, record := range records[1:] {
		values = append(values, record[at])
	}
	return values
}

func TestCompareCSV(t *testing.T) {
	dir := sweepOfRuns(t)
	for _, test := range []struct {
		flags []string
		key   string
		want  []string
	}{
		{nil, "name", []string{"adam", "rmsprop|x"}},
		{nil, "best", []string{"13.75", "14.2"}},
		{nil, "best_min", []string{"13.5", "14.2"}},
		{nil, "seed", []string{"1;2", "1"}},
		{nil, "optimizer.name", []string{"adam", "rmsprop"}},
		{nil, "optimizer.epsilon", nil},
		{[]string{"-no-fold"}, "name", []string{"adam-2", "adam-1", "rmsprop|x"}},
		{[]string{"-no-fold"}, "best", []string{"13.5", "14", "14.2"}},
		{[]string{"-no-fold", "-sort", "last"}, "name", []string{"adam-2", "rmsprop|x", "adam-1"}},
		{[]string{"-no-fold", "-sort", "-last", "-top", "2"}, "name", []string{"adam-1", "rmsprop|x"}},
		{[]string{"-sort", "-optimizer.name"}, "name", []string{"rmsprop|x", "adam"}},
		{[]string{"-drop", "best*", "-drop", "optimizer.*"}, "best_min", nil},
		{[]string{"-drop", "*"}, "name", []string{"adam", "rmsprop|x"}},
	} {
		stdout, _ := succeed(t, append([]string{"compare", "-format", "csv", dir}, test.flags...)...)
		if got := column(t, stdout, test.key); !slices.Equal(got, test.want) {
			t.Errorf("%v: %s: %q, want %q", test.flags, test.key, got, test.want)
		}
	}
}

func TestCompareJSON(t *testing.T) {
	stdout, _ := succeed(t, "compare", sweepOfRuns(t), "-format", "json")
	var got struct {
		Runs []struct {
			Name   string
			Best   struct{ NLL float64 }
			Config map[string]any
		}
		Groups []struct {
			Name       string
			Best       struct{ Median float64 }
			Difference *struct{ Value float64 }
		}
		Warnings []string
	}
	if err := json.Unmarshal([]byte(stdout), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Runs) != 3 || len(got.Groups) != 2 || len(got.Warnings) != 1 {
		t.Fatalf("%d runs, %d groups, %d warnings: %s", len(got.Runs), len(got.Groups), len(got.Warnings), stdout)
	}
	if r := got.Runs[1]; r.Name != "adam-2" || r.Best.NLL != 13.5 || len(r.Config) != 1 || r.Config["optimizer.name"] != "adam" {
		t.Errorf("run %+v", r)
	}
	if g := got.Groups[1]; g.Name != "rmsprop|x" || g.Best.Median != 14.2 || g.Difference != nil {
		t.Errorf("group %+v", g)
	}
}

func TestCompareTwoRuns(t *testing.T) {
	dir := sweepOfRuns(t)
	stdout, _ := succeed(t, "compare", filepath.Join(dir, "rmsprop|x"), filepath.Join(dir, "adam-2"))
	_, differences, _ := strings.Cut(stdout, "\ndifferences ")
	var got []string
	for line := range strings.Lines(differences) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	for _, line := range []string{"rmsprop|x adam-2", "config optimizer.name rmsprop adam", "seed 1 2", "corpus the same"} {
		if !slices.Contains(got, line) {
			t.Errorf("no line %q in\n%s", line, stdout)
		}
	}
	if stdout, _ := succeed(t, "compare", dir); strings.Contains(stdout, "differences") {
		t.Error("three runs have differences of two")
	}
}

// TestCompareTrained compares what training leaves, a run that was stopped at once included.
func TestCompareTrained(t *testing.T) {
	config, dir := Folder(t)
	done, stopped := filepath.Join(dir, "done"), filepath.Join(dir, "stopped")
	succeed(t, "-config", config, "-run", done)
	program(t, 1, "-config", config, "-run", stopped, "-set", "model.dropout=0.3")
	stdout, stderr := succeed(t, "compare", "-format", "csv", done, stopped)
	for key, want := range map[string][]string{
		"status": {"finished", "interrupted"}, "epoch": {"6", "0"}, "epochs": {"6", "6"}, "model.dropout": {"0.2", "0.3"},
	} {
		if got := column(t, stdout, key); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	info, err := rundir.ReadInfo(done)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := column(t, stdout, "best")[0], compare.ConfigText(info.Best.NLL); got != want || column(t, stdout, "best")[1] != "" {
		t.Errorf("best %q, want %q and nothing", column(t, stdout, "best"), want)
	}
	if stderr != "" {
		t.Errorf("warnings %q", stderr)
	}
}

func TestCompareOut(t *testing.T) {
	dir := sweepOfRuns(t)
	out := filepath.Join(dir, "deep", "comparison")
	stdout, _ := succeed(t, "compare", dir, "-out", out, "-format", "md")
	for _, format := range []string{"text", "md", "csv", "json"} {
		want, _ := succeed(t, "compare", filepath.Join(dir, "*[12x]"), "-format", format)
		name := map[string]string{"text": "compare.txt", "md": "compare.md", "csv": "compare.csv", "json": "compare.json"}[format]
		got, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		if format != "json" && string(got) != want { // the warnings of JSON differ
			t.Errorf("%s holds\n%s\nwant\n%s", name, got, want)
		}
		if format == "md" && stdout != want {
			t.Errorf("printed\n%s\nwant\n%s", stdout, want)
		}
	}
	// One of the files is enough to write none.
	for _, name := range []string{"compare.txt", "compare.md", "compare.csv", "curves-train.pdf", "curves-train.png", "curves-train.svg",
		"curves-valid.pdf", "curves-valid.png", "curves-valid.svg"} {
		if err := os.Remove(filepath.Join(out, name)); err != nil {
			t.Fatal(err)
		}
	}
	code, stdout, stderr := program(t, 0, "compare", dir, "-out", out)
	entries, err := os.ReadDir(out)
	if code != exit.Failed || !strings.Contains(stderr, "compare.json exists") || stdout != "" || len(entries) != 1 || err != nil {
		t.Errorf("exit code %d: %s; %d files (%v)", code, stderr, len(entries), err)
	}
}

func TestCompareUsage(t *testing.T) {
	dir := sweepOfRuns(t)
	for _, test := range []struct {
		args []string
		code int
		want string // part of what standard error says
	}{
		{nil, exit.Usage, "such as runs"},
		{[]string{dir, "-format", "xml"}, exit.Usage, "text, md, csv or json"},
		{[]string{dir, "-top", "-1"}, exit.Usage, "-top"},
		{[]string{dir, "-title", "A", "-x", "1:2", "-y", "1:2", "-width", "85mm"}, exit.Usage, "-title, -width, -x, -y: no effect without -out"},
		{[]string{dir, "-sort", "bets"}, exit.Usage, "did you mean best?"},
		{[]string{dir, "-sort", "optimizer.nam"}, exit.Usage, "did you mean optimizer.name?"},
		{[]string{dir, "-keep", "quality"}, exit.Usage, "seconds_per_epoch"},
		{[]string{dir, "-drop", "["}, exit.Usage, "-drop"},
		{[]string{filepath.Join(dir, "none")}, exit.Failed, "none"},
		{[]string{filepath.Join(dir, "broken")}, exit.Failed, "no run"},
	} {
		code, stdout, stderr := program(t, 0, append([]string{"compare"}, test.args...)...)
		if code != test.code || !strings.Contains(stderr, test.want) || stdout != "" {
			t.Errorf("%v: exit code %d, want %d; standard error %q, want %q in it; standard output %q", test.args, code, test.code, stderr, test.want, stdout)
		}
	}
	if stdout, _ := succeed(t, "compare", "-h"); !strings.Contains(stdout, "go run ./experiments compare") || !strings.Contains(stdout, "Flags:") {
		t.Errorf("the manual has no example: %s", stdout)
	}
}

// TestCompareStats measures the samples of one run that has some, and warns of another that has none.
func TestCompareStats(t *testing.T) {
	config, dir := Folder(t)
	one, two := filepath.Join(dir, "one"), filepath.Join(dir, "two")
	succeed(t, "-config", config, "-run", one)
	succeed(t, "-config", config, "-run", two, "-set", "seed=2")
	if err := os.RemoveAll(filepath.Join(two, "samples")); err != nil {
		t.Fatal(err)
	}
	stdout, stderr := succeed(t, "compare", "-stats", "-format", "json", "-no-fold", one, two)
	var report struct {
		Runs    []struct{ Dir string }
		Samples map[string]struct {
			Density, Overlap, Copied *float64
		}
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Runs) != 2 || len(report.Samples) != 1 || !strings.Contains(stderr, two) {
		t.Fatalf("%d runs, samples %v; standard error %q", len(report.Runs), report.Samples, stderr)
	}
	if m := report.Samples[one]; m.Density == nil || *m.Density <= 0 {
		t.Errorf("samples %+v", report.Samples)
	}
	stdout, _ = succeed(t, "compare", "-stats", "-no-fold", one, two)
	for _, title := range []string{"density", "keys/step"} {
		if !strings.Contains(stdout, title) {
			t.Errorf("no %q in\n%s", title, stdout)
		}
	}
}

// TestCompareSignificance: training stores the losses of each piece; without them -test computes the same
// difference.
func TestCompareSignificance(t *testing.T) {
	config, dir := Folder(t)
	for i, run := range []string{"one", "two"} {
		succeed(t, "-config", config, "-run", filepath.Join(dir, "runs", run), "-set", fmt.Sprintf("seed=%d", i+1), "-set", "data.validation=0.5")
	}
	difference := func(args ...string) []string {
		stdout, _ := succeed(t, append([]string{"compare", "-no-fold", "-format", "csv", filepath.Join(dir, "runs")}, args...)...)
		var values []string
		for _, key := range []string{"difference", "difference_low", "difference_high"} {
			v, err := strconv.ParseFloat(column(t, stdout, key)[1], 64)
			if err != nil {
				return nil
			}
			values = append(values, fmt.Sprintf("%.9f", v))
		}
		return values
	}
	stored := difference()
	if stored == nil || stored[0] == "0.000000000" {
		t.Fatalf("difference %v", stored)
	}
	for _, run := range []string{"one", "two"} {
		if err := os.Remove(filepath.Join(dir, "runs", run, piecelosses.File)); err != nil {
			t.Fatal(err)
		}
	}
	if without := difference(); without != nil {
		t.Errorf("a difference without losses by piece: %v", without)
	}
	if computed := difference("-test"); !slices.Equal(computed, stored) {
		t.Errorf("computed %v, stored %v", computed, stored)
	}
}
