// Package catalog lists runs and keeps what a user notes about them: a note, tags, and whether they are
// archived. Deleted runs go to a trash folder.
package catalog

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"workbench/internal/compare"
	"workbench/internal/parallel"
	"workbench/internal/rundir"
	"workbench/internal/texttable"
)

// Entry is a run in the list. It marshals to JSON.
type Entry struct {
	Name      string        `json:"name"` // shortest unique end of Dir
	Dir       string        `json:"dir"`
	Status    rundir.Status `json:"status"`
	Kind      string        `json:"kind"`
	Epoch     int           `json:"epoch"`
	Epochs    *int          `json:"epochs"`
	Started   time.Time     `json:"started"`
	Updated   time.Time     `json:"updated"`
	Best      *rundir.Best  `json:"best"`
	Unit      string        `json:"unit"` // of the loss
	SizeBytes int64         `json:"size_bytes"`
	Marks
}

// Filter says which runs a list has. The zero value is all that are not archived.
type Filter struct {
	Status   rundir.Status // empty = any
	Tag      string        // empty = any
	Kind     string        // empty = any
	Text     string        // part of the name or the note, in any case
	Archived bool          // archived runs too
}

// List returns the runs at and below paths, the latest first, and a warning for each, or part of one, that
// cannot be read. The error wraps [compare.ErrNoRuns] if there is no run, not even one that cannot be read.
func List(paths []string, f Filter) (entries []Entry, warnings []string, err error) {
	c, err := compare.Runs(paths, false)
	if err != nil {
		return nil, nil, err
	}
	entries, warnings = entriesOf(c, f)
	return entries, warnings, nil
}

// Read is List for run directories, of which there may be none.
func Read(dirs []string, f Filter) (entries []Entry, warnings []string) {
	return entriesOf(compare.Read(dirs, false), f)
}

func entriesOf(c *compare.Comparison, f Filter) (entries []Entry, warnings []string) {
	all := make([]Entry, len(c.Runs))
	errs := make([]error, len(c.Runs))
	parallel.Do(len(all), func(i int) { all[i], errs[i] = newEntry(c.Runs[i]) })
	warnings = c.Warnings
	for i, e := range all {
		if errs[i] != nil {
			warnings = append(warnings, "left out its note and tags: "+errs[i].Error())
		}
		if f.matches(e) {
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b Entry) int { return b.Started.Compare(a.Started) })
	return entries, warnings
}

// newEntry describes a run. With an error the entry lacks its marks.
func newEntry(s *compare.Summary) (Entry, error) {
	marks, err := ReadMarks(s.Dir)
	info := s.Info()
	return Entry{Name: s.Name, Dir: s.Dir, Status: s.Status, Kind: s.Kind(), Epoch: s.Epoch, Epochs: s.Epochs, Started: info.First().Started,
		Updated: info.Updated, Best: s.Best, Unit: s.Unit, SizeBytes: size(s.Dir), Marks: marks}, err
}

// size is the size of all files in a directory. Files that vanish meanwhile count nothing.
func size(dir string) (bytes int64) {
	filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return nil
		}
		if info, err := entry.Info(); err == nil {
			bytes += info.Size()
		}
		return nil
	})
	return bytes
}

func (f Filter) matches(e Entry) bool {
	text := strings.ToLower(f.Text)
	switch {
	case e.Archived && !f.Archived,
		f.Status != "" && e.Status != f.Status,
		f.Kind != "" && e.Kind != f.Kind,
		f.Tag != "" && !slices.Contains(e.Tags, f.Tag),
		!strings.Contains(strings.ToLower(e.Name), text) && !strings.Contains(strings.ToLower(e.Note), text):
		return false
	}
	return true
}

// Table lays the entries out. Ages are relative to now.
func Table(entries []Entry, now time.Time) *texttable.Table {
	table := texttable.New(texttable.Left("run"), texttable.Left("status"), texttable.Right("age"), texttable.Right("epochs"), texttable.Right("best"),
		texttable.Left("kind"), texttable.Right("size"), texttable.Left("tags"), texttable.Left("note"))
	for _, e := range entries {
		epochs, best := fmt.Sprint(e.Epoch), ""
		if e.Epochs != nil && *e.Epochs != e.Epoch {
			epochs = fmt.Sprintf("%d/%d", e.Epoch, *e.Epochs)
		}
		if e.Best != nil {
			best = fmt.Sprintf("%.3f/%s", e.Best.NLL, e.Unit)
		}
		name := e.Name
		if e.Archived {
			name += " (archived)"
		}
		table.Add(name, string(e.Status), age(now.Sub(e.Started)), epochs, best, e.Kind, bytesText(e.SizeBytes), strings.Join(e.Tags, " "), e.Note)
	}
	return table
}

// age formats a duration in its largest unit.
func age(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(max(d, 0).Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < day:
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d < 100*365*day:
		return fmt.Sprintf("%d d", int(d/day))
	}
	return "" // run.json has no time
}

func bytesText(n int64) string {
	switch {
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", (n+999)/1000)
	case n < 1_000_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}
