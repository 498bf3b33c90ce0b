package compare

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"workbench/internal/metrics"
	"workbench/internal/rundir"
)

// Group is one run, or several that differ only in their seed and their name. It is a row of the table.
type Group struct {
	Name            string          `json:"name"`
	Runs            []*Summary      `json:"-"`
	Dirs            []string        `json:"dirs"`
	Seeds           []uint64        `json:"seeds"`
	Best            *Spread         `json:"best"`
	LastValid       *Spread         `json:"last_valid"`
	TrainNLL        *Spread         `json:"train_nll"`
	SecondsPerEpoch *Spread         `json:"seconds_per_epoch"`
	Difference      *LossDifference `json:"difference"` // from the best group; nil for that one, and where it is not known
}

// Spread summarizes a value over the runs of a group that have it.
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
	return &Spread{metrics.Median(values), slices.Min(values), slices.Max(values), len(values)}
}

// group puts the runs in groups, in the order of their first runs; without fold each run is a group. A seed
// counts once in a group, because repeating it says nothing about the spread: runs that repeat seeds form
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
		g.summarize()
	}
	nameGroups(groups)
	return groups
}

// setup identifies a config without seed and name. A known corpus stands for its location.
func (s *Summary) setup() string {
	var b strings.Builder
	fmt.Fprintf(&b, "corpus %s\n", s.Corpus)
	for _, key := range slices.Sorted(maps.Keys(s.resolved)) {
		if !isLabel(key) && !(isLocation(key) && s.Corpus != "") {
			fmt.Fprintf(&b, "%s = %q\n", key, ConfigText(s.resolved[key]))
		}
	}
	return b.String()
}

func (g *Group) summarize() {
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
