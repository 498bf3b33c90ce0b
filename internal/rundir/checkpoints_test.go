package rundir

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"workbench/internal/filetest"
)

// save writes checkpoints of these epochs into r, all of them kept.
func save(t *testing.T, r *Run, epochs ...int) {
	t.Helper()
	for _, epoch := range epochs {
		c := exampleCheckpoint(epoch)
		c.Best = nil
		if err := r.Save(c, 0); err != nil {
			t.Fatal(err)
		}
	}
}

func wantEpochs(t *testing.T, dir string, want ...int) {
	t.Helper()
	got, err := Epochs(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("checkpoints of epochs %v, want %v", got, want)
	}
}

func TestEpochsAreSortedAndForeignFilesIgnored(t *testing.T) {
	r := newRun(t)
	save(t, r, 1000000, 200, 0, 999999)
	for _, name := range []string{"epoch-7.safetensors", "epoch-000007.safetensors.bak", ".epoch-000008.safetensors.x.tmp", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(r.Dir, "checkpoints", name), nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	wantEpochs(t, r.Dir, 0, 200, 999999, 1000000)
}

func TestLatestFallsBack(t *testing.T) {
	r := newRun(t)
	_, _, err := Latest(r.Dir)
	if !errors.Is(err, ErrNoCheckpoint) {
		t.Errorf("got error %v, want ErrNoCheckpoint", err)
	}

	save(t, r, 100, 200, 300)
	c, warnings, err := Latest(r.Dir)
	if err != nil || c.Epoch != 300 || len(warnings) != 0 {
		t.Fatalf("got %+v, %q, %v, want epoch 300", c, warnings, err)
	}

	damage(t, CheckpointPath(r.Dir, 300))
	c, warnings, err = Latest(r.Dir)
	if err != nil || c.Epoch != 200 || len(warnings) != 1 {
		t.Fatalf("got %+v, %q, %v, want epoch 200 and one warning", c, warnings, err)
	}
	filetest.WantError(t, errors.New(warnings[0]), CheckpointPath(r.Dir, 300), "damaged")

	damage(t, CheckpointPath(r.Dir, 200))
	damage(t, CheckpointPath(r.Dir, 100))
	_, _, err = Latest(r.Dir)
	filetest.WantError(t, err, r.Dir, "epoch-000100", "epoch-000200", "epoch-000300", "damaged")
}

// damage cuts off the end of a file, as a disk does that loses power.
func damage(t *testing.T, path string) {
	t.Helper()
	stat, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, stat.Size()/2); err != nil {
		t.Fatal(err)
	}
}

func TestSaveKeepsTheLastAndTheBest(t *testing.T) {
	tests := map[string]struct {
		keep, best int // best 0: none
		want       []int
	}{
		"all":           {0, 0, []int{100, 200, 300, 400}},
		"last":          {1, 0, []int{400}},
		"last two":      {2, 0, []int{300, 400}},
		"best is old":   {1, 200, []int{200, 400}},
		"best is last":  {1, 400, []int{400}},
		"more than are": {9, 0, []int{100, 200, 300, 400}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			r := newRun(t)
			save(t, r, 100, 200, 300)
			c := exampleCheckpoint(400)
			c.Best = nil
			if test.best > 0 {
				c.Best = &Best{Epoch: test.best, NLL: 3}
			}
			if err := r.Save(c, test.keep); err != nil {
				t.Fatal(err)
			}
			wantEpochs(t, r.Dir, test.want...)
		})
	}
}

