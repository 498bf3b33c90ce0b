package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/rundir"
)

// compareColumn is a column of a comparison. A row is a group of runs, most often of one.
type Column struct {
	Key         string // for -sort, -keep, -drop and CSV
	title, unit string // what people see above it; a column without title is for CSV alone
	left        bool   // text; numbers stand to the right
	ifDiffers   bool   // people see it only if the rows differ in it
	ifUnits     bool   // people see it only if the rows' losses have different units
	Setting     bool   // a key of the config

	value func(*Group) any    // a number or a string, unrounded; nil if missing
	text  func(*Group) string // value for people; nil = as in CSV
}

// show is what people see of a row.
func (c *Column) show(g *Group) string {
	if c.text != nil {
		return c.text(g)
	}
	return ConfigText(c.value(g))
}

// nats stands for the unit of the losses, which the rows tell.
const nats = "nats"

// measuredColumns are all columns but those of the config.
func measuredColumns() []*Column {
	return slices.Concat(progressColumns(), lossColumns(), costColumns(), originColumns())
}

func progressColumns() []*Column {
	first := func(g *Group) *Summary { return g.Runs[0] }
	epochs := func(g *Group) []float64 {
		return collect(g, func(s *Summary) (float64, bool) { return float64(s.Epoch), true })
	}
	return []*Column{
		{Key: "name", title: "run", left: true, value: func(g *Group) any { return g.Name }, text: func(g *Group) string {
			if len(g.Runs) > 1 {
				return fmt.Sprintf("%s ×%d", g.Name, len(g.Runs))
			}
			return g.Name
		}},
		{Key: "runs", value: func(g *Group) any { return len(g.Runs) }},
		{Key: "status", title: "status", left: true, value: func(g *Group) any { return statuses(g) }},
		{Key: "epoch", title: "epochs", value: func(g *Group) any { return slices.Min(epochs(g)) }, text: func(g *Group) string {
			done := numberRange(epochs(g), "%.0f")
			if planned := first(g).Epochs; planned != nil && done != strconv.Itoa(*planned) {
				return fmt.Sprintf("%s/%d", done, *planned)
			}
			return done
		}},
		{Key: "epochs", value: func(g *Group) any { return optional(first(g).Epochs) }},
	}
}

func lossColumns() []*Column {
	best := func(s *Summary) *rundir.Best { return s.Best }
	last := func(s *Summary) *rundir.Best { return s.LastValid }
	spread := func(g *Group, value func(*Spread) float64) any {
		if g.Best == nil {
			return nil
		}
		return value(g.Best)
	}
	return []*Column{
		lossColumn("best", func(g *Group) *Spread { return g.Best }),
		{Key: "unit", title: "per", ifUnits: true, left: true, value: func(g *Group) any { return g.Runs[0].Unit }},
		convertedColumn("best_step", "nats/step", func(s *Summary) *float64 { return s.PerStep }),
		convertedColumn("best_note", "nats/note", func(s *Summary) *float64 { return s.PerNote }),
		{Key: "best_min", title: "spread", unit: nats, value: func(g *Group) any { return spread(g, func(s *Spread) float64 { return s.Min }) },
			text: func(g *Group) string {
				if g.Best == nil || g.Best.Runs < 2 {
					return ""
				}
				return fmt.Sprintf("%.3f–%.3f", g.Best.Min, g.Best.Max)
			}},
		{Key: "best_max", value: func(g *Group) any { return spread(g, func(s *Spread) float64 { return s.Max }) }},
		epochColumn("best_epoch", best),
		lossColumn("last", func(g *Group) *Spread { return g.LastValid }),
		epochColumn("last_epoch", last),
		lossColumn("train", func(g *Group) *Spread { return g.TrainNLL }),
	}
}

// convertedColumn shows the best validation in a unit that all models have.
func convertedColumn(key, unit string, factor func(*Summary) *float64) *Column {
	value := func(g *Group) any {
		f := factor(g.Runs[0])
		if g.Best == nil || f == nil {
			return nil
		}
		return g.Best.Median * *f
	}
	return &Column{Key: key, title: "best", unit: unit, ifUnits: true, value: value, text: func(g *Group) string {
		if v := value(g); v != nil {
			return fmt.Sprintf("%.3f", v)
		}
		return ""
	}}
}

// lossColumn shows the median of a loss.
func lossColumn(key string, of func(*Group) *Spread) *Column {
	return medianColumn(key, key, nats, of, func(v float64) string { return fmt.Sprintf("%.3f", v) })
}

func medianColumn(key, title, unit string, of func(*Group) *Spread, format func(float64) string) *Column {
	return &Column{Key: key, title: title, unit: unit,
		value: func(g *Group) any {
			if s := of(g); s != nil {
				return s.Median
			}
			return nil
		},
		text: func(g *Group) string {
			if s := of(g); s != nil {
				return format(s.Median)
			}
			return ""
		}}
}

