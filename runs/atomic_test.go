package runs

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// brokenFile fails at one of the steps of writing, as a full or dying disk would.
type brokenFile struct {
	*os.File
	room              int // bytes until the disk is full
	failSync, failEnd bool
}

func (f *brokenFile) Write(p []byte) (int, error) {
	if len(p) <= f.room {
		f.room -= len(p)
		return f.File.Write(p)
	}
	n, err := f.File.Write(p[:f.room])
	f.room -= n
	return n, errors.Join(err, syscall.ENOSPC)
}

func (f *brokenFile) Sync() error {
	if f.failSync {
		return syscall.EIO
	}
	return f.File.Sync()
}

func (f *brokenFile) Close() error {
	err := f.File.Close()
	if f.failEnd {
		return syscall.EIO
	}
	return err
}

// breakDisk makes every file that WriteFile opens from now on a copy of f, until the test ends.
func breakDisk(t *testing.T, f brokenFile) {
	open := openTemporary
	t.Cleanup(func() { openTemporary = open })
	openTemporary = func(path string) (file, error) {
		opened, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		broken := f
		broken.File = opened
		return &broken, err
	}
}

func TestWriteFileReplaces(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.txt")
	for _, text := range []string{"long old contents", "new", ""} {
		if err := WriteFile(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		wantFile(t, path, text)
	}
	wantNames(t, filepath.Dir(path), "a.txt")
}

func TestFailedWriteLeavesTheOldFile(t *testing.T) {
	const enough = 1 << 20
	tests := map[string]struct {
		disk brokenFile
		want string
	}{
		"full disk": {brokenFile{room: 3}, "(11 bytes needed): no space left on device"},
		"sync":      {brokenFile{room: enough, failSync: true}, "input/output error"},
		"close":     {brokenFile{room: enough, failEnd: true}, "input/output error"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.txt")
			if err := WriteFile(path, []byte("old")); err != nil {
				t.Fatal(err)
			}
			breakDisk(t, test.disk)
			err := WriteFile(path, []byte("hello world"))
			wantError(t, err, path, test.want)
			wantFile(t, path, "old")
			wantNames(t, filepath.Dir(path), "a.txt")
		})
	}
}

func TestFailedRenameLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "folder")
	if err := os.MkdirAll(filepath.Join(path, "full"), 0o777); err != nil {
		t.Fatal(err)
	}
	wantError(t, WriteFile(path, []byte("x")), path)
	wantNames(t, dir, "folder")
}

func TestWriteFileNamesAMissingFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gone", "a.txt")
	wantError(t, WriteFile(path, nil), path, "no such file or directory")
}

func wantError(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one with %q", parts)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("error %q does not say %q", err, part)
		}
	}
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s holds %q, want %q", path, got, want)
	}
}

// wantNames checks that dir holds these files, in this order, and no others.
func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, entry := range entries {
		got = append(got, entry.Name())
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("%s holds %q, want %q", dir, got, want)
	}
}
