package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	trains := func(run string, session int) func() bool {
		return func() bool {
			info, err := rundir.ReadInfo(run)
			return err == nil && info.Status == rundir.Running && sessions(run) >= session && rows(run) > 2
		}
	}

	c.until("two runs are trained", func() bool { return trains(long(1), 1)() && trains(long(2), 1)() })
	first, second := sessions(long(1)), sessions(long(2))
	// Slurm may requeue a task at its time limit at this moment, and refuses for a while.
	c.until("the first gets SIGTERM", func() bool { return exec.Command("scancel", "--batch", "--signal=TERM", "1_0").Run() == nil })
	c.until("the second is requeued", func() bool { return exec.Command("scontrol", "requeue", "1_1").Run() == nil })
	if stdout, _ := succeed(t, "sweep", "-status", parent); !strings.Contains(stdout, "12 runs: ") {
		t.Errorf("-status:\n%s", stdout)
	}
	succeed(t, "compare", parent)
	c.until("both are resumed", func() bool { return sessions(long(1)) > first && sessions(long(2)) > second })

	c.until("a run is trained beyond", trains(long(1), 2))
	c.killNode()
	c.until("Slurm misses the node", func() bool { return !strings.Contains(c.ask("squeue", "--noheader", "--format=%T"), "RUNNING") })
	c.script("node")
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
	timeouts := 0
	for _, run := range runs {
		timeouts += sessions(run) - 1
		if !bytes.Equal(lastCheckpoint(t, run), lastCheckpoint(t, filepath.Join(local, filepath.Base(run)))) {
			t.Errorf("%s: not the bytes of the local sweep", run)
		}
	}
	t.Logf("%d interruptions in 12 runs", timeouts)
	if timeouts < 6 { // the long runs exceed the time limit
		t.Error("the time limit did not interrupt the long runs")
	}
	stdout, _ = succeed(t, "sweep", "-status", parent)
	t.Logf("%s", stdout)
	if !strings.Contains(stdout, "12 runs: 12 finished") {
		t.Error("-status at the end")
	}
}

// killNode kills slurmd, the processes that watch the tasks, and the tasks, as a power cut would.
func (c *cluster) killNode() {
	c.t.Helper()
	pids := []string{strings.TrimSpace(read(c.t, filepath.Join(c.dir, "slurmd.pid")))}
	var tasks []string
	for line := range strings.Lines(c.ask("scontrol", "listpids")) {
		if fields := strings.Fields(line); fields[0] != "PID" && fields[0] != "-1" {
			tasks = append(tasks, fields[0])
		}
	}
	for _, pid := range tasks {
		stat, err := os.ReadFile("/proc/" + pid + "/stat")
		if err != nil {
			continue // it has ended meanwhile
		}
		parent := strings.Fields(string(stat)[bytes.LastIndexByte(stat, ')')+1:])[1]
		if name, err := os.ReadFile("/proc/" + parent + "/comm"); err == nil && strings.HasPrefix(string(name), "slurmstepd") {
			pids = append(pids, parent)
		}
	}
	for _, pid := range append(pids, tasks...) {
		n, err := strconv.Atoi(pid)
		if err != nil || n <= 1 {
			c.t.Fatalf("%q is not a process", pid)
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
