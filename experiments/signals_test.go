//go:build unix

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// interrupted wants a process to have ended with a checkpoint of its run, and the status and exit code of an
// interrupt.
func interrupted(t *testing.T, p *process, run string) *rundir.Checkpoint {
	t.Helper()
	info, err := rundir.ReadInfo(run)
	if err != nil || info.Status != rundir.Interrupted || p.ProcessState.ExitCode() != exit.Interrupted {
		t.Errorf("status %q (%v), %v\n%s", info.Status, err, p.ProcessState, p.printed.String())
	}
	checkpoint, warnings, err := rundir.Latest(run)
	if err != nil || len(warnings) > 0 {
		t.Fatalf("the newest checkpoint: %q, %v", warnings, err)
	}
	return checkpoint
}

// A closed terminal, or a lost connection, is a termination; it can come several times.
func TestHangup(t *testing.T) {
	if signal.Ignored(syscall.SIGHUP) {
		t.Skip("the tests run under nohup, which a child inherits")
	}
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	p := launch(t, "-config", config, "-run", run, "-set", "train.epochs=100000")
	p.until(func() bool { return rows(run) >= 3 })
	for range 5 {
		p.Process.Signal(syscall.SIGHUP) // an error means that it is over
	}
	<-p.ended
	interrupted(t, p, run)
}

// Under nohup the signal is ignored.
func TestNoHangup(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	p := prepare("-config", config, "-run", run, "-set", "train.epochs=100000")
	p.Args = append([]string{"sh", "-c", `trap "" HUP; exec "$0" "$@"`}, p.Args...)
	p.Path = "/bin/sh"
	p.start(t)
	p.until(func() bool { return rows(run) >= 3 })
	p.Process.Signal(syscall.SIGHUP)
	goal := rows(run) + 2
	p.until(func() bool { return rows(run) >= goal })
	if p.over() {
		t.Fatalf("it ended:\n%s", p.printed.String())
	}
	p.Process.Signal(os.Interrupt)
	<-p.ended
	interrupted(t, p, run)
}

// Ctrl-C with the output in a pipe, as of "| tee log": the reader dies first. What is printed then is in the log.
func TestClosedOutput(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := prepare("-config", config, "-run", run, "-set", "train.epochs=100000")
	p.Stdout, p.Stderr = writer, writer
	p.start(t)
	writer.Close()
	p.until(func() bool { return rows(run) >= 3 })
	reader.Close()
	goal := rows(run) + 20 // with validations, each of which prints
	p.until(func() bool { return rows(run) >= goal })
	if p.over() {
		t.Fatalf("the closed output ended it: %v", p.ProcessState)
	}
	p.Process.Signal(os.Interrupt)
	<-p.ended
	interrupted(t, p, run)
	if log := read(t, filepath.Join(run, "log.txt")); !strings.Contains(log, "interrupted; to resume") {
		t.Errorf("the log ends in %q", log[max(0, len(log)-200):])
	}
}

// An interrupt does not wait for a long sample; the sample is composed again, with the same random numbers.
func TestInterruptedSample(t *testing.T) {
	config, dir := Folder(t)
	run, validating := filepath.Join(dir, "run"), filepath.Join(dir, "validating")
	args := []string{"-config", config, "-set", "compose.steps=190000", "-set", "compose.count=4"}
	p := launch(t, append(args, "-run", run)...)
	p.until(func() bool { return rows(run) >= 1 }) // the validation before the sample of epoch 0
	asked := time.Now()
	p.Process.Signal(os.Interrupt)
	<-p.ended
	if took := time.Since(asked); took > 30*time.Second { // 5 on a machine that is not busy
		t.Errorf("the interrupt took %v", took)
	}
	checkpoint := interrupted(t, p, run)

	program(t, 1, append(args, "-run", validating)...)
	before, _, err := rundir.Latest(validating)
	if err != nil {
		t.Fatal(err)
	}
	if checkpoint.Epoch != 0 || !bytes.Equal(checkpoint.Generators["compose"], before.Generators["compose"]) {
		t.Errorf("epoch %d; other random numbers than before the sample: %v", checkpoint.Epoch, !bytes.Equal(checkpoint.Generators["compose"], before.Generators["compose"]))
	}
}

