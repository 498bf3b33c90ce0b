package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// cluster is a Slurm of one node on this machine.
type cluster struct {
	t   *testing.T
	dir string
}

// startCluster starts a cluster, or skips the test where that is not possible.
func startCluster(t *testing.T) *cluster {
	t.Helper()
	if os.Getenv("EXPERIMENTS_SLOW") == "" {
		t.Skip("EXPERIMENTS_SLOW is not set; just slurm sets it")
	}
	if os.Getuid() != 0 {
		t.Skip("slurmd has to be started by root")
	}
	t.Setenv("PATH", os.Getenv("PATH")+":/usr/sbin:/sbin")
	for _, program := range []string{"sbatch", "slurmctld", "slurmd", "munged"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is missing: apt-get install slurmctld slurmd slurm-client munge", program)
		}
	}
	dir, err := os.MkdirTemp("", "slurm") // short, because of the limit on the names of sockets
	if err != nil {
		t.Fatal(err)
	}
	c := &cluster{t, dir}
	t.Setenv("SLURM_CONF", filepath.Join(dir, "slurm.conf"))
	t.Cleanup(func() {
		c.script("stop")
		os.RemoveAll(dir)
	})
	c.script("start")
	return c
}

// script does what cluster.sh does.
func (c *cluster) script(action string) {
	c.t.Helper()
	command := exec.Command("../internal/slurm/testdata/cluster.sh", action, c.dir)
	var printed bytes.Buffer // of the script alone: the daemons that it starts keep its output open
	command.Stdout, command.Stderr, command.WaitDelay = &printed, &printed, 5*time.Second
	if err := command.Run(); err != nil && command.ProcessState.ExitCode() != 0 {
		c.t.Fatalf("cluster.sh %s: %v\n%s", action, err, printed.String())
	}
}

// ask runs a command of Slurm and returns what it prints.
func (c *cluster) ask(name string, args ...string) string {
	c.t.Helper()
	text, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		c.t.Fatalf("%s %v: %v\n%s", name, args, err, text)
	}
	return string(text)
}

// until waits until something holds, for the slowest machine.
func (c *cluster) until(what string, holds func() bool) {
	c.t.Helper()
	for end := time.Now().Add(10 * time.Minute); !holds(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(end) {
			c.t.Fatalf("%s: it takes too long\n%s", what, c.ask("squeue", "--array"))
		}
	}
	c.t.Logf("%s: %s", time.Now().Format(time.TimeOnly), what)
}

// sessions is the number of processes that have trained a run.
func sessions(run string) int {
	info, err := rundir.ReadInfo(run)
	if err != nil {
		return 0
	}
	return len(info.Earlier) + 1
}

// TestSlurm trains a sweep as a job array of a real Slurm, with whatever can interrupt it, and ends with the bytes
// of a local sweep.
func TestSlurm(t *testing.T) {
	c := startCluster(t)
	config, dir := sweepFolder(t)
	epochs := epochsWithin(t, config, 45*time.Second)
	t.Logf("%d epochs in about 45 s", epochs)
	local, parent := filepath.Join(dir, "local"), filepath.Join(dir, "array")
	args := []string{"sweep", "-config", config, "-set", "train.sample_every=1000000", "-set", "train.checkpoint_every=1000000", "-set", "train.validate_every=20",
		"-set", "train.keep=1", "-set", fmt.Sprintf("train.epochs=%d,%d", epochs, epochs/8), "-seeds", "6"}
	succeed(t, append(args, "-run", local, "-jobs", "2")...)

	args = append(args, "-run", parent, "-slurm", "-partition", "main", "-time", "1m", "-at-once", "2", "-sbatch", "--signal=B:TERM@50")
	submit := func() {
		t.Helper()
		_, stderr := succeed(t, args...)
		t.Logf("%s", stderr)
	}
	submit()
	runs := make([]string, 12)
	for i, name := range subfolders(t, local) {
		runs[i] = filepath.Join(parent, name)
	}
	long := func(seed int) string { return filepath.Join(parent, fmt.Sprintf("epochs=%d-seed=%d", epochs, seed)) }

	c.stopTasks(parent, long(1), long(2))
	// While slurmd is dead alone, its tasks go on, and Slurm requeues them all the same.
	trains := func() bool { return slices.ContainsFunc(runs, inTraining) }
	c.until("a run is trained", trains)
	kill(t, c.slurmd())
	c.missed()
	c.until("a run is trained", trains)
	kill(t, append(c.slurmd(), c.tasks()...))
	c.missed()
	c.until("more than a third is finished", func() bool { return finishedOf(runs) > 4 })

	stdout, _ := succeed(t, "sweep", "-cancel", parent)
	t.Logf("%s", stdout)
	c.until("the queue is empty", func() bool { return c.ask("squeue", "--noheader") == "" })
	submit()
	most := 0
	c.until("all are finished", func() bool {
		most = max(most, strings.Count(c.ask("squeue", "--noheader", "--states=RUNNING", "--format=%T"), "RUNNING"))
		return finishedOf(runs) == 12
	})
	if most > 2 {
		t.Errorf("%d tasks ran at the same time", most)
	}
	interruptions := 0
	for _, run := range runs {
		interruptions += sessions(run) - 1
		if !bytes.Equal(lastCheckpoint(t, run), lastCheckpoint(t, filepath.Join(local, filepath.Base(run)))) {
			t.Errorf("%s: not the bytes of the local sweep", run)
		}
	}
	t.Logf("%d interruptions in 12 runs", interruptions)
	if interruptions < 6 { // the long runs exceed the time limit
		t.Error("the time limit did not interrupt the long runs")
	}
	stdout, _ = succeed(t, "sweep", "-status", parent)
	t.Logf("%s", stdout)
	if !strings.Contains(stdout, "12 runs: 12 finished") {
		t.Error("-status at the end")
	}
}

