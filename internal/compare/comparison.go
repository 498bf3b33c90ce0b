package compare

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"workbench/internal/parallel"
)

// Comparison is a set of runs and how they compare. It marshals to JSON.
type Comparison struct {
	Runs        []*Summary   `json:"runs"`                  // in the order of the groups
	Groups      []*Group     `json:"groups"`                // each run is in exactly one
	Differences *Differences `json:"differences,omitempty"` // of exactly two runs, in the order in which they were found
	Warnings    []string     `json:"warnings"`              // directories and lines that were left out, with the reason
	Keys        []string     `json:"-"`                     // config keys whose values differ, except name, seed and the location of a shared corpus
}

// ErrNoRuns says that there is no run directory where one was looked for.
var ErrNoRuns = errors.New("no run")

// Runs reads the runs at paths: run directories, folders that hold run directories at some depth, or glob
// patterns of either. With fold, runs that differ only in their seed form one group. The groups are in the
// order of their best validation loss. What cannot be read becomes a warning; no run at all is an error.
func Runs(paths []string, fold bool) (*Comparison, error) {
	dirs, warnings, err := Find(paths)
	if err != nil {
		return nil, err
	}
	c := Read(dirs, fold)
	c.Warnings = append(append([]string{}, warnings...), c.Warnings...)
	if len(c.Runs) == 0 {
		return nil, noRuns(paths, c.Warnings, true)
	}
	return c, nil
}

// Read is Runs for run directories, of which there may be none.
func Read(dirs []string, fold bool) *Comparison {
	c := &Comparison{Runs: []*Summary{}, Groups: []*Group{}, Warnings: []string{}}
	summaries, errs := make([]*Summary, len(dirs)), make([]error, len(dirs))
	parallel.Do(len(dirs), func(i int) { summaries[i], errs[i] = Summarize(dirs[i]) })
	for i, err := range errs {
		if err != nil {
			c.Warnings = append(c.Warnings, err.Error())
		} else {
			c.Runs = append(c.Runs, summaries[i])
			c.Warnings = append(c.Warnings, summaries[i].warnings...)
		}
	}
	if len(c.Runs) == 0 {
		return c
	}
	nameRuns(c.Runs)
	c.Keys = c.differingKeys()
	for _, s := range c.Runs {
		s.pick(c.Keys)
	}
	if len(c.Runs) == 2 {
		c.Differences = differences(c.Runs[0], c.Runs[1])
	}
	c.Groups = group(c.Runs, fold)
	c.test()
	c.sort(func(a, b *Group) int { return compareMissingLast(a.Best.median(), b.Best.median()) })
	return c
}

// sort puts the groups, and with them the runs, in the order of compare; equal ones keep their order.
func (c *Comparison) sort(compare func(a, b *Group) int) {
	slices.SortStableFunc(c.Groups, compare)
	c.Top(len(c.Groups))
}

// Top keeps the first n groups and their runs.
func (c *Comparison) Top(n int) {
	c.Groups = c.Groups[:min(n, len(c.Groups))]
	c.Runs = c.Runs[:0]
	for _, g := range c.Groups {
		c.Runs = append(c.Runs, g.Runs...)
	}
	if len(c.Runs) != 2 {
		c.Differences = nil
	}
}

// Comparable tells whether all runs have the same corpus with the same split. Otherwise their losses cannot
// be compared.
func (c *Comparison) Comparable() bool {
	return !slices.ContainsFunc(c.Runs, func(s *Summary) bool { return s.Corpus != c.Runs[0].Corpus })
}

// SameUnits tells whether all runs predict the same, so that their losses are in one unit.
func (c *Comparison) SameUnits() bool {
	return !slices.ContainsFunc(c.Runs, func(s *Summary) bool { return s.Predicts() != c.Runs[0].Predicts() })
}

// sameKind tells whether all runs have one kind of model.
func (c *Comparison) sameKind() bool {
	return !slices.ContainsFunc(c.Runs, func(s *Summary) bool { return s.Kind() != c.Runs[0].Kind() })
}

// compareMissingLast orders numbers, nil after them all.
func compareMissingLast(a, b *float64) int {
	value := func(v *float64) float64 {
		if v == nil {
			return math.Inf(1)
		}
		return *v
	}
	return cmp.Compare(value(a), value(b))
}
