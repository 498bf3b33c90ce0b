package rundir

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/filetest"
	"workbench/internal/memory"
)

// A file that does not fit the memory is an error, not the end of the process. It has holes, and takes no
// room on the disk.
func TestFileLargerThanMemory(t *testing.T) {
	if _, known := memory.Left("/"); !known {
		t.Skip("this system does not tell how much memory is left")
	}
	path := filepath.Join(t.TempDir(), "metrics.jsonl")
	filetest.Write(t, path, "")
	if err := os.Truncate(path, 4<<40); err != nil {
		t.Skip(err)
	}
	_, err := ReadFile(path)
	filetest.WantError(t, err, path, "4398.05 GB", "of memory are left")
}

// A checkpoint under another epoch's name, as a user may copy it, is passed over: what it says about the
// epochs would not fit the file's place.
func TestCheckpointNamedAfterAnotherEpoch(t *testing.T) {
	r := newRun(t)
	for _, epoch := range []int{60, 90} {
		if err := exampleCheckpoint(60).Write(CheckpointPath(r.Dir, epoch)); err != nil {
			t.Fatal(err)
		}
	}
	c, warnings, err := Latest(r.Dir)
	if err != nil || c.Epoch != 60 || len(warnings) != 1 {
		t.Fatalf("%+v, %q, %v", c, warnings, err)
	}
	_, err = Load(CheckpointPath(r.Dir, 90))
	filetest.WantError(t, err, CheckpointPath(r.Dir, 90), "it is of epoch 60, not of 90 as its name says")
}

// Lines of epochs that no run can have are damaged.
func TestMetricsOfImpossibleEpochs(t *testing.T) {
	r := newRun(t)
	filetest.Write(t, MetricsPath(r.Dir), `{"epoch":-5,"split":"train","nll":1}`+"\n"+`{"epoch":1,"split":"train","nll":2}`+"\n"+
		`{"epoch":1000000001,"split":"valid","nll":3}`+"\n")
	rows, warning, err := ReadMetrics(MetricsPath(r.Dir))
	if err != nil || len(rows) != 1 || rows[0].NLL != 2 || warning == "" {
		t.Errorf("%+v, %q, %v", rows, warning, err)
	}
}

// The unit is drawn into pictures, whose layout a text of thousands of bytes would take minutes to compute.
func TestUnitIsShort(t *testing.T) {
	r := newRun(t)
	filetest.Write(t, filepath.Join(r.Dir, InfoFile), `{"status": "finished", "unit": "`+strings.Repeat("x", 5000)+`"}`)
	_, err := ReadInfo(r.Dir)
	filetest.WantError(t, err, InfoFile, "unit: 5000 bytes; at most 40 are read")
}
