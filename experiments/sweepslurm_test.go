//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// fakeSlurm puts scripts in place of Slurm's commands. Each appends its arguments to a file calls in the
// returned folder. sbatch gives the job number 7, and squeue prints the file queue.
func fakeSlurm(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, line := range map[string]string{"sbatch": "echo 7", "squeue": "cat " + dir + "/queue", "scontrol": "", "scancel": "", "sacct": "exit 1"} {
		script := fmt.Sprintf("#!/bin/sh\necho \"%s $*\" >> %s/calls\n%s\n", name, dir, line)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	Write(t, filepath.Join(dir, "queue"), "")
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return dir
}

// arrayTask is a task of the array in a sweep's directory, as Slurm would start it.
func arrayTask(parent string, index int) *process {
	p := &process{Cmd: exec.Command("/bin/sh", filepath.Join(parent, "slurm", "array-001.sh")), ended: make(chan struct{})}
	p.Env = append(os.Environ(), asProgram+"=1", "SLURM_ARRAY_JOB_ID=7", fmt.Sprintf("SLURM_ARRAY_TASK_ID=%d", index), fmt.Sprintf("SLURM_JOB_ID=%d", 8+index))
	p.Stdout, p.Stderr = &p.printed, &p.printed
	return p
}

// The tasks of an array train what a local sweep trains, through interruptions too.
func TestSweepSlurm(t *testing.T) {
	config, dir := sweepFolder(t)
	local := filepath.Join(dir, "local")
	args := []string{"sweep", "-config", config, "-set", "train.epochs=30", "-set", "train.sample_every=1000", "-seeds", "2"}
	succeed(t, append(args, "-run", local)...)

	fake := fakeSlurm(t)
	parent := filepath.Join(dir, "array")
	args = append(args, "-run", parent, "-slurm", "-time", "2h", "-at-once", "1", "-cpus", "3", "-sbatch", "--nice=5")
	_, stderr := succeed(t, args...)
	calls := string(read(t, filepath.Join(fake, "calls")))
	for _, want := range []string{"--array=0-1%1", "--time=120", "--cpus-per-task=3", "--nice=5 " + parent} {
		if !strings.Contains(calls, want) {
			t.Errorf("sbatch got %q, which lacks %s", calls, want)
		}
	}
	if !strings.Contains(stderr, "2 runs submitted as job 7") || !strings.Contains(stderr, "sweep -status "+parent) {
		t.Error(stderr)
	}
	// While they are in the queue, the same command submits nothing.
	Write(t, filepath.Join(fake, "queue"), "7|0|8|RUNNING|node1|None\n7|1|7|PENDING||Resources\n")
	if _, stderr := succeed(t, args...); !strings.Contains(stderr, "2 in the queue already") {
		t.Error(stderr)
	}
	stdout, _ := succeed(t, "sweep", "-status", parent)
	if !strings.Contains(stdout, "2 runs: 2 waiting") || !strings.Contains(stdout, "node1") || !strings.Contains(stdout, "Resources") {
		t.Errorf("-status before the start:\n%s", stdout)
	}

	first := filepath.Join(parent, "seed=1")
	Write(t, filepath.Join(fake, "queue"), "RUNNING\n")
	p := arrayTask(parent, 0)
	p.start(t)
	p.until(func() bool { return rows(first) >= 2 })
	p.Process.Signal(syscall.SIGTERM)
	<-p.ended
	info, err := rundir.ReadInfo(first)
	if calls := string(read(t, filepath.Join(fake, "calls"))); err != nil || info.Status != rundir.Interrupted || info.Job != "8" ||
		info.Threads != 1 || !strings.Contains(calls, "scontrol requeue 7_0\n") {
		t.Fatalf("after SIGTERM: %v, %+v\n%s\n%s", err, info, calls, p.printed.String())
	}
	for index := range 2 {
		p := arrayTask(parent, index)
		p.start(t)
		if <-p.ended; p.ProcessState.ExitCode() != exit.Done {
			t.Fatalf("%v\n%s", p.ProcessState, p.printed.String())
		}
	}
	for _, seed := range []string{"seed=1", "seed=2"} {
		if !bytes.Equal(lastCheckpoint(t, filepath.Join(parent, seed)), lastCheckpoint(t, filepath.Join(local, seed))) {
			t.Errorf("%s: not the bytes of the local sweep", seed)
		}
	}
	Write(t, filepath.Join(fake, "queue"), "")
	if stdout, _ := succeed(t, "sweep", "-status", parent); !strings.Contains(stdout, "2 runs: 2 finished") || strings.Contains(stdout, "neither") {
		t.Errorf("-status at the end:\n%s", stdout)
	}
	succeed(t, "compare", parent)
}

// A task whose run is locked by the process that it was before it was requeued, as on a node that Slurm takes for
// dead, waits for the lock. If it is stopped meanwhile, it is requeued.
func TestSweepSlurmWaitsForALock(t *testing.T) {
	config, dir := sweepFolder(t)
	alone, parent := filepath.Join(dir, "alone"), filepath.Join(dir, "array")
	succeed(t, "-config", config, "-run", alone)
	fake := fakeSlurm(t)
	succeed(t, "sweep", "-config", config, "-run", parent, "-slurm")
	run := filepath.Join(parent, "seed=1")
	if code, _, stderr := program(t, 4, "-config", config, "-run", run); code != exit.Interrupted {
		t.Fatal(stderr)
	}
	held, err := rundir.Open(run)
	if err != nil {
		t.Fatal(err)
	}
	info := strings.Replace(read(t, filepath.Join(run, "run.json")), `"status": "interrupted"`, `"status": "running", "job": "8"`, 1)
	Write(t, filepath.Join(run, "run.json"), info)
	if stdout, _ := succeed(t, "sweep", "-status", parent); !strings.Contains(stdout, "1 run: 1 running") {
		t.Error(stdout)
	}
	Write(t, filepath.Join(fake, "queue"), "RUNNING\n")
	waits := func() *process {
		p := arrayTask(parent, 0)
		p.start(t)
		p.until(func() bool { return strings.Contains(p.printed.String(), "waiting for its lock") })
		return p
	}
	p := waits()
	p.Process.Signal(syscall.SIGTERM)
	if <-p.ended; p.ProcessState.ExitCode() != exit.Interrupted || !strings.Contains(p.printed.String(), "task 7_0 is requeued") {
		t.Errorf("%v\n%s", p.ProcessState, p.printed.String())
	}
	p = waits()
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if <-p.ended; p.ProcessState.ExitCode() != exit.Done || !bytes.Equal(lastCheckpoint(t, run), lastCheckpoint(t, alone)) {
		t.Errorf("%v\n%s", p.ProcessState, p.printed.String())
	}
}

// What Slurm has lost is submitted again, and so is what was cancelled. A refusal leaves nothing behind.
func TestSweepSlurmAgain(t *testing.T) {
	config, dir := sweepFolder(t)
	fake := fakeSlurm(t)
	parent := filepath.Join(dir, "array")
	args := []string{"sweep", "-config", config, "-run", parent, "-seeds", "3", "-slurm"}
	sbatch := filepath.Join(fake, "sbatch")
	accepting := read(t, sbatch)
	Write(t, sbatch, "#!/bin/sh\necho 'sbatch: error: invalid partition specified: no' >&2\nexit 1\n") // it stays executable
	code, _, stderr := program(t, 0, args...)
	left, err := filepath.Glob(filepath.Join(parent, "slurm", "array-*"))
	if code != exit.Failed || !strings.Contains(stderr, "invalid partition specified: no") || !strings.Contains(stderr, "sinfo -s") || len(left) > 0 || err != nil {
		t.Errorf("refused: exit code %d, %q\n%s", code, left, stderr)
	}
	Write(t, sbatch, accepting)
	succeed(t, args...)
	Write(t, filepath.Join(fake, "queue"), "7|0|8|NODE_FAIL|node1|None\n7|1|9|RUNNING|node2|None\n")
	if stdout, _ := succeed(t, "sweep", "-status", parent); !strings.Contains(stdout, "neither finished nor in the queue; the sweep's own command takes them up: seed=1 seed=3") {
		t.Error(stdout)
	}
	if _, stderr := succeed(t, args...); !strings.Contains(stderr, "2 runs submitted as job 7") {
		t.Error(stderr)
	}
	if code, _, stderr := program(t, 0, "sweep", "-cancel", parent+"x"); code != exit.Failed || !strings.Contains(stderr, parent+"x") {
		t.Errorf("cancelling what is not there: exit code %d, %s", code, stderr)
	}
	if stdout, _ := succeed(t, "sweep", "-cancel", parent); !strings.Contains(stdout, "task cancelled") && !strings.Contains(stdout, "tasks cancelled") {
		t.Error(stdout)
	}
	if calls := string(read(t, filepath.Join(fake, "calls"))); !strings.Contains(calls, "scancel 7\n") {
		t.Errorf("%s", calls)
	}
	Write(t, filepath.Join(fake, "queue"), "")
	if stdout, _ := succeed(t, "sweep", "-cancel", parent); !strings.Contains(stdout, "no task of") {
		t.Error(stdout)
	}
}

// The workers of a search train what a local search trains; one that is stopped resumes its trial.
func TestSearchSlurm(t *testing.T) {
	config, dir := sweepFolder(t)
	local, parent := filepath.Join(dir, "local"), filepath.Join(dir, "array")
	args := []string{"sweep", "-config", config, "-method", "random", "-trials", "2", "-set", "optimizer.learning_rate=1e-3..1e-2:log", "-set", "train.epochs=30",
		"-set", "train.sample_every=1000"}
	succeed(t, append(args, "-run", local)...)
	fake := fakeSlurm(t)
	args = append(args, "-run", parent, "-slurm", "-at-once", "2")
	if _, stderr := succeed(t, args...); !strings.Contains(stderr, "2 workers of the search submitted as job 7") {
		t.Error(stderr)
	}
	if calls := read(t, filepath.Join(fake, "calls")); !strings.Contains(calls, "--array=0-1 ") {
		t.Errorf("sbatch got %q", calls)
	}
	first := filepath.Join(parent, "trial-001")
	p := arrayTask(parent, 0)
	p.start(t)
	p.until(func() bool { return rows(first) >= 2 })
	Write(t, filepath.Join(fake, "queue"), "7|0|8|RUNNING|node1|None\n7|1|7|PENDING||Resources\n")
	if stdout, _ := succeed(t, "sweep", "-status", parent); !strings.Contains(stdout, "workers of the search: 1 PENDING, 1 RUNNING") {
		t.Error(stdout)
	}
	if _, stderr := succeed(t, args...); !strings.Contains(stderr, "2 workers of the search in the queue already") {
		t.Error(stderr)
	}
	Write(t, filepath.Join(fake, "queue"), "RUNNING\n")
	p.Process.Signal(syscall.SIGTERM)
	if <-p.ended; p.ProcessState.ExitCode() != exit.Done && !strings.Contains(p.printed.String(), "task 7_0 is requeued") {
		t.Errorf("%v\n%s", p.ProcessState, p.printed.String())
	}
	one, two := arrayTask(parent, 0), arrayTask(parent, 1)
	one.start(t)
	two.start(t)
	for _, p := range []*process{one, two} {
		if <-p.ended; p.ProcessState.ExitCode() != exit.Done {
			t.Errorf("%v\n%s", p.ProcessState, p.printed.String())
		}
	}
	for _, trial := range []string{"trial-001", "trial-002"} {
		if !bytes.Equal(lastCheckpoint(t, filepath.Join(parent, trial)), lastCheckpoint(t, filepath.Join(local, trial))) {
			t.Errorf("%s: not the bytes of the local search", trial)
		}
	}
}

func TestSweepWithoutSlurm(t *testing.T) {
	config, dir := sweepFolder(t)
	t.Setenv("PATH", "")
	parent := filepath.Join(dir, "grid")
	if _, stderr := succeed(t, "sweep", "-config", config, "-run", parent, "-slurm", "-time", "1h"); !strings.Contains(stderr, "no Slurm on this machine") ||
		!slices.Equal(subfolders(t, parent), []string{"seed=1"}) {
		t.Error(stderr)
	}
	if stdout, _ := succeed(t, "sweep", "-status", parent); !strings.Contains(stdout, "1 run: 1 finished") {
		t.Error(stdout)
	}
}

func TestSweepSlurmRefuses(t *testing.T) {
	config, dir := sweepFolder(t)
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-config", config, "-time", "1h"}, exit.Usage, "-time goes with -slurm"},
		{[]string{"-config", config, "-sbatch", "--nice"}, exit.Usage, "-sbatch goes with -slurm"},
		{[]string{"-config", config, "-slurm", "-time", "soon"}, exit.Usage, "-time soon"},
		{[]string{"-config", config, "-slurm", "-cpus", "0"}, exit.Usage, "-cpus"},
		{[]string{"-config", config, "-slurm", "-sbatch", "x.sh"}, exit.Usage, "-sbatch x.sh"},
		{[]string{"-config", config, "-slurm", "-notify", "true"}, exit.Usage, "--mail-type"},
		{[]string{"-config", config, "-method", "tpe", "-trials", "5", "-slurm"}, exit.Usage, "-at-once N"},
		{[]string{"-config", config, "-budget", "1h", "-slurm"}, exit.Usage, "-budget"},
		{[]string{"-config", config, "-slurm", "-fail-fast"}, exit.Usage, "-fail-fast"},
		{[]string{"-config", config, "-status", dir}, exit.Usage, "-status goes with no other flag"},
		{[]string{"-status", dir}, exit.Failed, "not a sweep"},
		{[]string{"-task", filepath.Join(dir, "missing.json")}, exit.Failed, "missing.json"},
	} {
		code, _, stderr := program(t, 0, append([]string{"sweep"}, test.args...)...)
		if code != test.code || !strings.Contains(stderr, test.want) {
			t.Errorf("%v: exit code %d, %s", test.args, code, stderr)
		}
	}
}
