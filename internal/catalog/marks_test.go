package catalog

import (
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"workbench/internal/rundir"
)

// Tags that are added at the same time are all kept.
func TestMarksOfSeveralWriters(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows cannot lock a directory")
	}
	dir := filepath.Join(t.TempDir(), "run")
	run, err := rundir.Create(dir, "seed = 1\n", rundir.Info{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	const writers = 20
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			if err := Mark(dir, func(m *Marks) { m.Tag(fmt.Sprint("tag", i)) }); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if marks, err := ReadMarks(dir); err != nil || len(marks.Tags) != writers {
		t.Errorf("%d tags of %d, error %v", len(marks.Tags), writers, err)
	}
}
