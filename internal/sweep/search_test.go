package sweep

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/search"
)

const tinyConfig = "name = \"tiny\"\n[model]\ntime_layers = [6]\n[train]\nepochs = 9\nvalidate_every = 1\n"

var tinySpace = []string{"optimizer.learning_rate=1e-4..1e-1:log", "model.dropout=0..0.5", "train.batch=1..8", "optimizer.name=adam,rmsprop"}

func prepareTiny(t *testing.T, parent, method string, trials int, set ...string) (*Search, error) {
	t.Helper()
	s, _, err := PrepareSearch(ConfigFile{Name: "tiny.toml", Text: []byte(tinyConfig)}, parent,
		SearchOptions{Method: method, Metric: "valid.nll", Trials: trials, Reduction: 3, Set: slices.Concat(tinySpace, set)})
	return s, err
}

// train does what a process that trains a task does to the files: it makes or continues the run directory, up
// to an epoch. The losses depend on the values alone; a dropout above 0.35 fails.
func train(t *testing.T, task *Task, until int) (failed bool) {
	t.Helper()
	c, err := config.Parse("tiny.toml", []byte(tinyConfig), task.set)
	if err != nil {
		t.Fatal(err)
	}
	failed = c.Model.Dropout > 0.35
	info := rundir.Info{Status: rundir.Finished, Epoch: until}
	switch {
	case failed:
		info.Status, info.Epoch = rundir.Failed, 0
	case until < c.Train.Epochs:
		info.Status = rundir.Interrupted
	}
	var metrics []byte
	for epoch := 1; epoch <= info.Epoch; epoch++ {
		loss := math.Pow(math.Log10(c.Optimizer.LearningRate)+2.5, 2) + c.Model.Dropout + float64(c.Train.Batch)/10 + 10/float64(epoch)
		line, err := rundir.Metric{Epoch: epoch, Split: rundir.Valid, NLL: loss}.Encode()
		if err != nil {
			t.Fatal(err)
		}
		metrics = append(metrics, line...)
	}
	data, err := json.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(task.Dir, 0o777); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{rundir.ConfigFile: []byte(c.TOML()), rundir.InfoFile: data, rundir.MetricsFile: metrics} {
		if err := os.WriteFile(filepath.Join(task.Dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return failed
}

// kill ends the process that uses the search: its locks are released, and nothing else happens.
func kill(t *testing.T, s *Search) {
	t.Helper()
	for _, lock := range s.held {
		if err := lock.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// finish trains a search to its end. At each point where a process can die, dies says whether it does.
func finish(t *testing.T, parent, method string, trials int, dies func() bool) {
	t.Helper()
	const most = 1000
	for range most {
		s, err := prepareTiny(t, parent, method, trials)
		if err != nil {
			t.Fatal(err)
		}
		for {
			task, state, err := s.Take()
			if err != nil {
				t.Fatal(err)
			}
			if state != search.Train {
				return
			}
			if dies() {
				break
			}
			until := task.Until
			if until == 0 {
				until = 9
			}
			failed := false
			if !task.Trained() {
				if dies() {
					train(t, task, until-1)
					break
				}
				failed = train(t, task, until)
			}
			if dies() {
				break
			}
			if failed {
				err = s.Fail(task, "loss is not finite")
			} else {
				_, err = s.Record(task)
			}
			if err != nil {
				t.Fatal(err)
			}
			if dies() {
				break
			}
		}
		kill(t, s)
	}
	t.Fatal("the search does not end")
}

// decisions is the journal without its times.
func decisions(t *testing.T, parent string) []entry {
	t.Helper()
	j, err := readJournal(parent)
	if err != nil {
		t.Fatal(err)
	}
	for i := range j.entries {
		j.entries[i].Time = time.Time{}
	}
	return j.entries
}

// A search that is killed again and again makes the same decisions and comes to the same results as one that
// never was.
func TestKilledSearch(t *testing.T) {
	const trials = 13 // TPE estimates from the eleventh on
	for _, method := range search.Methods {
		straight := filepath.Join(t.TempDir(), "straight")
		finish(t, straight, method, trials, func() bool { return false })
		want := decisions(t, straight)
		failures := 0
		for _, e := range want {
			if e.Failed != "" {
				failures++
			}
		}
		if failures == 0 || len(want) < 2*trials {
			t.Errorf("%s: %d entries, %d failures", method, len(want), failures)
		}
		random := rand.New(rand.NewPCG(1, 0))
		killed := filepath.Join(t.TempDir(), "killed")
		finish(t, killed, method, trials, func() bool { return random.IntN(4) == 0 })
		if got := decisions(t, killed); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: killed and continued, the journal is\n%+v\nwant\n%+v", method, got, want)
		}
	}
}

// Two processes never get the same trial, and one that waits gets what a dead one leaves behind.
func TestTwoProcesses(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "search")
	a, err := prepareTiny(t, parent, search.Random, 2)
	if err != nil {
		t.Fatal(err)
	}
	b, err := OpenSearch(parent, 2)
	if err != nil {
		t.Fatal(err)
	}
	take := func(s *Search, wantState search.State, want int) *Task {
		t.Helper()
		task, state, err := s.Take()
		if err != nil || state != wantState || state == search.Train && task.Number != want {
			t.Fatalf("%+v, %v, %v; want trial %d, %v", task, state, err, want, wantState)
		}
		return task
	}
	first := take(a, search.Train, 1)
	second := take(b, search.Train, 2)
	take(a, search.Wait, 0)
	take(b, search.Wait, 0)
	kill(t, a)
	take(b, search.Train, 1)
	for _, task := range []*Task{second, first} {
		train(t, task, 9)
		if _, err := b.Record(task); err != nil {
			t.Fatal(err)
		}
	}
	take(b, search.Done, 0)
}

func TestSearchRefuses(t *testing.T) {
	file := ConfigFile{Name: "tiny.toml", Text: []byte(tinyConfig)}
	for _, test := range []struct {
		set  string
		want []string // parts of the error
	}{
		{"optimizer.learning_rat=1e-4..1e-2:log", []string{"optimizer.learning_rat", `did you mean "optimizer.learning_rate"`}},
		{"optimizer.name=1..2", []string{"-set optimizer.name=1..2", "not one", "list its values"}},
		{"model.time_layers=1..2", []string{"-set model.time_layers=1..2", "list its values"}},
		{"train.tensorboard=0..1", []string{"-set train.tensorboard=0..1", "list its values"}},
		{"optimizer.learning_rate=0..1:log", []string{"-set optimizer.learning_rate=0..1:log", "above 0"}},
		{"optimizer.learning_rate=1..0.1", []string{"-set optimizer.learning_rate=1..0.1", "below"}},
		{"optimizer.learning_rate=1..2:lg", []string{"-set optimizer.learning_rate=1..2:lg", "log or int"}},
		{"optimizer.learning_rate=x..2", []string{"optimizer.learning_rate", "x..2"}},
		{"model.dropout=0...5", []string{"-set model.dropout=0...5", "0..5 or 0..0.5"}},
		{"optimizer.learning_rate=1..2,3", []string{"not both"}},
		{"train.batch=1.5..4", []string{"-set train.batch=1.5..4", "whole"}},
		{"model.dropout=0..2", []string{"model.dropout=2", "must"}},
		{"model.dropout=0,0.2,0", []string{"model.dropout", "twice"}},
		{"model.dropout=0.2", []string{"nothing to search"}},
		{"seed=1,2", []string{"seed"}},
		{"optimizer.name=adam,sgd", []string{"sgd"}},
	} {
		parent := filepath.Join(t.TempDir(), "search")
		_, _, err := PrepareSearch(file, parent, SearchOptions{Method: search.TPE, Metric: "valid.nll", Trials: 3, Set: []string{test.set}})
		var usage exit.UsageError
		var wrong *config.Error
		if !errors.As(err, &usage) && !errors.As(err, &wrong) {
			t.Errorf("%s: %v is no usage error", test.set, err)
			continue
		}
		for _, want := range test.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q lacks %q", test.set, err, want)
			}
		}
		if _, err := os.Stat(parent); err == nil {
			t.Errorf("%s: left a directory behind", test.set)
		}
	}
	for _, metric := range []string{"nll", "test.nll", "valid."} {
		if _, _, err := PrepareSearch(file, t.TempDir(), SearchOptions{Method: search.TPE, Metric: metric, Trials: 3, Set: tinySpace}); err == nil {
			t.Errorf("-metric %s is accepted", metric)
		}
	}
	for _, set := range []string{"train.epochs=5..9", "train.epochs=1"} { // another length of trials, or no rungs
		_, err := prepareTiny(t, filepath.Join(t.TempDir(), "s"), search.ASHA, 3, set)
		if err == nil || !strings.Contains(err.Error(), "asha") {
			t.Errorf("%s: %v", set, err)
		}
	}
}

// A directory is continued only by the same search, with any number of trials.
func TestAnotherSearch(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "search")
	if _, err := prepareTiny(t, parent, search.TPE, 3); err != nil {
		t.Fatal(err)
	}
	if _, err := prepareTiny(t, parent, search.TPE, 30); err != nil {
		t.Errorf("more trials: %v", err)
	}
	for _, test := range []struct {
		method string
		set    string
		want   string
	}{
		{search.Random, "data.drums=false", "-method"},
		{search.TPE, "optimizer.epsilon=1e-8..1e-6:log", "space, optimizer.epsilon"},
		{search.TPE, "seed=2", "seed"},
		{search.TPE, "data.drums=true", "-set"},
		{search.TPE, "train.epochs=30", "epochs"},
	} {
		_, err := prepareTiny(t, parent, test.method, 3, test.set)
		if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "-run") {
			t.Errorf("%s %s: %v", test.method, test.set, err)
		}
	}
	if _, _, err := Prepare(ConfigFile{Name: "tiny.toml", Text: []byte(tinyConfig)}, parent, []string{"model.dropout=0,0.5"}, 1); err == nil || !strings.Contains(err.Error(), "search") {
		t.Errorf("a grid in the directory of a search: %v", err)
	}
	grid := filepath.Join(t.TempDir(), "grid")
	if _, _, err := Prepare(ConfigFile{Name: "tiny.toml", Text: []byte(tinyConfig)}, grid, []string{"model.dropout=0,0.5"}, 1); err != nil {
		t.Fatal(err)
	}
	if _, err := prepareTiny(t, grid, search.TPE, 3); err == nil || !strings.Contains(err.Error(), "grid") {
		t.Errorf("a search in the directory of a grid: %v", err)
	}
	occupied := t.TempDir()
	if err := os.WriteFile(filepath.Join(occupied, "mine.txt"), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := prepareTiny(t, occupied, search.TPE, 3); err == nil || !strings.Contains(err.Error(), "not a sweep") {
		t.Errorf("a directory with other files: %v", err)
	}
}

