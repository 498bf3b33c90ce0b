package main

import (
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// TestOverflow resumes from weights so large that the network's numbers overflow. It stops with the reason,
// and what was there before is still good.
func TestOverflow(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	program(t, 4, "-config", config, "-run", run, "-set", "train.epochs=20", "-set", "train.checkpoint_every=1")
	before, _, err := rundir.Latest(run)
	if err != nil {
		t.Fatal(err)
	}
	poisoned := *before
	poisoned.Epoch++
	poisoned.Weights = maps.Clone(before.Weights)
	for _, name := range []string{"dense.w", "dense.bias"} { // wherever the units sum up to more than 0.14, the logit is infinite
		w := before.Weights[name]
		w.F32 = slices.Repeat([]float32{3e38}, len(w.F32))
		poisoned.Weights[name] = w
	}
	path := rundir.CheckpointPath(run, poisoned.Epoch)
	if err := poisoned.Write(path); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := program(t, 0, "-resume", run)
	info, err := rundir.ReadInfo(run)
	if err != nil || code != exit.Failed || info.Status != rundir.Failed || !strings.Contains(info.Message, fmt.Sprintf("epoch %d", poisoned.Epoch+1)) {
		t.Errorf("exit code %d, status %q, %q (%v)\n%s", code, info.Status, info.Message, err, stderr)
	}
	for _, name := range []string{"compare", "report"} {
		succeed(t, name, run)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	succeed(t, "-resume", run)
}

// TestSmallestAndSilent trains where there is hardly anything to train on, or with: all losses are finite,
// and the run ends in good order.
func TestSmallestAndSilent(t *testing.T) {
	for name, test := range map[string]struct {
		music map[string]string
		set   []string
	}{
		"a rest longer than a segment": {map[string]string{"a.abc": "X:1\nM:4/4\nL:1/4\nK:C\nC4|z4|z4|z4|z4|z4|z4|z4|z4|C4|\n"}, []string{"train.segment=4"}},
		"one piece of a step":          {map[string]string{"a.abc": "X:1\nM:4/4\nL:1/16\nK:C\nC|\n"}, []string{"train.segment=128"}},
		"whole pieces":                 {map[string]string{"a.abc": "X:1\nL:1/16\nK:C\nC|\n", "b.abc": "X:1\nL:1/4\nK:C\nCDEF|\n"}, []string{"train.segment=0", "train.updates_per_epoch=0"}},
		"one unit":                     {nil, []string{"model.time_layers=[1]", "model.note_layers=[1]", "model.dropout=0.9"}},
		"one epoch":                    {nil, []string{"train.epochs=1"}},
		"one step, one segment":        {nil, []string{"train.segment=1", "train.batch=1"}},
		"no validation":                {nil, []string{"data.validation=0"}},
		"nearly all validation":        {nil, []string{"data.validation=0.99"}},
	} {
		t.Run(name, func(t *testing.T) {
			config, dir := Folder(t)
			args := []string{"-config", config, "-run", filepath.Join(dir, "run"), "-set", "train.epochs=2", "-set", "compose.steps=4"}
			if test.music != nil {
				args = append(args, "-set", "data.midi="+filepath.ToSlash(t.TempDir()))
			}
			for file, text := range test.music {
				Write(t, filepath.Join(strings.TrimPrefix(args[len(args)-1], "data.midi="), file), text)
				if file == "frames.json" {
					frames := filepath.ToSlash(filepath.Join(strings.TrimPrefix(args[len(args)-1], "data.midi="), file))
					args = append(args[:len(args)-1], "data.midi=", "-set", "data.frames="+frames)
				}
			}
			for _, set := range test.set {
				args = append(args, "-set", set)
			}
			succeed(t, args...)
			run := filepath.Join(dir, "run")
			metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(run))
			if err != nil || len(metrics) == 0 {
				t.Fatalf("%d rows, %v", len(metrics), err)
			}
			for _, m := range metrics {
				if math.IsNaN(m.NLL) || math.IsInf(m.NLL, 0) || m.NLL < 0 {
					t.Errorf("epoch %d, %s: %v nats", m.Epoch, m.Split, m.NLL)
				}
			}
			succeed(t, "compare", run)
		})
	}
}

// TestTenThousandEpochs trains the smallest network for long: its memory grows by no more than its pictures,
// which show all epochs, and its files no faster than its epochs.
func TestTenThousandEpochs(t *testing.T) {
	if os.Getenv(soak) == "" {
		t.Skip("takes minutes; " + soak + "=1 runs it")
	}
	if runtime.GOOS != "linux" {
		t.Skip("reads the memory of a process from /proc")
	}
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	args := []string{"-config", config, "-run", run}
	for _, set := range []string{"train.epochs=10000", "model.time_layers=[1]", "model.note_layers=[1]", "train.batch=1", "train.segment=4", "train.keep=3",
		"train.checkpoint_every=500", "train.validate_every=500", "train.sample_every=2000"} {
		args = append(args, "-set", set)
	}
	p := launch(t, args...)
	resident := func() float64 {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
		_, after, found := strings.Cut(string(status), "VmRSS:")
		var kilobytes float64
		if _, scanErr := fmt.Sscan(after, &kilobytes); err != nil || !found || scanErr != nil {
			t.Fatalf("the process is over:\n%s", p.printed.String())
		}
		return kilobytes / 1024
	}
	p.until(func() bool { return rows(run) > 2000 })
	early := resident()
	p.until(func() bool { return rows(run) > 9500 })
	late := resident()
	<-p.ended
	info, err := rundir.ReadInfo(run)
	if err != nil || info.Status != rundir.Finished || info.Epoch != 10000 {
		t.Fatalf("status %q after epoch %d, %v\n%s", info.Status, info.Epoch, err, p.printed.String())
	}
	// Between two pictures 5 MB of the heap are live after any number of epochs. The pictures show all
	// epochs: drawing them takes about 3 kB an epoch for a while, which the system gets back later.
	const picture = 8.0 / 1024 // MiB an epoch
	if late > early+7500*picture {
		t.Errorf("%.0f MiB in use after 2,000 epochs, %.0f after 9,500", early, late)
	}
	sizeOf := func(path string) int64 {
		stat, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return stat.Size()
	}
	log, metrics := sizeOf(filepath.Join(run, "log.txt")), sizeOf(rundir.MetricsPath(run))
	if log > 100_000 || metrics > 10_021*200 {
		t.Errorf("%d bytes of log, %d of metrics", log, metrics)
	}
	t.Logf("%.0f MiB in use after 2,000 epochs, %.0f after 9,500; %d bytes of log, %d of metrics", early, late, log, metrics)
}