// jobOf is the number of the job that trained a run last.
func jobOf(run string) string {
	info, _ := rundir.ReadInfo(run)
	return info.Job
}

// inTraining reports whether a process trains a run, beyond its beginning.
func inTraining(run string) bool {
	info, err := rundir.ReadInfo(run)
	return err == nil && info.Status == rundir.Running && rows(run) > 2
}

// stopTasks stops the first two tasks of job 1, which train these runs, and waits until they are resumed.
func (c *cluster) stopTasks(parent, one, two string) {
	c.t.Helper()
	c.until("two runs are trained", func() bool { return inTraining(one) && inTraining(two) })
	first, second := sessions(one), sessions(two)
	c.until("the first is resumed after SIGTERM", func() bool {
		if inTraining(one) && sessions(one) == first {
			c.signal(jobOf(one))
		}
		return sessions(one) > first
	})
	// Slurm may be requeueing the task at its time limit, and then refuses for a while.
	c.until("the second is requeued", func() bool { return exec.Command("scontrol", "requeue", jobOf(two)).Run() == nil })
	if stdout, _ := succeed(c.t, "sweep", "-status", parent); !strings.Contains(stdout, "12 runs: ") {
		c.t.Errorf("-status:\n%s", stdout)
	}
	succeed(c.t, "compare", parent)
	c.until("the second is resumed", func() bool { return sessions(two) > second })
}

// signal sends SIGTERM to the batch process of a job. While other tasks of the array wait, Slurm delivers the signal
// and reports a failure all the same, which scancel would repeat for minutes.
func (c *cluster) signal(job string) {
	ctx, cancel := context.WithTimeout(c.t.Context(), 3*time.Second)
	defer cancel()
	exec.CommandContext(ctx, "scancel", "--batch", "--signal=TERM", job).Run()
}

// missed waits until Slurm takes the killed node for dead and has requeued its tasks, and starts it again.
func (c *cluster) missed() {
	c.t.Helper()
	c.until("Slurm misses the node", func() bool { return !strings.Contains(c.ask("squeue", "--noheader", "--format=%T"), "RUNNING") })
	c.script("node")
}

// slurmd is the number of slurmd's process. A slurmd that has just started empties its file before it writes it.
func (c *cluster) slurmd() []string {
	c.t.Helper()
	pid := ""
	c.until("slurmd runs", func() bool {
		text, err := os.ReadFile(filepath.Join(c.dir, "slurmd.pid"))
		pid = strings.TrimSpace(string(text))
		return err == nil && pid != ""
	})
	return []string{pid}
}

// tasks are the processes of the tasks, after those that watch them.
func (c *cluster) tasks() []string {
	c.t.Helper()
	var watchers, tasks []string
	text, _ := exec.Command("scontrol", "listpids").Output() // it fails while a task ends
	for line := range strings.Lines(string(text)) {
		pid := strings.Fields(line)[0]
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			continue // the header, or it has ended meanwhile
		}
		parent := strings.Fields(string(stat)[bytes.LastIndexByte(stat, ')')+1:])[1]
		if name, err := os.ReadFile("/proc/" + parent + "/comm"); err == nil && strings.HasPrefix(string(name), "slurmstepd") {
			watchers = append(watchers, parent)
		}
		tasks = append(tasks, pid)
	}
	return append(watchers, tasks...)
}

// kill ends processes as a power cut would.
func kill(t *testing.T, pids []string) {
	t.Helper()
	for _, pid := range pids {
		n, err := strconv.Atoi(pid)
		if err != nil || n <= 1 {
			t.Fatalf("%q is not a process", pid)
		}
		if p, err := os.FindProcess(n); err == nil {
			p.Kill() // an error means that it has ended meanwhile
		}
	}
}

// finishedOf counts the finished runs.
func finishedOf(runs []string) (n int) {
	for _, run := range runs {
		if info, err := rundir.ReadInfo(run); err == nil && info.Status == rundir.Finished {
			n++
		}
	}
	return n
}

// epochsWithin measures how many epochs a run of the config trains within some time.
func epochsWithin(t *testing.T, config string, span time.Duration) int {
	t.Helper()
	run := filepath.Join(t.TempDir(), "calibration")
	ctx, cancel := context.WithTimeout(t.Context(), span/3)
	defer cancel()
	var printed bytes.Buffer
	p := prepare("-config", config, "-run", run, "-set", "train.epochs=1000000", "-set", "train.sample_every=1000000", "-set", "train.checkpoint_every=1000000",
		"-set", "train.validate_every=20")
	p.Stdout, p.Stderr = &printed, &printed
	p.start(t)
	select {
	case <-ctx.Done():
	case <-p.ended:
		t.Fatalf("the calibration ended: %s", printed.String())
	}
	p.Process.Signal(os.Interrupt)
	<-p.ended
	info, err := rundir.ReadInfo(run)
	if err != nil || p.ProcessState.ExitCode() != exit.Interrupted {
		t.Fatalf("%v\n%s", err, printed.String())
	}
	return max(12, 3*info.Epoch)
}
