package features

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
)

// failing is a file system in which one file cannot be opened.
type failing struct {
	fs.FS
	name  string
	cause error
}

func (f failing) Open(name string) (fs.File, error) {
	if name == f.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: f.cause}
	}
	return f.FS.Open(name)
}

// A file that cannot be opened for a reason of its own is skipped; a failure of the system ends the reading,
// because the training set would silently be another one.
func TestSystemErrorsEndTheReading(t *testing.T) {
	tune := &fstest.MapFile{Data: []byte("X:1\nM:4/4\nL:1/4\nK:C\nCEGc|\n")}
	music := fstest.MapFS{"a.abc": tune, "b.abc": tune, "dir/c.abc": tune}
	open := func(name string, cause error) (*Corpus, error) {
		l, err := list(failing{music, name, cause}, "music")
		if err != nil {
			return nil, err
		}
		return l.Read(func(name string) (Corpus, error) { return l.File(name, Grid(4)) }, nil)
	}
	if c, err := open("b.abc", os.ErrPermission); err != nil || len(c.Pieces) != 2 || len(c.Skipped) != 1 {
		t.Errorf("an unreadable file: %v", err)
	}
	for _, name := range []string{"b.abc", "dir"} {
		if _, err := open(name, syscall.EMFILE); !errors.Is(err, syscall.EMFILE) || !strings.Contains(err.Error(), name) {
			t.Errorf("too many open files at %s: error %v", name, err)
		}
	}
}

// A run below its own music does not change it: the samples that it writes are left out.
func TestRunDirectoriesAreNoMusic(t *testing.T) {
	tune := &fstest.MapFile{Data: []byte("X:1\nM:4/4\nL:1/4\nK:C\nCEGc|\n")}
	l, err := list(fstest.MapFS{
		"a.abc":                          tune,
		"runs/one/config.toml":           {},
		"runs/one/run.json":              {},
		"runs/one/samples/epoch-0-1.abc": tune,
		"band/config.toml":               {}, // no run
		"band/b.abc":                     tune,
	}, "music")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"a.abc", "band/b.abc"}; !slices.Equal(l.Names, want) {
		t.Errorf("files %v; want %v", l.Names, want)
	}
	if len(l.Skipped) != 1 || l.Skipped[0].File != "runs/one" || !strings.Contains(l.Skipped[0].Reason, "a run directory") {
		t.Errorf("skipped %v", l.Skipped)
	}
}
