package rundir

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"workbench/internal/filetest"
)

// A run whose directory is renamed while it is written to stops, says so where the directory is now, and
// leaves alone a run that was started under the old name.
func TestMovedRunStops(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a directory with open files cannot be renamed")
	}
	old := newRun(t)
	save(t, old, 100)
	moved := old.Dir + "-moved"
	if err := os.Rename(old.Dir, moved); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func() error{
		"checkpoint": func() error { return old.Save(exampleCheckpoint(200), 0) },
		"metrics":    func() error { return old.AppendMetric(Metric{Epoch: 101, Split: Train}) },
		"run.json":   old.SaveInfo,
	} {
		err := write()
		if !errors.Is(err, errMoved) || !strings.Contains(err.Error(), "-resume") {
			t.Errorf("%s of a moved run: error %v", name, err)
		}
	}
	other, err := Create(old.Dir, "", Info{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if err := old.Save(exampleCheckpoint(200), 0); !errors.Is(err, errMoved) {
		t.Errorf("saving into another run: error %v", err)
	}
	if err := errors.Join(old.End(Failed, "it was moved"), old.Close()); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, old.Dir, Running)
	wantStatus(t, moved, Failed)
	if epochs, err := Epochs(old.Dir); err != nil || len(epochs) > 0 {
		t.Errorf("checkpoints %v in the other run (%v)", epochs, err)
	}
	if again, err := Open(moved); err != nil {
		t.Error(err)
	} else if err := errors.Join(again.Resume(exampleCheckpoint(100)), again.Close()); err != nil {
		t.Error(err)
	}
}

// Reading a run needs no permission for its lock, and waits for no pipe.
func TestReadingDespiteTheLock(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"unreadable": func(path string) error { return os.Chmod(path, 0) },
		"directory":  func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o777)) },
		"pipe":       makePipe,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRun(t)
			if err := spoil(filepath.Join(r.Dir, lockFile)); errors.Is(err, errors.ErrUnsupported) {
				t.Skip(err)
			} else if err != nil {
				t.Fatal(err)
			}
			within(t, func() {
				if info, err := ReadInfo(r.Dir); err != nil || info.Status != Running {
					t.Errorf("status %q, %v", info.Status, err)
				}
			})
		})
	}
}

// A pipe in the place of a file of a run is an error, not a wait without end.
func TestPipesAreNotRead(t *testing.T) {
	r := newRun(t)
	for path, read := range map[string]func() error{
		MetricsPath(r.Dir):             func() error { _, _, err := ReadMetrics(MetricsPath(r.Dir)); return err },
		ConfigPath(r.Dir):              func() error { _, err := ReadConfig(r.Dir); return err },
		CheckpointPath(r.Dir, 1):       func() error { _, err := Load(CheckpointPath(r.Dir, 1)); return err },
		filepath.Join(r.Dir, InfoFile): func() error { _, err := ReadInfo(r.Dir); return err },
		filepath.Join(r.Dir, logFile):  func() error { _, err := openAppend(filepath.Join(r.Dir, logFile)); return err },
		filepath.Join(r.Dir, "lock"):   func() error { _, err := acquire(r.Dir, Session{}); return err },
	} {
		if err := makePipe(path); errors.Is(err, errors.ErrUnsupported) {
			t.Skip(err)
		} else if err != nil {
			t.Fatal(err)
		}
		within(t, func() { filetest.WantError(t, read(), path, "not a regular file") })
	}
}

// within fails the test unless f returns soon.
func within(t *testing.T, f func()) {
	t.Helper()
	done := make(chan bool)
	go func() {
		defer close(done)
		f()
	}()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		t.Fatal("it waits")
	}
}

// A clock that is set back does not make a run end before it started.
func TestClockSetBack(t *testing.T) {
	r := newRun(t)
	later := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
	r.Info.Started, r.Info.Updated = later, later
	if err := r.End(Finished, ""); err != nil {
		t.Fatal(err)
	}
	info, err := ReadInfo(r.Dir)
	if err != nil || info.Finished.Before(info.Started) || info.Updated.Before(later) {
		t.Errorf("%+v, %v", info, err)
	}
}

// A checkpoint of an epoch that cannot be is damaged, whatever its checksum says, and its file is not looked for.
func TestImpossibleEpochs(t *testing.T) {
	r := newRun(t)
	for _, epoch := range []int{-5, MaxEpoch + 1, 9e18} {
		c := exampleCheckpoint(epoch)
		path := filepath.Join(t.TempDir(), "c.safetensors")
		if err := c.Write(path); err != nil {
			t.Fatal(err)
		}
		_, err := Load(path)
		filetest.WantError(t, err, path, "epoch", "must be from 0 to 1000000000")
		filetest.Write(t, CheckpointPath(r.Dir, epoch), "")
	}
	wantEpochs(t, r.Dir)
}