// When a sweep dies, its children write checkpoints and stop; the same command resumes them.
func TestDeadSweep(t *testing.T) {
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "grid")
	args := []string{"sweep", "-config", config, "-run", parent, "-jobs", "2", "-seeds", "2", "-set", "train.sample_every=100000", "-set", "train.epochs=100000"}
	p := launch(t, args...)
	runs := []string{filepath.Join(parent, "seed=1"), filepath.Join(parent, "seed=2")}
	for _, run := range runs {
		p.until(func() bool { return rows(run) >= 3 })
	}
	p.kill()
	for _, run := range runs {
		waitFor(t, func() bool { info, err := rundir.ReadInfo(run); return err == nil && info.Status != rundir.Running })
		if info, err := rundir.ReadInfo(run); err != nil || info.Status != rundir.Interrupted {
			t.Errorf("%s: status %q (%v)", run, info.Status, err)
		}
		if _, warnings, err := rundir.Latest(run); err != nil || len(warnings) > 0 {
			t.Errorf("%s: %v, %q", run, err, warnings)
		}
	}
}

// Two sweeps of the same trials at the same time: each trial is trained once, and nothing fails.
func TestTwoSweepsAtOnce(t *testing.T) {
	config, dir := sweepFolder(t)
	parent := filepath.Join(dir, "grid")
	args := []string{"sweep", "-config", config, "-run", parent, "-jobs", "2", "-seeds", "4", "-set", "train.epochs=3"}
	one, two := launch(t, args...), launch(t, args...)
	<-one.ended
	<-two.ended
	for _, p := range []*process{one, two} {
		if p.ProcessState.ExitCode() != exit.Done || strings.Contains(p.printed.String(), "failed") {
			t.Errorf("%v\n%s", p.ProcessState, p.printed.String())
		}
	}
	for seed := 1; seed <= 4; seed++ {
		info, err := rundir.ReadInfo(filepath.Join(parent, fmt.Sprintf("seed=%d", seed)))
		if err != nil || info.Status != rundir.Finished || len(info.Earlier) > 0 {
			t.Errorf("seed %d: status %q, %d sessions before, %v", seed, info.Status, len(info.Earlier), err)
		}
	}
}

// SIGSTOP and SIGCONT, as of a suspended job, leave the lock with its process, and the training goes on.
func TestStoppedAndContinued(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	p := launch(t, "-config", config, "-run", run, "-set", "train.epochs=100000")
	p.until(func() bool { return rows(run) >= 3 })
	p.Process.Signal(syscall.SIGSTOP)
	if code, _, stderr := program(t, 0, "-resume", run); code != exit.Failed || !strings.Contains(stderr, "in use by process") {
		t.Errorf("while it is stopped: exit code %d, %s", code, stderr)
	}
	p.Process.Signal(syscall.SIGCONT)
	goal := rows(run) + 3
	p.until(func() bool { return rows(run) >= goal })
	p.Process.Signal(syscall.SIGTERM)
	<-p.ended
	interrupted(t, p, run)
}

// A sweep, or -seeds, trains the config that comes through a pipe, which can be read only once.
func TestSweepOfAPipe(t *testing.T) {
	config, dir := sweepFolder(t)
	for _, args := range [][]string{{"sweep", "-set", "optimizer.name=adam,rmsprop"}, {"-seeds", "2"}} {
		parent := filepath.Join(dir, args[0])
		c := exec.Command(os.Args[0], append(args, "-config", "/dev/stdin", "-run", parent, "-set", "train.epochs=1")...)
		c.Stdin = strings.NewReader(read(t, config))
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		for _, run := range subfolders(t, parent) {
			if text := read(t, filepath.Join(parent, run, "config.toml")); !strings.Contains(text, "time_layers = [6]") {
				t.Errorf("%v trained another config:\n%s", args, text)
			}
		}
		c = exec.Command(os.Args[0], append(args, "-config", "/dev/stdin", "-run", parent+"-empty")...)
		if out, err := c.CombinedOutput(); err == nil || !strings.Contains(string(out), "/dev/stdin: is empty") {
			t.Errorf("an empty pipe: %v, %s", err, out)
		}
	}
}