// The report names the best trial and the failures, and draws the figures.
func TestReport(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "search")
	finish(t, parent, search.ASHA, 14, func() bool { return false })
	var text bytes.Buffer
	if err := Report(parent, &text); err != nil {
		t.Fatal(err)
	}
	best, number := math.Inf(1), 0
	for _, e := range decisions(t, parent) {
		if e.Value != nil && *e.Value < best {
			best, number = *e.Value, e.Trial
		}
	}
	for _, want := range []string{"asha over optimizer.learning_rate=0.0001..0.1:log", "14 trials", fmt.Sprintf("%.4f", best), trialDirectory(number),
		"Importance", "optimizer.name", "loss is not finite", "stopped", "complete"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, &text)
		}
	}
	for _, name := range []string{"progress", "parameters", "parallel"} {
		for ext, magic := range map[string]string{".png": "\x89PNG", ".svg": "<?xml"} {
			data, err := os.ReadFile(filepath.Join(parent, "figures", name+ext))
			if err != nil || !bytes.HasPrefix(data, []byte(magic)) {
				t.Errorf("%s%s: %.20q (%v)", name, ext, data, err)
			}
		}
	}
	if err := Report(t.TempDir(), &text); err == nil || !strings.Contains(err.Error(), "no search") {
		t.Errorf("a directory without a search: %v", err)
	}
}

