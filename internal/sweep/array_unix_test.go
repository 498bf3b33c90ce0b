//go:build unix

package sweep

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"workbench/internal/atomicfile"
	"workbench/internal/filetest"
	"workbench/internal/slurm"
)

// fakeSlurm puts scripts in place of sbatch, which takes a moment, and of scancel. They append their arguments to the
// file calls of the returned folder.
func fakeSlurm(t *testing.T, scancel string) (calls string) {
	t.Helper()
	dir := t.TempDir()
	calls = filepath.Join(dir, "calls")
	for name, line := range map[string]string{"sbatch": "sleep 0.3; echo 7", "scancel": scancel} {
		script := "#!/bin/sh\necho \"" + name + " $*\" >> " + calls + "\n" + line + "\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return calls
}

// called reports whether a command of Slurm was called.
func called(calls, text string) bool {
	data, err := os.ReadFile(calls)
	return err == nil && strings.Contains(string(data), text)
}

// A job that was submitted but cannot be recorded is cancelled, and the error names it.
func TestLaunchCancels(t *testing.T) {
	launch := func(ctx context.Context) (parent string, err error) {
		parent = t.TempDir()
		a := array{Name: "test", Trials: []arrayTrial{{Name: "seed=1"}}}
		return parent, a.launch(ctx, parent, slurm.Options{})
	}
	left := func(parent string) {
		t.Helper()
		if files, err := filepath.Glob(filepath.Join(parent, "slurm", "array-*")); err != nil || len(files) > 0 {
			t.Errorf("left: %v %v", files, err)
		}
	}
	t.Run("interrupted", func(t *testing.T) {
		calls := fakeSlurm(t, "")
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for !called(calls, "sbatch") && t.Context().Err() == nil {
				time.Sleep(time.Millisecond)
			}
			cancel()
		}()
		parent, err := launch(ctx)
		filetest.WantError(t, err, "job 7", context.Canceled.Error())
		if !errors.Is(err, context.Canceled) || !called(calls, "scancel 7\n") {
			t.Errorf("%v; the job was not cancelled", err)
		}
		left(parent)
	})
	for name, c := range map[string]struct{ scancel, want string }{
		"full disk":                {"", "job 7 was submitted and is cancelled again"},
		"full disk and no scancel": {"exit 1", "cancel it with: scancel 7"},
	} {
		t.Run(name, func(t *testing.T) {
			calls := fakeSlurm(t, c.scancel)
			open := atomicfile.OpenTemporary
			t.Cleanup(func() { atomicfile.OpenTemporary = open })
			atomicfile.OpenTemporary = func(path string) (atomicfile.File, error) {
				if called(calls, "sbatch") {
					return nil, syscall.ENOSPC
				}
				return open(path)
			}
			parent, err := launch(t.Context())
			filetest.WantError(t, err, c.want, syscall.ENOSPC.Error())
			if !called(calls, "scancel 7\n") {
				t.Error("the job was not cancelled")
			}
			left(parent)
		})
	}
}
