package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// inNamespace tells a test that it may mount file systems. To others than root that is allowed in a process
// with namespaces of its own: the test runs once more in such a process, and here it only takes over the
// outcome.
func inNamespace(t *testing.T) bool {
	const inside = "EXPERIMENTS_IN_NAMESPACE"
	if os.Getenv(inside) != "" {
		return true
	}
	c := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	c.Env = append(os.Environ(), inside+"=1")
	c.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}, GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}}
	out, err := c.CombinedOutput()
	switch {
	case c.Process == nil:
		t.Skipf("this system gives no namespace: %v", err)
	case err != nil:
		t.Errorf("%v\n%s", err, out)
	case bytes.Contains(out, []byte("--- SKIP")):
		t.Skipf("%s", out)
	}
	return false
}

// disk is a file system of its own, of a given number of kilobytes.
func disk(t *testing.T, kilobytes int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, sizeOption(kilobytes)); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func sizeOption(kilobytes int) string { return fmt.Sprintf("size=%dk", kilobytes) }

func remount(t *testing.T, dir string, flags uintptr, kilobytes int) {
	t.Helper()
	if err := unix.Mount("tmpfs", dir, "tmpfs", unix.MS_REMOUNT|flags, sizeOption(kilobytes)); err != nil {
		t.Fatal(err)
	}
}

// TestFullDisk fills a disk in the course of a training. What was good stays, and with room the training goes
// on to the bytes of one that always had some.
func TestFullDisk(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	config, folder := Folder(t)
	set := []string{"-config", config, "-set", "train.epochs=12", "-run"}
	straight := filepath.Join(folder, "straight")
	succeed(t, append(set, straight)...)

	small := disk(t, 300)
	run := filepath.Join(small, "run")
	code, _, stderr := program(t, 0, append(set, run)...)
	if code != exit.Failed {
		t.Fatalf("exit code %d on a full disk: %s", code, stderr)
	}
	for _, part := range []string{"writing " + run, "bytes needed", "no space left on device", "are missing", "free some space and try again", "resume with: go run ./experiments -resume " + run} {
		if !strings.Contains(stderr, part) {
			t.Errorf("standard error lacks %q:\n%s", part, stderr)
		}
	}
	checkpoint, warnings, err := rundir.Latest(run)
	if err != nil || len(warnings) > 0 || checkpoint.Epoch < 2 {
		t.Fatalf("the newest checkpoint: %+v, %q, %v", checkpoint, warnings, err)
	}
	succeed(t, "compare", run)
	left, err := filepath.Glob(filepath.Join(run, "*", ".*.tmp"))
	if err != nil || len(left) > 0 {
		t.Errorf("half-written files are left: %q, %v", left, err)
	}

	if code, _, stderr := program(t, 0, "-resume", run); code != exit.Failed || !strings.Contains(stderr, "bytes are needed") || !strings.Contains(stderr, run) {
		t.Errorf("going on without room: exit code %d, %s", code, stderr)
	}
	remount(t, small, 0, 4000)
	succeed(t, "-resume", run)
	if !bytes.Equal(lastCheckpoint(t, run), lastCheckpoint(t, straight)) {
		t.Error("another last checkpoint")
	}
	if got, want := losses(t, run), losses(t, straight); !slices.Equal(got, want) {
		t.Errorf("losses\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	sameFiles(t, filepath.Join(straight, "samples"), filepath.Join(run, "samples"))
}

// TestSmallDisk wants a training that will not fit refused before it leaves anything.
func TestSmallDisk(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	config, _ := Folder(t)
	small := disk(t, 100)
	run := filepath.Join(small, "not", "yet")
	code, _, stderr := program(t, 0, "-config", config, "-run", run)
	if code != exit.Failed || !strings.Contains(stderr, run) || !strings.Contains(stderr, "are missing") {
		t.Errorf("exit code %d, %s", code, stderr)
	}
	Write(t, filepath.Join(small, "fill"), string(make([]byte, 100<<10)))
	code, _, stderr = program(t, 0, "sweep", "-config", config, "-run", filepath.Join(small, "sweep"))
	if code != exit.Failed || !strings.Contains(stderr, "sweep.toml") || !strings.Contains(stderr, "are missing") {
		t.Errorf("sweep: exit code %d, %s", code, stderr)
	}
	if entries, err := os.ReadDir(small); err != nil || len(entries) > 1 {
		t.Errorf("left %v, %v", entries, err)
	}
}

// TestReadOnlyDisk wants what to do said, and reading to work.
func TestReadOnlyDisk(t *testing.T) {
	if !inNamespace(t) {
		return
	}
	config, _ := Folder(t)
	d := disk(t, 4000)
	run := filepath.Join(d, "run")
	program(t, 3, "-config", config, "-run", run)
	remount(t, d, unix.MS_RDONLY, 4000)
	other := filepath.Join(d, "other")
	for _, args := range [][]string{{"-resume", run}, {"-config", config, "-run", other}, {"sweep", "-config", config, "-run", other},
		{"list", "-note", "x", run}, {"corpus", "-write", other}, {"compare", run, "-out", other}} {
		code, _, stderr := program(t, 0, args...)
		if strings.Contains(stderr, "remove ") || strings.Contains(stderr, "unlinkat") {
			t.Errorf("%v: it could not remove what is not there: %s", args, stderr)
		}
		if code != exit.Failed || !strings.Contains(stderr, "read-only file system") || !strings.Contains(stderr, "is writable, or use another directory") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	succeed(t, "compare", run)
}
