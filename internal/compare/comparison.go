package compare

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
)

// Comparison is a set of runs beside one another. It marshals to JSON.
type Comparison struct {
	Runs        []*Summary   `json:"runs"`                  // in the order of the groups
	Groups      []*Group     `json:"groups"`                // each run is in exactly one
	Differences *Differences `json:"differences,omitempty"` // in full, of exactly two runs in the order they were found
	Warnings    []string     `json:"warnings"`              // directories that were left out, with the reason
	Keys        []string     `json:"-"`                     // config keys whose values differ among the runs; not name, seed, nor the place of a corpus that all share
}

// Compare reads the runs at paths: run directories, folders that hold run directories at some depth, or glob patterns
// of either. Runs that differ only in their seed form one group if fold is set. The groups are in the order of their
// best validation loss. What cannot be read becomes a warning; no run at all is an error.
func Runs(paths []string, fold bool) (*Comparison, error) {
	dirs, warnings, err := find(paths)
	if err != nil {
		return nil, err
	}
	c := &Comparison{Runs: []*Summary{}, Warnings: append([]string{}, warnings...)}
	summaries, errs := summarizeAll(dirs)
	for i, err := range errs {
		if err != nil {
			c.Warnings = append(c.Warnings, err.Error())
		} else {
			c.Runs = append(c.Runs, summaries[i])
		}
	}
	if len(c.Runs) == 0 {
		nothing := fmt.Errorf("no run to compare in %q; name run directories or a folder that holds some", paths)
		for _, w := range c.Warnings {
			nothing = errors.Join(nothing, errors.New(w))
		}
		return nil, nothing
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
	c.rank()
	c.Sort(func(a, b *Group) int { return compareMissingLast(a.Best.median(), b.Best.median()) })
	return c, nil
}

// Sort puts the groups, and with them the runs, in the order of compare; equals stay as they are.
func (c *Comparison) Sort(compare func(a, b *Group) int) {
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

// summarizeAll calls Summarize on as many goroutines as there are processors.
func summarizeAll(dirs []string) ([]*Summary, []error) {
	summaries, errs := make([]*Summary, len(dirs)), make([]error, len(dirs))
	next := make(chan int, len(dirs))
	for i := range dirs {
		next <- i
	}
	close(next)
	var readers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		readers.Go(func() {
			for i := range next {
				summaries[i], errs[i] = Summarize(dirs[i])
			}
		})
	}
	readers.Wait()
	return summaries, errs
}
