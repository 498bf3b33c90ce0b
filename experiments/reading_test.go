package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// library is a folder of a given number of files of music, each with one measure, in folders of a thousand.
func library(t *testing.T, files int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for i := range files {
		folder := filepath.Join(dir, fmt.Sprint(i/1000))
		if i%1000 == 0 {
			if err := os.Mkdir(folder, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		Write(t, filepath.Join(folder, fmt.Sprintf("%d.abc", i)), "X:1\nM:4/4\nL:1/4\nK:C\nCEGc|\n")
	}
	return dir
}

// TestLargeFolder reads very many files: it shows how far it is, and takes memory for the pieces alone.
func TestLargeFolder(t *testing.T) {
	files := 1000
	if os.Getenv(soak) != "" {
		files = 10_000
	}
	dir := library(t, files)
	for name, terminal := range map[string]bool{"a terminal": true, "a file": false} {
		var screen bytes.Buffer
		p := console.NewProgress(&screen, io.Discard)
		p.Terminal = terminal
		p.Last = time.Now().Add(-time.Hour) // as if the last line had been long ago
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		corpus, err := features.Folder(dir, features.Grid(4), corpus.WatchMemory(p, 1e9))
		if err != nil {
			t.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		p.Clear()
		if len(corpus.Pieces) != files {
			t.Errorf("%d pieces of %d files", len(corpus.Pieces), files)
		}
		// A piece has 16 steps of 88 keys, and as much again for its names and measures.
		if used := int64(after.HeapAlloc) - int64(before.HeapAlloc); used > int64(files)*4*16*features.Keys {
			t.Errorf("%d bytes kept for %d pieces", used, files)
		}
		if said, want := screen.String(), fmt.Sprintf(" of %d files", files); !strings.Contains(said, "read ") || !strings.Contains(said, want) ||
			strings.Contains(said, "\r") != terminal || strings.Contains(said, "\n") == terminal {
			t.Errorf("on %s it shows %q", name, said)
		}
		runtime.KeepAlive(corpus)
	}
}

// A folder that would fill the memory ends with an error that says how far it came.
func TestTooLargeFolder(t *testing.T) {
	p := console.NewProgress(io.Discard, io.Discard)
	_, err := features.Folder(library(t, 20), features.Grid(4), corpus.WatchMemory(p, 10*16*corpus.BytesPerStep))
	if err == nil || !strings.Contains(err.Error(), "after 11 of 20 files") || !strings.Contains(err.Error(), "fewer files") {
		t.Errorf("error %v", err)
	}
}

// Where every file is broken, there is a reason, and nothing is left behind.
func TestBrokenFolder(t *testing.T) {
	config, dir := Folder(t)
	broken := filepath.Join(dir, "broken")
	if err := os.Mkdir(broken, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range 30 {
		Write(t, filepath.Join(broken, fmt.Sprintf("%02d.mid", i)), strings.Repeat("MThd", i))
	}
	run := filepath.Join(dir, "run")
	for _, args := range [][]string{{"-config", config, "-set", "data.midi=" + filepath.ToSlash(broken), "-run", run}, {"corpus", "-midi", broken}, {"stats", "-midi", broken}} {
		code, _, stderr := program(t, 0, args...)
		if code != exit.Failed || !strings.Contains(stderr, "none of 30 pieces can be used; the first is 00.mid: midi: the file is empty") {
			t.Errorf("%v: exit code %d, %s", args, code, stderr)
		}
	}
	if _, err := os.Lstat(run); err == nil {
		t.Error("a run directory is there")
	}
}

// An empty pipe is no config: the defaults would be described silently.
func TestCorpusOfAnEmptyPipe(t *testing.T) {
	if _, err := os.Stat(os.DevNull); err != nil {
		t.Skip(err)
	}
	code, stdout, stderr := program(t, 0, "corpus", "-config", os.DevNull)
	if code != exit.Usage || stdout != "" || !strings.Contains(stderr, "is empty") {
		t.Errorf("exit code %d, %s%s", code, stdout, stderr)
	}
}

// Results name files on one line each, whatever is in their names.
func TestResultsStayOnTheirLine(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("no file may be called so")
	}
	dir := trainedRun(t)
	odd := filepath.Join(t.TempDir(), "a\nb")
	for _, args := range [][]string{
		{"export", "-run", dir, "-out", odd},
		{"report", dir, "-out", odd + ".html"},
		{"roll", rundir.SamplePath(dir, 6, 1, ".mid"), "-out", odd + ".png"},
		{"list", "-delete", "-yes", odd},
	} {
		if stdout, _ := succeed(t, args...); strings.Count(stdout, "\n") != 1 || !strings.Contains(stdout, `a\nb`) {
			t.Errorf("%q prints %q", args, stdout)
		}
	}
}
