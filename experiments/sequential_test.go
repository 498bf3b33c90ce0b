package main

import (
	"encoding/json"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// TestKinds takes each kind of model that is one stack of LSTMs along time through the commands, as if it
// were the biaxial network.
func TestKinds(t *testing.T) {
	configFile, dir := Folder(t)
	var all []string
	for _, kind := range config.KindNames() {
		a := filepath.Join(dir, kind)
		_, stderr := succeed(t, "-config", configFile, "-set", "model.kind="+kind, "-run", a)
		if !strings.Contains(stderr, kind+": ") || !strings.Contains(stderr, "baseline: ") {
			t.Errorf("%s: says %s", kind, stderr)
		}
		all = append(all, a)

		// The validation that the training recorded is what evaluate finds.
		info, err := rundir.ReadInfo(a)
		if err != nil {
			t.Fatal(err)
		}
		stdout, _ := succeed(t, "evaluate", "-run", a, "-json")
		var report struct {
			Unit     string
			PerFrame struct{ NLL struct{ Value float64 } } `json:"per_frame"`
			PerNote  float64                               `json:"per_note"`
			Baseline []struct{ NLL float64 }               `json:"baselines"`
		}
		if err := json.Unmarshal([]byte(stdout), &report); err != nil {
			t.Fatal(err)
		}
		baseline, _ := info.Baseline()
		if got := report.PerFrame.NLL.Value; math.Abs(got-info.Best.NLL) > 1e-9*got || math.Abs(report.PerNote-got*info.PerNote) > 1e-9*got ||
			math.Abs(report.Baseline[0].NLL-baseline) > 1e-9 {
			t.Errorf("%s: evaluate has %+v, the run %v with %v units a note and baseline %v", kind, report, info.Best, info.PerNote, baseline)
		}
		succeed(t, "evaluate", "-run", a)

		// Compositions have the length that was asked for, and the same seed gives the same.
		out := filepath.Join(dir, "out", kind)
		stdout, _ = succeed(t, "compose", "-run", a, "-steps", "40", "-out", out, "-set", "compose.primer_steps=6", "-seed", "3")
		again, _ := succeed(t, "compose", "-run", a, "-steps", "40", "-out", out+"-again", "-set", "compose.primer_steps=6", "-seed", "3")
		for i, file := range strings.Fields(stdout) {
			p, err := artifacts.ReadSample(file, 4, 0)
			if err != nil {
				t.Fatal(err)
			}
			if p.Steps() > 46 { // silence at the end is not in the file
				t.Errorf("%s: %d steps of 46", kind, p.Steps())
			}
			if read(t, file) != read(t, strings.Fields(again)[i]) {
				t.Errorf("%s: another piece with the same seed", kind)
			}
		}
		succeed(t, "-resume", a) // nothing is left to do
		succeed(t, "export", "-run", a, "-out", filepath.Join(dir, "exported", kind))
		succeed(t, "compose", "-run", filepath.Join(dir, "exported", kind), "-steps", "4", "-out", filepath.Join(dir, "from-exported", kind))
	}
	stdout, _ := succeed(t, append([]string{"compare"}, all...)...)
	for _, want := range []string{"nats/unit", "nats/step", "nats/note", "token", "event"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("compare lacks %q:\n%s", want, stdout)
		}
	}
	succeed(t, append([]string{"report", "-sound", "0", "-out", filepath.Join(dir, "report.html")}, all...)...)
}

// TestKindsRefuse: what a kind of model cannot use is said at once.
func TestKindsRefuse(t *testing.T) {
	config, dir := Folder(t)
	for _, test := range []struct {
		set  []string
		code int
		want string
	}{
		{[]string{"model.kind=tokens", "data.midi=", "data.frames=x.json"}, exit.Usage, "frames have none"},
		{[]string{"performance.density=4"}, exit.Usage, "does not use this key"},
		{[]string{"model.kind=performance", "performance.density=4"}, exit.Usage, "performance.controls"},
		{[]string{"model.kind=performance", "performance.pitch_classes=[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]"}, exit.Usage, "pitch-classes"},
		{[]string{"model.kind=performance", "performance.pitch_classes=[1, 2]"}, exit.Usage, "12 numbers"},
	} {
		args := []string{"-config", config, "-run", filepath.Join(dir, "refused")}
		for _, set := range test.set {
			args = append(args, "-set", set)
		}
		if code, _, stderr := program(t, 0, args...); code != test.code || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, %s", test.set, code, stderr)
		}
	}
	a := filepath.Join(dir, "a")
	succeed(t, "-config", config, "-set", "model.kind=tokens", "-set", "train.epochs=1", "-run", a)
	if code, _, stderr := program(t, 0, "compose", "-run", a, "-set", "model.kind=biaxial"); code != exit.Usage || !strings.Contains(stderr, "compose.tempo") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
}
