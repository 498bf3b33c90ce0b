package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/internal/compose"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// styleFolder is a config with two styles of random tunes in folders: of many notes and of few.
func styleFolder(t *testing.T) (config, dir string) {
	t.Helper()
	config, dir = Folder(t)
	music := filepath.Join(dir, "music")
	if err := os.RemoveAll(music); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i, style := range []string{"busy", "calm"} {
		share := []float64{0.9, 0.1}[i]
		if err := os.MkdirAll(filepath.Join(music, style), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			tune := fmt.Sprintf("X:1\nT:%s %d\nM:4/4\nL:1/16\nK:C\nc", style, i)
			for range 63 {
				tune += map[bool]string{true: "c", false: "z"}[random.Float64() < share]
			}
			Write(t, filepath.Join(music, style, fmt.Sprintf("%d.abc", i)), tune)
		}
	}
	learnWell(t, config, `styles = "folder"`)
	return config, dir
}

// learnWell changes the config of [Folder] so that the network learns its music well, with a further line in the
// section data.
func learnWell(t *testing.T, config, data string) {
	t.Helper()
	text := strings.NewReplacer("[features]", data+"\n[features]", "epochs = 6", "epochs = 60", "_every = 2", "_every = 30", "_every = 3\n", "_every = 30\n",
		"learning_rate = 0.01", "learning_rate = 0.05", "dropout = 0.2", "dropout = 0.0", "batch = 2", "batch = 2\nupdates_per_epoch = 4").Replace(read(t, config))
	Write(t, config, text)
}

func TestStyles(t *testing.T) {
	config, dir := styleFolder(t)
	run, stopped := filepath.Join(dir, "run"), filepath.Join(dir, "stopped")
	succeed(t, "-config", config, "-run", run)
	info, err := rundir.ReadInfo(run)
	if err != nil || !slices.Equal(info.Styles, []string{"busy", "calm"}) || !strings.Contains(info.Model, "2 styles") {
		t.Fatalf("styles %v of %s, %v", info.Styles, info.Model, err)
	}
	program(t, 40, "-config", config, "-run", stopped)
	succeed(t, "-resume", stopped)
	if string(lastCheckpoint(t, run)) != string(lastCheckpoint(t, stopped)) {
		t.Error("the resumed run has another last checkpoint than the straight one")
	}
	stylesOnResume(t, run)
	stylesInEvaluate(t, run, filepath.Join(dir, "music"))
	stylesInCompose(t, dir, run)
	if out, _ := succeed(t, "compare", run, stopped); !strings.Contains(out, "2 runs") && !strings.Contains(out, "stopped") {
		t.Errorf("compare says %s", out)
	}
	succeed(t, "report", run, "-sound", "0")
	if page := read(t, filepath.Join(run, "report.html")); !strings.Contains(page, "2 styles") {
		t.Error("the report does not say that the model has styles")
	}
	succeed(t, "export", "-run", run, "-out", filepath.Join(dir, "copy"))
	stylesInEvaluate(t, filepath.Join(dir, "copy"), filepath.Join(dir, "music"))
}

// stylesOnResume makes sure that a table of the same styles may take the place of the folders, and that other
// styles may not.
func stylesOnResume(t *testing.T, run string) {
	t.Helper()
	same, swapped := filepath.Join(t.TempDir(), "same.csv"), filepath.Join(t.TempDir(), "swapped.csv")
	Write(t, same, "busy,busy\ncalm,calm\n")
	Write(t, swapped, "busy,calm\ncalm,busy\n")
	code, _, stderr := program(t, 0, "-resume", run, "-set", "data.styles="+filepath.ToSlash(swapped), "-set", "train.epochs=61")
	if code != exit.Failed || !strings.Contains(stderr, "not the one that the run was started with") {
		t.Errorf("other styles: exit code %d, %s", code, stderr)
	}
	succeed(t, "-resume", run, "-set", "data.styles="+filepath.ToSlash(same))
}

