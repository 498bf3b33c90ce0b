package compose

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// Several processes that write into a run in the same second each have a directory of their own.
func TestTargetOfItsOwn(t *testing.T) {
	run := t.TempDir()
	var group sync.WaitGroup
	dirs := make([]string, 8)
	for i := range dirs {
		group.Go(func() {
			var err error
			if dirs[i], err = (Target{Run: run}).create(map[string][]byte{"1.mid": {byte(i)}}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i, dir := range dirs {
		if data, err := os.ReadFile(filepath.Join(dir, "1.mid")); err != nil || data[0] != byte(i) || filepath.Dir(dir) != filepath.Join(run, "composed") {
			t.Errorf("%s holds %v, %v; want %d", dir, data, err, i)
		}
	}
	if entries, err := os.ReadDir(filepath.Join(run, "composed")); err != nil || len(entries) != len(dirs) {
		t.Errorf("%d directories of %d: %v", len(entries), len(dirs), err)
	}
}
