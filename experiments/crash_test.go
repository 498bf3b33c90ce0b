package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// soak is the variable that turns on the long versions of some tests.
const soak = "EXPERIMENTS_SOAK"

// process is this program in a separate process.
type process struct {
	*exec.Cmd
	printed printout
	ended   chan struct{}
}

// printout collects what a process prints.
type printout struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (h *printout) Write(p []byte) (int, error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.text.Write(p)
}

func (h *printout) String() string {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	return h.text.String()
}

func launch(t *testing.T, args ...string) *process {
	t.Helper()
	p := prepare(args...)
	p.start(t)
	return p
}

// prepare is launch without the start.
func prepare(args ...string) *process {
	p := &process{Cmd: exec.Command(os.Args[0], args...), ended: make(chan struct{})}
	p.Env = append(os.Environ(), asProgram+"=1")
	p.Stdout, p.Stderr = &p.printed, &p.printed
	return p
}

func (p *process) start(t *testing.T) {
	t.Helper()
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.Wait()
		close(p.ended)
	}()
}

func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// until waits until something holds or the process is over.
func (p *process) until(holds func() bool) {
	for !p.over() && !holds() {
		time.Sleep(time.Millisecond)
	}
}

// trains reports whether the process has started or resumed its run.
func (p *process) trains() bool {
	s := p.printed.String()
	return strings.Contains(s, "resuming ") || strings.Contains(s, "baseline:")
}

// kill ends the process as a power cut would.
func (p *process) kill() {
	p.Process.Kill() // an error means that it is over
	<-p.ended
}

// rows is the number of lines of a run's metrics, torn ones included.
func rows(dir string) int {
	data, err := os.ReadFile(rundir.MetricsPath(dir))
	if err != nil {
		return 0
	}
	return bytes.Count(data, []byte("\n"))
}

// killRandomly trains into dir, with a given number of kills at random moments: while the program starts, or
// in the course of the next few epochs.
func killRandomly(t *testing.T, config, dir string, kills int, random *rand.Rand) {
	for kill := range kills {
		args := []string{"-config", config, "-run", dir}
		if _, err := os.Lstat(dir); err == nil {
			args = []string{"-resume", dir}
		}
		p := launch(t, args...)
		if random.IntN(5) > 0 {
			p.until(p.trains)
			goal := rows(dir) + 1 + random.IntN(4)
			p.until(func() bool { return rows(dir) >= goal })
		}
		if kill == 1 {
			refusesASecond(t, dir, p)
		}
		time.Sleep(time.Duration(random.IntN(60)) * time.Millisecond)
		p.kill()
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			continue // it did not come as far as that
		}
		usable(t, dir, p)
	}
}

// refusesASecond makes sure that nobody else writes while p does.
func refusesASecond(t *testing.T, dir string, p *process) {
	t.Helper()
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	p.until(p.trains)
	code, _, stderr := program(t, 0, "-resume", dir)
	if want := fmt.Sprintf("in use by process %d on %s", p.Process.Pid, host); !p.over() && (code != exit.Failed || !strings.Contains(stderr, want)) {
		t.Errorf("a second process: exit code %d, %s; want %q", code, stderr, want)
	}
}

// usable makes sure that a run whose process p was killed can be read by everything.
func usable(t *testing.T, dir string, p *process) {
	t.Helper()
	info, err := rundir.ReadInfo(dir)
	if err != nil || info.Status != rundir.Dead && info.Status != rundir.Finished {
		t.Fatalf("status %q, %v\n%s", info.Status, err, p.printed.String())
	}
	if _, warnings, err := rundir.Latest(dir); len(warnings) > 0 || err != nil && !errors.Is(err, rundir.ErrNoCheckpoint) {
		t.Fatalf("the newest checkpoint: %v, %q", err, warnings)
	}
	for _, args := range [][]string{{"compare", dir}, {"report", dir, "-sound", "0"}} {
		code, _, stderr := program(t, 0, args...)
		// The report warns that the run died, and of nothing else.
		if warnings := strings.Count(stderr, "warning"); code != exit.Done || warnings > strings.Count(stderr, "The process was killed") {
			t.Fatalf("%v: exit code %d, %s", args, code, stderr)
		}
	}
}

