package compare

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/rundir"
)

// deepest is the number of levels below a folder at which runs are searched.
const deepest = 5

// besides are the folders that a sweep has beside its runs.
var besides = []string{"figures", "slurm"}

// finder collects run directories.
type finder struct {
	dirs     []string
	seen     map[string]bool // real paths of dirs
	warnings []string
	damaged  bool // a warning is about a run that cannot be read
}

// Find returns the run directories at and below paths, each once, and a warning for each folder that should
// be a run but is not. A path that does not exist is a glob pattern. No run at all is an error.
func Find(paths []string) (dirs, warnings []string, err error) {
	f := &finder{seen: map[string]bool{}}
	for _, path := range paths {
		matches := []string{filepath.Clean(path)}
		if _, err := os.Stat(path); err != nil {
			if matches, err = filepath.Glob(path); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", path, err)
			}
			if len(matches) == 0 {
				return nil, nil, fmt.Errorf("%s: no such directory, and nothing matches it as a pattern", path)
			}
		}
		pattern := len(matches) > 1 || matches[0] != filepath.Clean(path)
		for _, match := range matches {
			stat, err := os.Stat(match)
			if err == nil && !stat.IsDir() {
				if pattern { // such as a README beside the runs
					continue
				}
				return nil, nil, fmt.Errorf("%s is a file, not a run directory", match)
			}
			if err == nil && f.search(match, deepest) {
				continue
			}
			f.warn(match, err)
		}
	}
	if len(f.dirs) == 0 {
		return nil, nil, noRuns(paths, f.warnings, f.damaged)
	}
	return f.dirs, f.warnings, nil
}

// Found is what [Search] finds.
type Found struct {
	Dirs     []string // run directories, each once
	Warnings []string // folders that should be runs but are not, and what cannot be read
	Empty    []string // folders that are not there, or hold nothing of a run
}

// Search finds the run directories at and below folders in which runs may appear later.
func Search(folders []string) Found {
	f := &finder{seen: map[string]bool{}}
	var empty []string
	for _, folder := range folders {
		if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) || err == nil && !f.search(filepath.Clean(folder), deepest) {
			empty = append(empty, folder)
		} else if err != nil {
			f.warn(folder, err)
		}
	}
	return Found{f.dirs, f.warnings, empty}
}

// noRuns is the error where nothing is left, with the reasons. It wraps ErrNoRuns unless there are damaged runs.
func noRuns(paths, warnings []string, damaged bool) error {
	err := fmt.Errorf("%w in %s; name run directories or a folder that holds some", ErrNoRuns, strings.Join(paths, ", "))
	if damaged {
		err = fmt.Errorf("no run in %s can be read", strings.Join(paths, ", "))
	}
	for _, w := range warnings {
		err = errors.Join(err, errors.New(w))
	}
	return err
}

// search adds dir if it is a run, otherwise the runs in it. It returns whether there was a run or a warning.
func (f *finder) search(dir string, levels int) bool {
	if exists(dir, rundir.InfoFile) {
		f.add(dir)
		return true
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		f.warn(dir, err)
		return true
	}
	found, besideRuns := false, false
	var empty []string
	for _, entry := range entries {
		child := filepath.Join(dir, entry.Name())
		if levels == 0 || strings.HasPrefix(entry.Name(), ".") || !leadsToFolder(child, entry) {
			continue
		}
		if f.search(child, levels-1) {
			found = true
			besideRuns = besideRuns || exists(child, rundir.InfoFile)
		} else {
			empty = append(empty, child)
		}
	}
	if besideRuns { // a folder beside runs should be a run
		for _, child := range empty {
			if !slices.Contains(besides, filepath.Base(child)) {
				f.warn(child, nil)
			}
		}
	}
	if !found && (exists(dir, rundir.ConfigFile) || exists(dir, rundir.MetricsFile)) {
		f.warn(dir, rundir.CheckRunDir(dir))
		return true
	}
	return found
}

func (f *finder) add(dir string) {
	path, err := filepath.Abs(dir)
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		f.warn(dir, err)
		return
	}
	if !f.seen[path] {
		f.seen[path] = true
		f.dirs = append(f.dirs, dir)
	}
}

// warn adds a warning that dir is left out; a nil err means that it holds no run.
func (f *finder) warn(dir string, err error) {
	if err == nil {
		err = fmt.Errorf("%s holds no run: no %s in it", dir, rundir.InfoFile)
	} else {
		f.damaged = true
	}
	f.warnings = append(f.warnings, err.Error())
}

func exists(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// leadsToFolder tells whether an entry is a folder or a link to one.
func leadsToFolder(path string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return entry.IsDir()
	}
	stat, err := os.Stat(path)
	return err == nil && stat.IsDir()
}
