package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"workbench/internal/rundir"
)

// Group is one run, or several that differ only in their seed and their name.
type Group struct {
	Name            string     `json:"name"`
	Runs            []*Summary `json:"-"`
	Dirs            []string   `json:"dirs"`
	Seeds           []uint64   `json:"seeds"`
	Best            *Spread    `json:"best"`
	LastValid       *Spread    `json:"last_valid"`
	TrainNLL        *Spread    `json:"train_nll"`
	SecondsPerEpoch *Spread    `json:"seconds_per_epoch"`
	Standing        Standing   `json:"standing"`
}

// Standing is how the best validation loss of a group compares with the lowest of all groups of its corpus.
type Standing string

// A group that is neither, or is alone with its corpus, has the empty Standing.
const (
	Leading      Standing = "best"
	WithinSpread Standing = "within spread"
)

// Spread sums up a value over the runs of a group that have it.
type Spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Runs   int     `json:"runs"`
}

func (s *Spread) median() *float64 {
	if s == nil {
		return nil
	}
	return &s.Median
}

// spreadOf returns nil if no run has the value.
func spreadOf(runs []*Summary, value func(*Summary) *float64) *Spread {
	var values []float64
	for _, s := range runs {
		if v := value(s); v != nil {
			values = append(values, *v)
		}
	}
	if len(values) == 0 {
		return nil
	}
	return &Spread{*medianOf(values), slices.Min(values), slices.Max(values), len(values)}
}

// group puts the runs in groups, in the order of their first runs; every run is one of its own unless fold is set. A
// seed counts once in a group, since its repetition says nothing about the spread: the runs that repeat seeds form
// another group.
func group(runs []*Summary, fold bool) []*Group {
	var groups []*Group
	at := map[string]*Group{}
	repeats := map[string]int{}
	for _, s := range runs {
		setup := s.setup()
		seeded := fmt.Sprintf("%s\nseed %d", setup, s.Seed)
		key := fmt.Sprintf("%s\nrepeat %d", setup, repeats[seeded])
		repeats[seeded]++
		g := at[key]
		if g == nil || !fold {
			g = &Group{}
			at[key], groups = g, append(groups, g)
		}
		g.Runs = append(g.Runs, s)
	}
	for _, g := range groups {
		g.sumUp()
	}
	nameGroups(groups)
	return groups
}

// setup tells configs apart, but for seed and name. Where the corpus is known it stands for its place.
func (s *Summary) setup() string {
	var b strings.Builder
	fmt.Fprintf(&b, "corpus %s\n", s.Corpus)
	for _, key := range slices.Sorted(maps.Keys(s.resolved)) {
		if !isName(key) && !(isPlace(key) && s.Corpus != "") {
			fmt.Fprintf(&b, "%s = %q\n", key, ConfigText(s.resolved[key]))
		}
	}
	return b.String()
}

func (g *Group) sumUp() {
	slices.SortStableFunc(g.Runs, func(a, b *Summary) int { return cmp.Compare(a.Seed, b.Seed) })
	for _, s := range g.Runs {
		g.Dirs, g.Seeds = append(g.Dirs, s.Dir), append(g.Seeds, s.Seed)
	}
	g.Best = spreadOf(g.Runs, func(s *Summary) *float64 { return lossOf(s.Best) })
	g.LastValid = spreadOf(g.Runs, func(s *Summary) *float64 { return lossOf(s.LastValid) })
	g.TrainNLL = spreadOf(g.Runs, func(s *Summary) *float64 { return s.TrainNLL })
	g.SecondsPerEpoch = spreadOf(g.Runs, func(s *Summary) *float64 { return s.SecondsPerEpoch })
}

func lossOf(b *rundir.Best) *float64 {
	if b == nil {
		return nil
	}
	return &b.NLL
}

// Comparable tells whether all runs have the same corpus with the same split, without which losses say nothing of one
// another.
func (c *Comparison) Comparable() bool {
	for _, s := range c.Runs {
		if s.Corpus != c.Runs[0].Corpus {
			return false
		}
	}
	return true
}

// SameUnits tells whether all runs predict the same, so that their losses are in one unit.
func (c *Comparison) SameUnits() bool {
	return !slices.ContainsFunc(c.Runs, func(s *Summary) bool { return s.Predicts() != c.Runs[0].Predicts() })
}

// rank sets the standing of each group among those of its corpus that predict the same, if there are others. Two groups are within the spread
// if their medians lie no farther apart than the lowest and the highest of the seeds of one of them; without several
// seeds nothing is claimed.
func (c *Comparison) rank() {
	judged := map[[2]string][]*Group{} // by corpus, and what is predicted
	for _, g := range c.Groups {
		if g.Best != nil {
			key := [2]string{g.Runs[0].Corpus, g.Runs[0].Predicts()}
			judged[key] = append(judged[key], g)
		}
	}
	for _, groups := range judged {
		if len(groups) == 1 {
			continue
		}
		lead := slices.MinFunc(groups, func(a, b *Group) int { return cmp.Compare(a.Best.Median, b.Best.Median) }).Best
		for _, g := range groups {
			behind := g.Best.Median - lead.Median
			if behind == 0 {
				g.Standing = Leading
			} else if behind <= max(g.Best.Max-g.Best.Min, lead.Max-lead.Min) {
				g.Standing = WithinSpread
			}
		}
	}
}
