package main

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/kernel"
	"workbench/internal/rundir"
)

// TestThreads wants the same bytes from any number of threads, more than there are processors included.
func TestThreads(t *testing.T) {
	config, dir := Folder(t)
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	var want []byte
	for _, threads := range []int{1, 2, 7} {
		runtime.GOMAXPROCS(threads)
		run := filepath.Join(dir, fmt.Sprint(threads))
		succeed(t, "-config", config, "-run", run, "-set", "train.epochs=4", "-set", "model.time_layers=[20, 10]", "-set", "train.batch=5")
		got := lastCheckpoint(t, run)
		if want == nil {
			want = got
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%d threads: another last checkpoint", threads)
		}
	}
}

// TestKernels trains with the plain kernels and with the fast ones: each gives the same bytes again, both
// nearly the same losses, and a run that goes from one to the other says so.
func TestKernels(t *testing.T) {
	fast, err := kernel.Selected()
	if err != nil {
		t.Fatal(err)
	}
	config, dir := Folder(t)
	plain := func(args ...string) {
		t.Helper()
		t.Setenv("BIAXIAL_KERNEL", "plain")
		p := launch(t, args...)
		<-p.ended
		t.Setenv("BIAXIAL_KERNEL", "")
		if code := p.ProcessState.ExitCode(); code != exit.Done {
			t.Fatalf("%v: exit code %d\n%s", args, code, p.printed.String())
		}
	}
	path := func(name string) string { return filepath.Join(dir, name) }
	Write(t, config, strings.Replace(read(t, config), "epochs = 6", "epochs = 3", 1))
	plain("-config", config, "-run", path("plain"))
	plain("-config", config, "-run", path("again"))
	if !bytes.Equal(lastCheckpoint(t, path("plain")), lastCheckpoint(t, path("again"))) {
		t.Error("the plain kernels give other bytes the second time")
	}
	if fast == "plain" {
		t.Skip("this machine has no other kernels")
	}
	succeed(t, "-config", config, "-run", path("fast"))
	one, _, err1 := rundir.ReadMetrics(rundir.MetricsPath(path("plain")))
	two, _, err2 := rundir.ReadMetrics(rundir.MetricsPath(path("fast")))
	if err1 != nil || err2 != nil || len(one) != len(two) {
		t.Fatal(err1, err2, len(one), len(two))
	}
	for i := range one {
		if math.Abs(one[i].NLL-two[i].NLL) > 1e-4*one[i].NLL {
			t.Errorf("epoch %d, %s: %.7f nats with the plain kernels, %.7f with %s", one[i].Epoch, one[i].Split, one[i].NLL, two[i].NLL, fast)
		}
	}

	Write(t, rundir.ConfigPath(path("plain")), strings.Replace(read(t, rundir.ConfigPath(path("plain"))), "epochs = 3", "epochs = 4", 1))
	_, stderr := succeed(t, "-resume", path("plain"))
	if want := fmt.Sprintf("note: the run was started with plain kernels, and this machine has %s", fast); !strings.Contains(stderr, want) {
		t.Errorf("standard error lacks %q:\n%s", want, stderr)
	}
}
