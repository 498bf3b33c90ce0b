package sweep

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/search"
)

// SearchOptions say how to search.
type SearchOptions struct {
	Method    string   // one of search.Methods
	Metric    string   // SPLIT.FIELD of metrics.jsonl; lower is better
	Trials    int      // the most that begin, 1 or more
	Reduction int      // of ASHA, 2 or more
	Set       []string // the space, as for -set
}

// PrepareSearch checks everything that can be checked, and makes or opens the directory of a search: parent,
// or runs/NAME-METHOD if that is empty. The seed of the search is that of the config.
func PrepareSearch(file ConfigFile, parent string, o SearchOptions) (*Search, string, error) {
	space, fixed, base, err := newSpace(file, o.Set, metric(o.Metric))
	if err != nil {
		return nil, "", err
	}
	wanted := settings{Method: o.Method, Metric: o.Metric, Seed: uint64(base.Seed), Rungs: []int{base.Train.Epochs}, Space: space, Fixed: fixed, Name: base.Name}
	if o.Method == search.ASHA {
		if wanted.Rungs, err = ashaRungs(base, o); err != nil {
			return nil, "", err
		}
		wanted.Reduction = o.Reduction
	}
	for i := range space {
		switch key := space[i].Key; {
		case key == "seed":
			return nil, "", exit.Usagef("sweep: -set seed=%s: all trials of a search have one seed: give one", &space[i])
		case o.Method == search.ASHA && (key == "train.epochs" || key == "train.validate_every"):
			return nil, "", exit.Usagef("sweep: -set %s=%s: -method asha compares trials after the same epochs: give one value", key, &space[i])
		}
	}
	parent = cmp.Or(parent, filepath.Join("runs", base.Name+"-"+o.Method))
	if err := makeSearch(parent, file, wanted); err != nil {
		return nil, "", err
	}
	s, err := OpenSearch(parent, o.Trials)
	return s, parent, err
}

// ashaRungs are the rungs of a search of a config: at epochs that have the metric.
func ashaRungs(c *config.Config, o SearchOptions) ([]int, error) {
	every := 1
	if strings.HasPrefix(o.Metric, rundir.Valid+".") {
		every = c.Train.ValidateEvery
	}
	rungs := search.Rungs(c.Train.Epochs, every, o.Reduction)
	if len(rungs) == 1 {
		return nil, exit.Usagef("sweep: -method asha compares trials before they end, and %d epochs with %s after every %d leave nothing to compare; lower train.validate_every, or take -method random",
			c.Train.Epochs, o.Metric, every)
	}
	return rungs, nil
}

// makeSearch makes the directory of a search, or checks that the one there is the same search.
func makeSearch(parent string, file ConfigFile, wanted settings) error {
	base, err := config.Parse(file.Name, file.Text, nil)
	if err != nil {
		return err
	}
	if !isSearch(parent) {
		if err := checkParent(parent, base, nil); err != nil {
			return err
		}
		if _, err := os.Stat(FilePath(parent)); err == nil {
			return fmt.Errorf("sweep: %s is a sweep over a grid; name another directory with -run", parent)
		}
		first, err := (&journal{settings: wanted}).text()
		if err != nil {
			return fmt.Errorf("sweep: %w", err)
		}
		err = createParent(parent, file, map[string][]byte{filepath.Base(JournalPath(parent)): first})
		if err == nil || !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	if err := checkBase(parent, base); err != nil {
		return err
	}
	return (&Search{parent: parent}).change(func(j *journal) (bool, error) {
		hasResult := slices.ContainsFunc(j.entries, func(e entry) bool { return e.Train == 0 })
		if renamed := !hasResult && j.settings.Metric != wanted.Metric; renamed {
			j.settings.Metric = wanted.Metric // no decision depends on it yet
			return true, j.settings.check(parent, wanted)
		}
		return false, j.settings.check(parent, wanted)
	})
}

// check returns an error unless the search in parent is the wanted one.
func (s *settings) check(parent string, wanted settings) error {
	differ := func(what string, had, wants any) error {
		return fmt.Errorf("%s is a search with another %s: it has %v, not %v; repeat its settings to continue it, or name another directory with -run", parent, what, had, wants)
	}
	if key, same := s.Space.Equal(wanted.Space); !same {
		return differ("space, "+key, describe(s.Space), describe(wanted.Space))
	}
	switch {
	case s.Method != wanted.Method:
		return differ("-method", s.Method, wanted.Method)
	case s.Metric != wanted.Metric:
		return differ("-metric", s.Metric, wanted.Metric)
	case s.Reduction != wanted.Reduction:
		return differ("-reduction", s.Reduction, wanted.Reduction)
	case s.Seed != wanted.Seed:
		return differ("seed", s.Seed, wanted.Seed)
	case !slices.Equal(s.Rungs, wanted.Rungs):
		return differ("number of epochs at which it compares", s.Rungs, wanted.Rungs)
	case !slices.Equal(s.Fixed, wanted.Fixed):
		return differ("-set", s.Fixed, wanted.Fixed)
	}
	return nil
}