// A pipe that nobody writes to does not keep the program from being interrupted.
func TestInterruptedPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Skip(err)
	}
	for _, args := range [][]string{{"-config", pipe}, {"sweep", "-config", pipe}} {
		p := launch(t, args...)
		var writer *os.File
		p.until(func() (read bool) { // only a pipe that is read can be opened so
			f, err := os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0)
			writer = f
			return err == nil
		})
		if writer == nil {
			t.Fatalf("%v did not read the pipe: %v\n%s", args, p.ProcessState, p.printed.String())
		}
		p.Process.Signal(os.Interrupt)
		select {
		case <-p.ended:
		case <-time.After(time.Minute):
			p.kill()
			t.Errorf("%v was not interrupted", args)
		}
		writer.Close() // before that, the program waits for what is written
		if code := p.ProcessState.ExitCode(); code != exit.Interrupted {
			t.Errorf("%v: exit code %d, want %d\n%s", args, code, exit.Interrupted, p.printed.String())
		}
	}
}

func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it takes too long")
		}
	}
}

// TestRandomSignals stops a training again and again: by Ctrl-C, termination, hangup or a kill, at random
// moments, with its output open or closed. Resumed each time, it ends with the bytes of one that was left
// alone.
func TestRandomSignals(t *testing.T) {
	stops, epochs := 4, 14
	if os.Getenv(soak) != "" {
		stops, epochs = 100, 200
	}
	config, dir := Folder(t)
	Write(t, config, strings.Replace(read(t, config), "epochs = 6", fmt.Sprintf("epochs = %d", epochs), 1))
	straight, stopped := filepath.Join(dir, "straight"), filepath.Join(dir, "stopped")
	succeed(t, "-config", config, "-run", straight)
	random := rand.New(rand.NewPCG(16, 1))
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, os.Kill}
	for range stops {
		args := []string{"-config", config, "-run", stopped}
		if _, err := os.Lstat(stopped); err == nil {
			args = []string{"-resume", stopped}
		}
		reader, writer, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		p := prepare(args...)
		p.Stdout, p.Stderr = writer, writer
		p.start(t)
		writer.Close()
		if random.IntN(2) == 0 {
			reader.Close()
		}
		goal := rows(stopped) + random.IntN(5)
		p.until(func() bool { return rows(stopped) >= goal })
		time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
		p.Process.Signal(signals[random.IntN(len(signals))]) // an error means that it is over
		<-p.ended
		reader.Close()
		if info, err := rundir.ReadInfo(stopped); err == nil && info.Status == rundir.Running {
			t.Errorf("status %q without a process", info.Status)
		}
	}
	succeed(t, "-resume", stopped)
	if !bytes.Equal(lastCheckpoint(t, stopped), lastCheckpoint(t, straight)) {
		t.Error("another last checkpoint")
	}
	if got, want := losses(t, stopped), losses(t, straight); !slices.Equal(got, want) {
		t.Errorf("losses\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	sameFiles(t, filepath.Join(straight, "samples"), filepath.Join(stopped, "samples"))
}

// An interrupted command that writes a directory leaves nothing of it behind, and ends by the signal.
func TestInterruptedDirectory(t *testing.T) {
	_, dir := Folder(t)
	music, parent := filepath.Join(dir, "music"), filepath.Join(dir, "parent")
	tune := read(t, filepath.Join(music, "1.abc"))
	for i := range 400 {
		if err := os.WriteFile(filepath.Join(music, fmt.Sprint("copy", i, ".abc")), []byte(tune), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(parent, 0o777); err != nil {
		t.Fatal(err)
	}
	entries := func() int {
		found, err := os.ReadDir(parent)
		if err != nil {
			t.Fatal(err)
		}
		return len(found)
	}
	p := launch(t, "corpus", "-midi", music, "-write", filepath.Join(parent, "out"))
	p.until(func() bool { return entries() > 0 })
	p.Process.Signal(os.Interrupt)
	<-p.ended
	if status, ok := p.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGINT {
		t.Errorf("it ended with %v:\n%s", p.ProcessState, p.printed.String())
	}
	if n := entries(); n > 0 {
		t.Errorf("%d entries are left", n)
	}
}