// stylesInEvaluate makes sure that pieces are scored in their own style, which suits them best.
func stylesInEvaluate(t *testing.T, run, music string) {
	t.Helper()
	var report struct {
		PerFrame struct{ NLL struct{ Value float64 } } `json:"per_frame"`
		Styles   []struct {
			Style string
			In    map[string]float64
		}
	}
	score := func(args ...string) float64 {
		stdout, _ := succeed(t, append([]string{"evaluate", "-run", run, "-midi", music, "-json"}, args...)...)
		if err := json.Unmarshal([]byte(stdout), &report); err != nil {
			t.Fatal(err)
		}
		return report.PerFrame.NLL.Value
	}
	own := score()
	if busy, calm := score("-style", "busy"), score("-style", "calm"); own >= busy || own >= calm {
		t.Errorf("%v nats in each piece's own style, %v in the one and %v in the other", own, busy, calm)
	}
	score("-styles")
	if len(report.Styles) != 2 {
		t.Fatalf("%d rows of styles", len(report.Styles))
	}
	for _, row := range report.Styles {
		for style, nats := range row.In {
			if style != row.Style && nats <= row.In[row.Style] {
				t.Errorf("pieces of the style %s have %v nats in it and %v in %s", row.Style, row.In[row.Style], nats, style)
			}
		}
	}
	if stdout, _ := succeed(t, "evaluate", "-run", run, "-midi", music, "-styles"); !strings.Contains(stdout, "even mixture") {
		t.Errorf("the table is not printed:\n%s", stdout)
	}
}

// stylesInCompose makes sure that the style decides what is composed.
func stylesInCompose(t *testing.T, dir, run string) {
	t.Helper()
	music := func(style string) (all string) {
		out := filepath.Join(t.TempDir(), "out")
		succeed(t, "compose", "-run", run, "-count", "8", "-steps", "64", "-out", out, "-style", style)
		for i := range 8 {
			all += readPiece(t, compose.ComposedPath(out, i, ".mid")).Roll.Hash()
		}
		return all
	}
	busy, calm, mixed := music("busy"), music("calm"), music("busy=3,calm=1")
	if busy == calm || busy == mixed || mixed == calm {
		t.Error("two styles give the same pieces")
	}
	_, stderr := succeed(t, "compose", "-run", run, "-prompt", filepath.Join(dir, "music", "busy", "1.abc"), "-out", filepath.Join(dir, "prompted"))
	if !strings.Contains(stderr, "even mixture of all: busy, calm") {
		t.Errorf("compose does not say which style it takes: %s", stderr)
	}
	code, _, stderr := program(t, 0, "compose", "-run", run, "-style", "bsuy", "-out", filepath.Join(dir, "none"))
	if code != exit.Usage || !strings.Contains(stderr, `did you mean "busy"?`) {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}

// A network with styles continues one without: before the first update it predicts the same.
func TestStylesFromAModelWithoutStyles(t *testing.T) {
	config, dir := styleFolder(t)
	plain, with := filepath.Join(dir, "plain"), filepath.Join(dir, "with")
	succeed(t, "-config", config, "-run", plain, "-set", "data.styles=", "-set", "train.epochs=30")
	succeed(t, "-config", config, "-run", with, "-set", "train.epochs=1", "-set", "train.init_from="+filepath.ToSlash(plain))
	before, _, err := rundir.ReadMetrics(rundir.MetricsPath(plain))
	if err != nil {
		t.Fatal(err)
	}
	after, _, err := rundir.ReadMetrics(rundir.MetricsPath(with))
	if err != nil {
		t.Fatal(err)
	}
	if last, first := before[len(before)-1], after[0]; last.Split != rundir.Valid || first.Split != rundir.Valid || last.NLL != first.NLL {
		t.Errorf("%+v at the end without styles, %+v at the beginning with them", last, first)
	}
	for set, want := range map[string]string{"data.styles=none.csv": "data.styles", "data.styles=" + filepath.ToSlash(oneStyle(t)): "at least two"} {
		code, _, stderr := program(t, 0, "-config", config, "-run", filepath.Join(dir, "wrong"), "-set", set)
		if code == exit.Done || !strings.Contains(stderr, want) {
			t.Errorf("%s: exit code %d, %s", set, code, stderr)
		}
	}
	if code, _, stderr := program(t, 0, "compose", "-run", plain, "-style", "busy"); code != exit.Usage || !strings.Contains(stderr, "no styles") {
		t.Errorf("a model without styles: exit code %d, %s", code, stderr)
	}
}

// oneStyle is a table with a single style.
func oneStyle(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "one.csv")
	Write(t, path, "busy,any\ncalm,any\n")
	return path
}
