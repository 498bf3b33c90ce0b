package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/gofrs/flock"

	"workbench/internal/atomicfile"
	"workbench/internal/rundir"
)

// MarksFile is the file in a run directory that holds its marks.
const MarksFile = "marks.json"

// Marks are what a user noted about a run. Training never changes them.
type Marks struct {
	Note     string   `json:"note,omitempty"`
	Tags     []string `json:"tags,omitempty"` // in alphabetical order
	Archived bool     `json:"archived,omitempty"`
}

// ReadMarks returns the marks of a run, none if it has no file.
func ReadMarks(dir string) (Marks, error) {
	var m Marks
	path := filepath.Join(dir, MarksFile)
	data, err := rundir.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, fmt.Errorf("%s: %w", path, err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("%s is damaged: %w; restore it from a copy, or delete it: it has the note and the tags", path, err)
	}
	return m, nil
}

// Mark changes the marks of a run. Changes by several processes come one after the other, except on systems that
// cannot lock a directory.
func Mark(dir string, change func(*Marks)) error {
	if err := rundir.CheckRunDir(dir); err != nil {
		return err
	}
	lock := flock.New(dir, flock.SetFlag(os.O_RDONLY)) // the directory itself: marks.json is replaced by each change
	if lock.Lock() == nil {
		defer lock.Close()
	}
	m, err := ReadMarks(dir)
	if err != nil {
		return err
	}
	change(&m)
	slices.Sort(m.Tags)
	m.Tags = slices.Compact(m.Tags)
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, MarksFile), append(data, '\n'))
}

// Tag adds a tag, or removes it if it begins with a dash.
func (m *Marks) Tag(tag string) {
	if tag[0] == '-' {
		m.Tags = slices.DeleteFunc(m.Tags, func(t string) bool { return t == tag[1:] })
		return
	}
	m.Tags = append(m.Tags, tag)
}
