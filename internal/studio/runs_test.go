package studio

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"workbench/internal/catalog"
	"workbench/internal/rundir"
)

// TestCurvesGrow follows the metrics of a run that is being trained, and is then resumed from an earlier epoch.
func TestCurvesGrow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "live")
	run, err := rundir.Create(dir, "seed = 1\n", rundir.Info{})
	if err != nil {
		t.Fatal(err)
	}
	_, server := open(t, filepath.Dir(dir))
	type list struct{ Runs []listed }
	type metrics struct {
		From, Next int
		Points     []point
	}
	runs := get[list](t, server, "/api/runs").Runs
	if len(runs) != 1 || runs[0].Status != rundir.Running || runs[0].Composes {
		t.Fatalf("runs %+v", runs)
	}
	path := "/api/runs/" + runs[0].ID + "/metrics?from="
	next := 0
	for epoch := range 3 {
		if err := run.AppendMetric(rundir.Metric{Epoch: epoch, Split: rundir.Valid, NLL: 10 - float64(epoch)}); err != nil {
			t.Fatal(err)
		}
		news := get[metrics](t, server, fmt.Sprint(path, next))
		if len(news.Points) != 1 || news.Points[0].Epoch != epoch || news.From != epoch {
			t.Errorf("after epoch %d: %+v", epoch, news)
		}
		next = news.Next
	}
	if err := run.Close(); err != nil {
		t.Fatal(err)
	}
	if run, err = rundir.Open(dir); err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if err := run.Resume(nil); err != nil {
		t.Fatal(err)
	}
	if news := get[metrics](t, server, fmt.Sprint(path, next)); news.From != 0 || news.Next != 0 {
		t.Errorf("after a restart: %+v", news)
	}
	for _, bad := range []string{"-1", "x", ""} {
		if reply, err := http.Get(server.URL + path + bad); err != nil || reply.StatusCode != 400 {
			t.Errorf("from=%s: %v %v", bad, reply.StatusCode, err)
		}
	}
}

// TestLibraryLists lists a run that two of the folders have once, and names folders without runs and what is damaged.
func TestLibraryLists(t *testing.T) {
	top := t.TempDir()
	in := func(names ...string) string { return filepath.Join(append([]string{top}, names...)...) }
	run, err := rundir.Create(in("runs", "first"), "seed = 1\n", rundir.Info{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	damaged := in("damaged", "second")
	for _, dir := range []string{damaged, in("nothing")} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(rundir.ConfigPath(damaged), []byte("seed = 1\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, server := open(t, in("runs"), in("runs", "first"), in("nothing"), in("missing"), in("damaged"))
	list := get[struct {
		Runs            []listed
		Problems, Empty []string
	}](t, server, "/api/runs")
	if len(list.Runs) != 1 || list.Runs[0].Name != "first" {
		t.Errorf("runs %+v, want the first once", list.Runs)
	}
	if want := []string{in("nothing"), in("missing")}; !slices.Equal(list.Empty, want) {
		t.Errorf("without runs: %q, want %q", list.Empty, want)
	}
	if len(list.Problems) != 1 || !strings.Contains(list.Problems[0], damaged) || !strings.Contains(list.Problems[0], rundir.InfoFile) {
		t.Errorf("problems %q, want one that names %s and its missing %s", list.Problems, damaged, rundir.InfoFile)
	}
}

// TestLibraryReadsAnotherRun: the directory of a run that is removed can become that of another run.
func TestLibraryReadsAnotherRun(t *testing.T) {
	l, dir := newLibrary(nil), filepath.Join(t.TempDir(), "run")
	started := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	facts := func() modelFacts {
		started = started.Add(time.Hour)
		return l.facts(catalog.Entry{Dir: dir, Started: started})
	}
	if facts().Problem == "" {
		t.Error("no problem without a run")
	}
	for name, want := range map[string]int{"nottingham": 2, "piano": 4} {
		if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "models", name))); err != nil {
			t.Fatal(err)
		}
		if f := facts(); f.Problem != "" || f.StepsPerQuarter != want {
			t.Errorf("%s: %+v, want %d steps per quarter", name, f, want)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
}

// TestComparesRuns has the table of the compare command for two runs.
func TestComparesRuns(t *testing.T) {
	s, server := open(t)
	table := get[comparison](t, server, "/api/compare?run="+s.id(t, "nottingham")+"&run="+s.id(t, "jsb"))
	best := slices.IndexFunc(table.Columns, func(c comparedColumn) bool { return c.Title == "best" })
	if best < 0 || len(table.Rows) != 2 || table.Rows[0][0] != "nottingham" || table.Rows[0][best] != "0.878" || table.Rows[1][best] != "4.179" {
		t.Errorf("columns %v, rows %v", table.Columns, table.Rows)
	}
	if !strings.Contains(table.Command, "compare ../../models/nottingham ../../models/jsb") {
		t.Errorf("command %q", table.Command)
	}
	for query, status := range map[string]int{"": 400, "?run=../../models/tunes": 404, "?" + strings.Repeat("run=x&", maxCompared+1): 400} {
		if reply, err := http.Get(server.URL + "/api/compare" + query); err != nil || reply.StatusCode != status {
			t.Errorf("%s: %v %v", query, err, reply.StatusCode)
		}
	}
}