// The weights of a run whose run.json is damaged can still be loaded, and the error says so.
func TestDamagedInfoLeavesTheWeights(t *testing.T) {
	r := newRun(t)
	save(t, r, 100, 300)
	for _, text := range []string{"", `{"status": "fin`, `{"epoch": -1}`} {
		if err := os.WriteFile(filepath.Join(r.Dir, InfoFile), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		_, err := ReadInfo(r.Dir)
		filetest.WantError(t, err, filepath.Join(r.Dir, InfoFile)+" is damaged: ", "restore it from a copy", "-set train.init_from="+r.Dir)
		if path, _, err := LoadCheckpoint(r.Dir, ""); err != nil || path != CheckpointPath(r.Dir, 300) {
			t.Errorf("%q: %s, %v", text, path, err)
		}
	}
}

// After a fall-back the damaged newer file must not count as one of the last.
func TestSaveIgnoresLaterEpochs(t *testing.T) {
	r := newRun(t)
	save(t, r, 100, 300)
	damage(t, CheckpointPath(r.Dir, 300))
	if err := r.Save(exampleCheckpoint(200), 1); err != nil {
		t.Fatal(err)
	}
	wantEpochs(t, r.Dir, 200, 300)
}

func TestFailedSaveDeletesNothing(t *testing.T) {
	r := newRun(t)
	save(t, r, 100, 200)
	filetest.BreakDisk(t, filetest.Disk{Free: 100})
	err := r.Save(exampleCheckpoint(300), 1)
	filetest.WantError(t, err, CheckpointPath(r.Dir, 300), "bytes needed", "no space left")
	wantEpochs(t, r.Dir, 100, 200)
	if r.Info.Epoch != 200 {
		t.Errorf("run.json would say epoch %d, want 200", r.Info.Epoch)
	}
}

func TestResolve(t *testing.T) {
	r := newRun(t)
	_, err := Resolve(r.Dir, "last")
	filetest.WantError(t, err, r.Dir, "no checkpoint yet")

	save(t, r, 100, 200)
	_, err = Resolve(r.Dir, "best")
	filetest.WantError(t, err, r.Dir, "nothing was validated", "100, 200")

	c := exampleCheckpoint(300)
	c.Best = &Best{Epoch: 200, NLL: 9}
	if err := r.Save(c, 0); err != nil {
		t.Fatal(err)
	}
	for which, epoch := range map[string]int{"last": 300, "best": 200, "100": 100, "000200": 200} {
		path, err := Resolve(r.Dir, which)
		if err != nil {
			t.Fatal(err)
		}
		if want := CheckpointPath(r.Dir, epoch); path != want {
			t.Errorf("%s is %s, want %s", which, path, want)
		}
	}
	for which, want := range map[string]string{"150": "no checkpoint of epoch 150", "newest": `"newest" is neither`} {
		_, err := Resolve(r.Dir, which)
		filetest.WantError(t, err, r.Dir, want, "100, 200, 300")
	}

	_, err = Resolve(t.TempDir(), "last")
	filetest.WantError(t, err, "is not a run directory: it has no config.toml and no run.json")
}

// TestPartialCheckpoint resumes from within epoch 300: its row, which will be written again, goes, and 200
// epochs count as done.
func TestPartialCheckpoint(t *testing.T) {
	r := newRun(t)
	for _, epoch := range []int{100, 200, 300} {
		if err := r.AppendMetric(Metric{Epoch: epoch, Split: Train, NLL: 1}); err != nil {
			t.Fatal(err)
		}
	}
	c := exampleCheckpoint(300)
	c.Partial = true
	if err := r.Save(c, 0); err != nil {
		t.Fatal(err)
	}
	if r.Info.Epoch != 299 {
		t.Errorf("%d epochs done, want 299", r.Info.Epoch)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if r, err := Open(r.Dir); err != nil {
		t.Fatal(err)
	} else {
		defer r.Close()
		c, _, err := Latest(r.Dir)
		if err != nil || !c.Partial {
			t.Fatalf("%+v, %v", c, err)
		}
		if err := r.Resume(c); err != nil {
			t.Fatal(err)
		}
	}
	metrics, _, err := ReadMetrics(MetricsPath(r.Dir))
	if err != nil || len(metrics) != 2 || metrics[1].Epoch != 200 {
		t.Errorf("metrics %+v, %v", metrics, err)
	}
}