// TestKilledProcess kills a training again and again; it ends with the bytes of one that was left alone.
func TestKilledProcess(t *testing.T) {
	kills, epochs := 3, 14
	if os.Getenv(soak) != "" {
		kills, epochs = 60, 150
	}
	config, dir := Folder(t)
	text := strings.NewReplacer("epochs = 6", fmt.Sprintf("epochs = %d", epochs), "keep = 0", "keep = 2").Replace(read(t, config))
	Write(t, config, text)
	straight, killed := filepath.Join(dir, "straight"), filepath.Join(dir, "killed")
	succeed(t, "-config", config, "-run", straight)
	killRandomly(t, config, killed, kills, rand.New(rand.NewPCG(6, 50)))
	succeed(t, "-resume", killed)

	if !bytes.Equal(lastCheckpoint(t, killed), lastCheckpoint(t, straight)) {
		t.Error("another last checkpoint")
	}
	if got, want := losses(t, killed), losses(t, straight); !slices.Equal(got, want) {
		t.Errorf("losses\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, folder := range []string{"samples", "checkpoints"} {
		sameFiles(t, filepath.Join(straight, folder), filepath.Join(killed, folder))
	}
	info, err := rundir.ReadInfo(killed)
	if err != nil || info.Status != rundir.Finished {
		t.Errorf("status %q, %v", info.Status, err)
	}
	t.Logf("survived %d kills, of which %d in the course of the training", kills, len(info.Earlier))
}

// sameFiles wants two folders to hold the same names with the same bytes, and nothing half-written.
func sameFiles(t *testing.T, want, got string) {
	t.Helper()
	for _, pair := range [][2]string{{want, got}, {got, want}} {
		entries, err := os.ReadDir(pair[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			one, two := filepath.Join(pair[0], e.Name()), filepath.Join(pair[1], e.Name())
			if data, err := os.ReadFile(two); err != nil || string(data) != read(t, one) {
				t.Errorf("%s and %s differ (%v)", one, two, err)
			}
		}
	}
}

// TestTerminatedProcess asks a training to stop, as a machine does that shuts down: it ends in good order,
// with the exit code of an interrupt.
func TestTerminatedProcess(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no such signal here")
	}
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	p := launch(t, "-config", config, "-run", run, "-set", "train.epochs=100000")
	p.until(func() bool { return rows(run) >= 3 })
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	<-p.ended
	info, err := rundir.ReadInfo(run)
	if err != nil || info.Status != rundir.Interrupted || p.ProcessState.ExitCode() != exit.Interrupted || !strings.Contains(p.printed.String(), "-resume "+filepath.ToSlash(run)) {
		t.Errorf("status %q, exit code %d, %v\n%s", info.Status, p.ProcessState.ExitCode(), err, p.printed.String())
	}
	checkpoint, warnings, err := rundir.Latest(run)
	if err != nil || len(warnings) > 0 || checkpoint.Epoch < 1 {
		t.Errorf("%+v, %q, %v", checkpoint, warnings, err)
	}
}

// A checkpoint that is torn or flipped is passed over, aloud, and the one before leads to the same bytes.
func TestDamagedCheckpointIsPassedOver(t *testing.T) {
	config, dir := Folder(t)
	run := filepath.Join(dir, "run")
	succeed(t, "-config", config, "-run", run)
	want := lastCheckpoint(t, run)
	for name, damage := range map[string]func([]byte) []byte{
		"torn":    func(data []byte) []byte { return data[:len(data)/2] },
		"flipped": func(data []byte) []byte { data[len(data)-100] ^= 4; return data },
	} {
		path := rundir.CheckpointPath(run, 6)
		Write(t, path, string(damage(bytes.Clone(want))))
		if code, _, stderr := program(t, 0, "evaluate", run, "-checkpoint", "6"); code != exit.Failed || !strings.Contains(stderr, run+" has other checkpoints, of epochs 2, 3, 4") {
			t.Errorf("%s: exit code %d, and evaluate does not name the other checkpoints:\n%s", name, code, stderr)
		}
		// The run says that it is finished; its checkpoint says otherwise.
		_, stderr := succeed(t, "-resume", run)
		for _, part := range []string{"warning: checkpoint " + path + ": damaged", "after epoch 4"} {
			if !strings.Contains(stderr, part) {
				t.Errorf("%s: standard error lacks %q:\n%s", name, part, stderr)
			}
		}
		if !bytes.Equal(lastCheckpoint(t, run), want) {
			t.Errorf("%s: another last checkpoint", name)
		}
	}
}
