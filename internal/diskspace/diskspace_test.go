package diskspace_test

import (
	"math"
	"path/filepath"
	"testing"

	"workbench/internal/diskspace"
	"workbench/internal/filetest"
)

func TestCheck(t *testing.T) {
	dir := t.TempDir()
	if _, ok := diskspace.Free(dir); !ok {
		t.Skip("this system does not tell what is free")
	}
	later := filepath.Join(dir, "not", "there", "yet")
	if err := diskspace.Check(later, 1); err != nil {
		t.Error(err)
	}
	filetest.WantError(t, diskspace.Check(later, math.MaxInt64), later, "9223372036854775807 bytes are needed", "are free", "are missing", "free some space")
}
