package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"
	"workbench/internal/atomicfile"
	"workbench/internal/filetest"
)

func TestWriteReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	for _, text := range []string{"long old contents", "new", ""} {
		if err := atomicfile.Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		filetest.WantFile(t, path, text)
	}
	filetest.WantNames(t, filepath.Dir(path), "a.txt")
}

func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	const enough = 1 << 20
	tests := map[string]struct {
		disk filetest.Disk
		want string
	}{
		"full disk": {filetest.Disk{Free: 3}, "(11 bytes needed): no space left on device"},
		"sync":      {filetest.Disk{Free: enough, FailSync: true}, "input/output error"},
		"close":     {filetest.Disk{Free: enough, FailClose: true}, "input/output error"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.txt")
			if err := atomicfile.Write(path, []byte("old")); err != nil {
				t.Fatal(err)
			}
			filetest.BreakDisk(t, test.disk)
			err := atomicfile.Write(path, []byte("hello world"))
			filetest.WantError(t, err, path, test.want)
			filetest.WantFile(t, path, "old")
			filetest.WantNames(t, filepath.Dir(path), "a.txt")
		})
	}
}

func TestFailedRenameLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o777); err != nil {
		t.Fatal(err)
	}
	filetest.WantError(t, atomicfile.Write(path, []byte("x")), path)
	filetest.WantNames(t, dir, "folder")
}

// Create makes the directories above a new file; what is in the way is named.
func TestCreateMakesDirectories(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "new", "deep", "a.txt")
	if err := atomicfile.Create(path, []byte("x")); err != nil {
		t.Fatal(err)
	}
	filetest.WantFile(t, path, "x")
	filetest.WantError(t, atomicfile.Create(filepath.Join(path, "b.txt"), nil), "writing "+filepath.Join(path, "b.txt"), "not a directory")
}

func TestWriteNamesAMissingDirectory(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gone", "a.txt")
	filetest.WantError(t, atomicfile.Write(path, nil), path, "no such file or directory")
}
