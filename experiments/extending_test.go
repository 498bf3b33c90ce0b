package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/model"
	"workbench/internal/rundir"
	"workbench/internal/toy"
)

// The two lines that docs/extending.md asks for.
func init() {
	model.Register(toy.Kind)
	features.RegisterGroup(toy.Group)
}

// A kind of model with three heads of its own names and a key of its own goes through every command.
func TestToyKind(t *testing.T) {
	tiny, dir := sweepFolder(t)
	straight, stopped := filepath.Join(dir, "straight"), filepath.Join(dir, "stopped")
	args := []string{"-config", tiny, "-set", "model.kind=toy", "-set", "toy.rate=0.5", "-set", "train.updates_per_epoch=3", "-set", "train.tensorboard=true"}
	succeed(t, append(args, "-run", straight)...)
	for _, m := range readMetrics(t, straight) {
		var names []string
		for _, part := range m.Parts {
			names = append(names, part.Name)
		}
		if !slices.Equal(names, []string{"onset", "repeat", "register"}) {
			t.Fatalf("metrics have the parts %q", names)
		}
	}
	program(t, 5, append(args, "-run", stopped)...)
	succeed(t, "-resume", stopped)
	if a, b := lastCheckpoint(t, straight), lastCheckpoint(t, stopped); string(a) != string(b) {
		t.Error("the resumed run has another last checkpoint than the straight one")
	}
	toyCommands(t, dir, straight, stopped)
}

func toyCommands(t *testing.T, dir, straight, stopped string) {
	t.Helper()
	stdout, _ := succeed(t, "evaluate", "-run", straight, "-json")
	var report struct {
		PerFrame  map[string]any   `json:"per_frame"`
		Baselines []map[string]any `json:"baselines"`
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"nll", "onset", "repeat", "register"} {
		if report.PerFrame[key] == nil || report.Baselines[0][key] == nil {
			t.Errorf("evaluate lacks %q: %s", key, stdout)
		}
	}
	if text, _ := succeed(t, "evaluate", "-run", straight); !strings.Contains(text, "register") || !strings.Contains(text, "uniform") {
		t.Errorf("evaluate prints\n%s", text)
	}
	succeed(t, "compose", "-run", straight, "-out", filepath.Join(dir, "music"))
	if text, _ := succeed(t, "compare", straight, stopped, "-keep", "toy.rate"); !strings.Contains(text, "0.5") {
		t.Errorf("compare prints\n%s", text)
	}
	succeed(t, "report", straight, "-sound", "0", "-out", filepath.Join(dir, "report.html"))
	succeed(t, "stats", "-run", straight)
	succeed(t, "export", "-run", straight, "-out", filepath.Join(dir, "copy"))
	config := filepath.Join(straight, "config.toml")
	sweep := filepath.Join(dir, "sweep")
	succeed(t, "sweep", "-config", config, "-run", sweep, "-set", "toy.rate=0.1,0.2", "-set", "train.epochs=1")
	for _, name := range []string{"rate=0.1-seed=1", "rate=0.2-seed=1"} {
		if info, err := rundir.ReadInfo(filepath.Join(sweep, name)); err != nil || info.Status != rundir.Finished {
			t.Errorf("%s: %v, %v", name, info.Status, err)
		}
	}
	if events, err := filepath.Glob(filepath.Join(straight, "tensorboard", "*")); err != nil || len(events) == 0 {
		t.Errorf("no event files: %v", err)
	}
}

// A feature group with a key of its own trains, and another value of the key is another input.
func TestToyGroup(t *testing.T) {
	tiny, dir := Folder(t)
	var checkpoints []string
	for _, steps := range []string{"2", "9"} {
		run := filepath.Join(dir, steps)
		succeed(t, "-config", tiny, "-set", `features.groups=["position", "recent-onsets"]`, "-set", "recent-onsets.steps="+steps, "-set", "train.epochs=1", "-run", run)
		checkpoints = append(checkpoints, string(lastCheckpoint(t, run)))
	}
	if checkpoints[0] == checkpoints[1] {
		t.Error("recent-onsets.steps makes no difference")
	}
}

// docs/extending.md shows the files that the tests above use.
func TestExtendingPage(t *testing.T) {
	page, err := os.ReadFile("../docs/extending.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"../internal/toy/group.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "```go\n"+string(text)+"```\n") {
			t.Errorf("docs/extending.md does not show %s as it is", file)
		}
	}
	for _, line := range []string{"model.Register(toy.Kind)", "features.RegisterGroup(toy.Group)"} {
		if !strings.Contains(string(page), line) {
			t.Errorf("docs/extending.md lacks %q", line)
		}
	}
}

func readMetrics(t *testing.T, dir string) []rundir.Metric {
	t.Helper()
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(dir))
	if err != nil {
		t.Fatal(err)
	}
	return metrics
}
