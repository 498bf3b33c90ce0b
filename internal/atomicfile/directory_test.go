package atomicfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"workbench/internal/atomicfile"
	"workbench/internal/filetest"
)

// A directory that could not be filled is not there, and the same call works once the cause is gone.
func TestFailedDirectoryCanBeRepeated(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "new", "out")
	fill := func(hidden string) error {
		return errors.Join(atomicfile.Write(filepath.Join(hidden, "a"), []byte("one")), atomicfile.Write(filepath.Join(hidden, "b"), []byte("long text")))
	}
	t.Run("full disk", func(t *testing.T) {
		filetest.BreakDisk(t, filetest.Disk{Free: 5})
		err := atomicfile.Directory(dir, fill)
		filetest.WantError(t, err, "writing "+filepath.Join(dir, "b"), syscall.ENOSPC.Error())
		if strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%q names a temporary file", err)
		}
		filetest.WantNames(t, filepath.Dir(dir))
	})
	if err := atomicfile.Directory(dir, fill); err != nil {
		t.Fatal(err)
	}
	filetest.WantNames(t, filepath.Dir(dir), "out")
	filetest.WantNames(t, dir, "a", "b")
	if err := atomicfile.Directory(dir, fill); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v, want one that it exists", err)
	}
}

// A directory is replaced whole, or stays as it was.
func TestReplace(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	nothing := func() error { return nil }
	replace := func(commit func() error, names ...string) error {
		files := map[string][]byte{}
		for _, name := range names {
			files[name] = []byte("12345678")
		}
		return atomicfile.Replace(dir, files, commit)
	}
	if err := replace(nothing, "a", "b"); err != nil {
		t.Fatal(err)
	}
	t.Run("full disk", func(t *testing.T) {
		filetest.BreakDisk(t, filetest.Disk{Free: 5})
		filetest.WantError(t, replace(func() error { t.Error("commits without files"); return nil }, "c"), filepath.Join(dir, "c"), syscall.ENOSPC.Error())
	})
	filetest.WantError(t, replace(func() error { return errors.New("no page") }, "d"), "no page")
	filetest.WantNames(t, parent, "out")
	filetest.WantNames(t, dir, "a", "b")
	if err := replace(nothing, "b", "e"); err != nil {
		t.Fatal(err)
	}
	filetest.WantNames(t, dir, "b", "e")
	if err := replace(nothing); err != nil {
		t.Fatal(err)
	}
	filetest.WantNames(t, parent)
}

func TestDirectoryNamesWhatIsNotWritable(t *testing.T) {
	parent := t.TempDir()
	if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	if probe := os.Mkdir(filepath.Join(parent, "probe"), 0o777); probe == nil {
		t.Skip("this user may write everywhere")
	}
	for _, dir := range []string{filepath.Join(parent, "out"), filepath.Join(parent, "more", "out")} {
		err := atomicfile.Directory(dir, func(string) error { return nil })
		filetest.WantError(t, err, "permission denied; check that "+parent+" is writable, or use another directory")
		if strings.Contains(err.Error(), ".tmp") {
			t.Errorf("%q names a temporary directory", err)
		}
	}
}

// File systems allow names of 255 bytes; the temporary name is no longer than that.
func TestLongNames(t *testing.T) {
	parent := t.TempDir()
	name := strings.Repeat("ä", 127)
	if err := atomicfile.Directory(filepath.Join(parent, name), func(string) error { return nil }); err != nil {
		t.Error(err)
	}
	if err := atomicfile.Write(filepath.Join(parent, name, name), []byte("x")); err != nil {
		t.Error(err)
	}
}

// Of many that create one file at once, one succeeds, and its contents stay.
func TestCreateAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	errs := make([]error, 20)
	var wait sync.WaitGroup
	for i := range errs {
		wait.Go(func() { errs[i] = atomicfile.Create(path, []byte{byte('a' + i)}) })
	}
	wait.Wait()
	created := ""
	for i, err := range errs {
		if err == nil {
			created += string(rune('a' + i))
		} else if !errors.Is(err, fs.ErrExist) {
			t.Error(err)
		}
	}
	if len(created) != 1 {
		t.Fatalf("%d succeeded", len(created))
	}
	filetest.WantFile(t, path, created)
	filetest.WantNames(t, filepath.Dir(path), "a.txt")
}

// Files are created all together or not at all, in a new directory or beside others.
func TestCreateFiles(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	if err := atomicfile.CreateFiles(dir, map[string][]byte{"a": []byte("1"), "b": []byte("2")}); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.CreateFiles(dir, map[string][]byte{"c": []byte("3")}); err != nil {
		t.Fatal(err)
	}
	err := atomicfile.CreateFiles(dir, map[string][]byte{"0": nil, "b": []byte("other"), "z": nil})
	if !errors.Is(err, fs.ErrExist) || !strings.Contains(err.Error(), filepath.Join(dir, "b")) {
		t.Errorf("error %v, want one that b exists", err)
	}
	filetest.WantNames(t, dir, "a", "b", "c")
	filetest.WantFile(t, filepath.Join(dir, "b"), "2")

	filetest.BreakDisk(t, filetest.Disk{Free: 1})
	full := map[string][]byte{"d": []byte("4"), "e": []byte("long")}
	filetest.WantError(t, atomicfile.CreateFiles(dir, full), syscall.ENOSPC.Error())
	filetest.WantError(t, atomicfile.CreateFiles(filepath.Join(parent, "new"), full), filepath.Join(parent, "new", "e"), syscall.ENOSPC.Error())
	filetest.WantNames(t, dir, "a", "b", "c")
	filetest.WantNames(t, parent, "out")
}

// CheckWritable tells whether a directory could be made and written to, and makes none.
func TestCheckWritable(t *testing.T) {
	parent := t.TempDir()
	file := filepath.Join(parent, "file")
	if err := os.WriteFile(file, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{parent, filepath.Join(parent, "new"), filepath.Join(parent, "new", "out")} {
		if err := atomicfile.CheckWritable(dir); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
	for _, dir := range []string{file, filepath.Join(file, "out"), filepath.Join(file, "new", "out")} {
		filetest.WantError(t, atomicfile.CheckWritable(dir), file+" is not a directory")
	}
	if entries, err := os.ReadDir(parent); err != nil || len(entries) != 1 {
		t.Errorf("%v is left, %v", entries, err)
	}
}
