package atomicfile_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"workbench/internal/atomicfile"
	"workbench/internal/diskspace"
	"workbench/internal/filetest"
)

// The advice names the directory that has to change, not the file.
func TestWriteErrorsSayWhatToDo(t *testing.T) {
	for _, test := range []struct {
		cause      error
		size, want string
	}{
		{syscall.EROFS, "", "; check that runs/a is writable, or use another directory"},
		{syscall.EACCES, "", "; check that runs/a is writable, or use another directory"},
		{syscall.EDQUOT, " (12 bytes needed)", "; free some space and try again"},
		{syscall.EFBIG, "", "; raise the limit on the size of files (ulimit -f)"},
		{syscall.ENOSPC, " (12 bytes needed)", "; free some space and try again"},
		{syscall.ENOENT, "", ""},
	} {
		path := filepath.Join("runs", "a", "run.json")
		filetest.WantError(t, atomicfile.WriteError(path, 12, test.cause), "writing "+path+test.size+": "+test.cause.Error(), filepath.FromSlash(test.want))
	}
}

// An error of the disk says how much is missing, where the system tells.
func TestFullDiskSaysWhatIsMissing(t *testing.T) {
	dir := t.TempDir()
	free, ok := diskspace.Free(dir)
	if !ok {
		t.Skip("this system does not tell what is free")
	}
	filetest.WantError(t, atomicfile.WriteError(filepath.Join(dir, "a"), free+free/2+1<<30, syscall.ENOSPC), "bytes are free and ", " are missing: free some space")
}