// epochColumn shows when a loss was measured. For several runs its value is the first epoch.
func epochColumn(key string, of func(*Summary) *rundir.Best) *Column {
	epochs := func(g *Group) []float64 {
		return collect(g, func(s *Summary) (float64, bool) {
			b := of(s)
			if b == nil {
				return 0, false
			}
			return float64(b.Epoch), true
		})
	}
	return &Column{Key: key, title: "at", unit: "epoch",
		value: func(g *Group) any {
			if at := epochs(g); len(at) > 0 {
				return slices.Min(at)
			}
			return nil
		},
		text: func(g *Group) string { return numberRange(epochs(g), "%.0f") }}
}

func costColumns() []*Column {
	return []*Column{
		{Key: "parameters", title: "parameters", value: func(g *Group) any { return optional(g.Runs[0].Parameters) }},
		medianColumn("seconds_per_epoch", "time", "s/epoch", func(g *Group) *Spread { return g.SecondsPerEpoch }, significant),
	}
}

func originColumns() []*Column {
	return []*Column{
		{Key: "baseline", title: "baseline", unit: nats, ifDiffers: true, value: func(g *Group) any { return optional(g.Runs[0].Baseline) },
			text: func(g *Group) string {
				if v := g.Runs[0].Baseline; v != nil {
					return fmt.Sprintf("%.3f", *v)
				}
				return ""
			}},
		{Key: "seed", title: "seed", ifDiffers: true, value: func(g *Group) any {
			if len(g.Seeds) == 1 {
				return g.Seeds[0]
			}
			return eachOnce(g, ";", func(s *Summary) string { return fmt.Sprint(s.Seed) })
		}, text: func(g *Group) string {
			if len(g.Seeds) > 5 {
				return fmt.Sprintf("%d seeds", len(g.Seeds))
			}
			return eachOnce(g, " ", func(s *Summary) string { return fmt.Sprint(s.Seed) })
		}},
		{Key: "corpus", title: "corpus", left: true, ifDiffers: true, value: func(g *Group) any { return g.Runs[0].Corpus },
			text: func(g *Group) string { return short(g.Runs[0].Corpus) }},
		{Key: "code", title: "code", left: true, ifDiffers: true, value: func(g *Group) any { return eachOnce(g, ";", commit) },
			text: func(g *Group) string {
				return eachOnce(g, " ", func(s *Summary) string { return short(commit(s)) })
			}},
		{Key: "dir", value: func(g *Group) any { return strings.Join(g.Dirs, ";") }},
	}
}

// settingColumn shows a key of the config.
func settingColumn(key string, rows []*Group) *Column {
	c := &Column{Key: key, title: key, Setting: true, value: func(g *Group) any {
		value := g.Runs[0].Value(key)
		switch value.(type) {
		case int64, float64:
			return value
		case nil:
			return nil
		}
		return eachOnce(g, " ", func(s *Summary) string { return ConfigText(s.Value(key)) })
	}}
	for _, g := range rows {
		if value := c.value(g); value != nil {
			_, isText := value.(string)
			c.left = c.left || isText
		}
	}
	return c
}

// collect is what of gives the runs that have it.
func collect(g *Group, of func(*Summary) (float64, bool)) []float64 {
	var values []float64
	for _, s := range g.Runs {
		if v, ok := of(s); ok {
			values = append(values, v)
		}
	}
	return values
}

// numberRange is lowest–highest, or the one number that all are, or nothing.
func numberRange(values []float64, format string) string {
	if len(values) == 0 {
		return ""
	}
	low, high := fmt.Sprintf(format, slices.Min(values)), fmt.Sprintf(format, slices.Max(values))
	if low == high {
		return low
	}
	return low + "–" + high
}

// eachOnce joins what the runs have, each once, in their order.
func eachOnce(g *Group, separator string, of func(*Summary) string) string {
	var all []string
	for _, s := range g.Runs {
		if v := of(s); !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return strings.Join(all, separator)
}

// statuses is the status that all runs have, or how many have each.
func statuses(g *Group) string {
	count := map[rundir.Status]int{}
	var order []rundir.Status
	for _, s := range g.Runs {
		if count[s.Status]++; count[s.Status] == 1 {
			order = append(order, s.Status)
		}
	}
	if len(order) == 1 {
		return string(order[0])
	}
	var parts []string
	for _, status := range order {
		parts = append(parts, fmt.Sprintf("%d %s", count[status], status))
	}
	return strings.Join(parts, ", ")
}

// commit is the version of the code, with + for uncommitted changes; empty if unknown.
func commit(s *Summary) string {
	if s.Dirty {
		return s.Commit + "+"
	}
	return s.Commit
}

// short shortens a hash to its first digits, and keeps a + at its end.
func short(hash string) string {
	digits := strings.TrimSuffix(hash, "+")
	return digits[:min(8, len(digits))] + hash[len(digits):]
}

// significant rounds to three digits, but never before the point.
func significant(v float64) string {
	digits := 3
	if v > 0 {
		digits = min(3, max(0, 2-int(math.Floor(math.Log10(v)))))
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

// optional is the value behind a pointer, nil if there is none.
func optional[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}
