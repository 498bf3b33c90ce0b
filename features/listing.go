package features

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"

	"workbench/internal/parallel"
)

// Listing is the music files of a folder and of those below it.
type Listing struct {
	Files   fs.FS     // the folder
	Names   []string  // of the music files, in order
	Skipped []Skipped // folders that could not be read, and run directories

	name string // of the folder, for messages
}

// List lists the music files of a folder.
func List(dir string) (*Listing, error) {
	info, err := os.Stat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", dir, missing("folder"))
	}
	if err != nil {
		return nil, fmt.Errorf("folder of music: %w", err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file; name the folder that it is in", dir)
	}
	// A link to a folder is followed here, at the top.
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return list(os.DirFS(dir), dir)
}

// missing is the error for music that is not there: a file or a folder. It is [fs.ErrNotExist] in plain words.
type missing string

func (m missing) Error() string { return "there is no such " + string(m) }

func (m missing) Is(err error) bool { return err == fs.ErrNotExist }

func list(files fs.FS, name string) (*Listing, error) {
	l := &Listing{Files: files, name: name}
	err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil && (file == "." || systemFailed(err)):
			return err
		case err != nil:
			l.Skipped = append(l.Skipped, Skipped{File: file, Reason: err.Error()})
		case entry.IsDir() && file != "." && isRun(files, file):
			l.Skipped = append(l.Skipped, Skipped{File: file, Reason: "a run directory, whose music is composed; name it, or a folder in it, to read it"})
			return fs.SkipDir
		case !entry.IsDir() && reader(file) != nil:
			l.Names = append(l.Names, file)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return l, nil
}

// isRun reports whether a folder is a run directory. The samples of a run below its own music would change the corpus
// while it trains.
func isRun(files fs.FS, folder string) bool {
	for _, name := range []string{"run.json", "config.toml"} {
		if info, err := fs.Stat(files, path.Join(folder, name)); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// Read gathers the music of all files, which read returns for each; it is called in parallel. An error of read
// is one of the machine, and ends the reading. watch may be nil.
func (l *Listing) Read(read func(name string) (Corpus, error), watch Watch) (*Corpus, error) {
	if watch == nil {
		watch = func(int, int, int) error { return nil }
	}
	found, err := l.readAll(read, watch)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", l.name, err)
	}
	corpus := &Corpus{Skipped: l.Skipped}
	for _, c := range found {
		corpus.Pieces = append(corpus.Pieces, c.Pieces...)
		corpus.Skipped = append(corpus.Skipped, c.Skipped...)
	}
	if len(corpus.Pieces) == 0 {
		if len(corpus.Skipped) > 0 {
			s := corpus.Skipped[0]
			return corpus, fmt.Errorf("%s: none of %d pieces can be used; the first is %s: %s", l.name, len(corpus.Skipped), s.File, s.Reason)
		}
		return nil, fmt.Errorf("%s holds no %s", l.name, musicFile)
	}
	return corpus, nil
}

// readAll reads files in parallel, each into a corpus of its own.
func (l *Listing) readAll(read func(name string) (Corpus, error), watch Watch) ([]Corpus, error) {
	found := make([]Corpus, len(l.Names))
	var done sync.Mutex
	var count, steps int
	var stopped atomic.Pointer[error]
	parallel.Do(len(l.Names), func(i int) {
		if stopped.Load() != nil {
			return
		}
		var err error
		if found[i], err = read(l.Names[i]); err != nil {
			err = fmt.Errorf("%s: %w", l.Names[i], err)
			stopped.Store(&err)
			return
		}
		done.Lock()
		defer done.Unlock()
		if stopped.Load() != nil {
			return
		}
		count++
		for _, p := range found[i].Pieces {
			if p.cached() == nil {
				steps += p.Steps()
			}
		}
		if err := watch(count, len(l.Names), steps); err != nil {
			stopped.Store(&err)
		}
	})
	if err := stopped.Load(); err != nil {
		return nil, *err
	}
	return found, nil
}

// File reads a file. A file that cannot be read is skipped; an error is one of the machine.
func (l *Listing) File(name string, o ReadOptions) (Corpus, error) {
	data, err := l.Contents(name)
	if err != nil {
		return Unreadable(name, err)
	}
	return DecodeAll(name, data, o), nil
}

// Unreadable is what a file holds whose contents could not be read: nothing, and why. A failure of the machine
// is an error.
func Unreadable(name string, err error) (c Corpus, failed error) {
	if systemFailed(err) {
		return c, fmt.Errorf("%w; nothing is wrong with the file: try again, with fewer programs running", err)
	}
	c.skip(name, err)
	return c, nil
}

// Contents reads a file of up to the size that its kind may have.
func (l *Listing) Contents(name string) ([]byte, error) {
	info, err := fs.Stat(l.Files, name)
	var cause *fs.PathError
	if errors.As(err, &cause) {
		return nil, cause.Err // callers name the file
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("neither a file nor a link to one (%v)", info.Mode().Type())
	}
	if err := checkSize(name, info.Size()); err != nil {
		return nil, err
	}
	return fs.ReadFile(l.Files, name)
}

// systemErrors are failures of the machine rather than of a file: too many open files, no memory, a failing
// disk or network. A file that meets one is not skipped, because the corpus would silently be another one.
var systemErrors = []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.EIO, syscall.ESTALE, syscall.ETIMEDOUT}

func systemFailed(err error) bool {
	return slices.ContainsFunc(systemErrors, func(cause error) bool { return errors.Is(err, cause) })
}