// A metric that the runs do not have is an error that lists those they have.
func TestMissingMetric(t *testing.T) {
	parent := filepath.Join(t.TempDir(), "search")
	file := ConfigFile{Name: "tiny.toml", Text: []byte(tinyConfig)}
	options := SearchOptions{Method: search.Random, Metric: "valid.ply", Trials: 2, Set: tinySpace}
	if _, _, err := PrepareSearch(file, parent, options); err == nil || !strings.Contains(err.Error(), "valid.ply") || !strings.Contains(err.Error(), "nll, play") {
		t.Errorf("before a trial: %v", err)
	}
	options.Metric = "valid.play" // which train does not write
	s, _, err := PrepareSearch(file, parent, options)
	if err != nil {
		t.Fatal(err)
	}
	task, _, err := s.Take()
	if err != nil {
		t.Fatal(err)
	}
	train(t, task, 9)
	if _, err := s.Record(task); err == nil || !strings.Contains(err.Error(), "valid.play") || !strings.Contains(err.Error(), "valid.nll") {
		t.Errorf("%v", err)
	}
	// As long as there is no result, the metric can be corrected.
	options.Metric = "valid.nll"
	if s, _, err = PrepareSearch(file, parent, options); err != nil {
		t.Fatal(err)
	}
	if task, _, err = s.Take(); err != nil || !task.Trained() {
		t.Fatalf("%+v, %v", task, err)
	}
	if _, err := s.Record(task); err != nil {
		t.Error(err)
	}
}

// The copy of a config that extends another stands alone.
func TestSearchOfAnExtendedConfig(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "base.toml"), []byte(tinyConfig), 0o666); err != nil {
		t.Fatal(err)
	}
	file := ConfigFile{Name: filepath.Join(dir, "tiny.toml"), Text: []byte("extends = \"base.toml\"\n[train]\nbatch = 2\n")}
	parent := filepath.Join(dir, "runs", "search")
	options := SearchOptions{Method: search.Random, Metric: "valid.nll", Trials: 2, Set: []string{"model.dropout=0..0.5"}}
	if _, _, err := PrepareSearch(file, parent, options); err != nil {
		t.Fatal(err)
	}
	copied, err := os.ReadFile(FilePath(parent))
	if text := string(copied); err != nil || strings.Contains(text, "extends") || !strings.Contains(text, "epochs = 9") {
		t.Errorf("%v\n%s", err, text)
	}
}
