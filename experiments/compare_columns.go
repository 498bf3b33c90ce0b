package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"workbench/runs"
)

// compareColumn is a column of a comparison. A row is a group of runs, most often of one.
type compareColumn struct {
	key         string // for -sort, -keep, -drop and CSV
	title, unit string // what people see above it; a column without title is for CSV alone
	left        bool   // text; numbers stand to the right
	ifDiffers   bool   // people see it only if the rows differ in it
	ifUnits     bool   // people see it only if the rows' losses have different units
	setting     bool   // a key of the config

	value func(*runs.Group) any    // a number or a string, unrounded; nil if missing
	text  func(*runs.Group) string // value for people; nil = as in CSV
}

// show is what people see of a row.
func (c *compareColumn) show(g *runs.Group) string {
	if c.text != nil {
		return c.text(g)
	}
	return runs.ConfigText(c.value(g))
}

// nats stands for the unit of the losses, which the rows tell.
const nats = "nats"

// measuredColumns are all columns but those of the config.
func measuredColumns() []*compareColumn {
	return slices.Concat(progressColumns(), lossColumns(), costColumns(), originColumns())
}

func progressColumns() []*compareColumn {
	first := func(g *runs.Group) *runs.Summary { return g.Runs[0] }
	epochs := func(g *runs.Group) []float64 {
		return collect(g, func(s *runs.Summary) (float64, bool) { return float64(s.Epoch), true })
	}
	return []*compareColumn{
		{key: "name", title: "run", left: true, value: func(g *runs.Group) any { return g.Name }, text: func(g *runs.Group) string {
			if len(g.Runs) > 1 {
				return fmt.Sprintf("%s ×%d", g.Name, len(g.Runs))
			}
			return g.Name
		}},
		{key: "runs", value: func(g *runs.Group) any { return len(g.Runs) }},
		{key: "status", title: "status", left: true, value: func(g *runs.Group) any { return statuses(g) }},
		{key: "epoch", title: "epochs", value: func(g *runs.Group) any { return slices.Min(epochs(g)) }, text: func(g *runs.Group) string {
			done := numberRange(epochs(g), "%.0f")
			if planned := first(g).Epochs; planned != nil && done != strconv.Itoa(*planned) {
				return fmt.Sprintf("%s/%d", done, *planned)
			}
			return done
		}},
		{key: "epochs", value: func(g *runs.Group) any { return optional(first(g).Epochs) }},
	}
}

func lossColumns() []*compareColumn {
	best := func(s *runs.Summary) *runs.Best { return s.Best }
	last := func(s *runs.Summary) *runs.Best { return s.LastValid }
	spread := func(g *runs.Group, value func(*runs.Spread) float64) any {
		if g.Best == nil {
			return nil
		}
		return value(g.Best)
	}
	return []*compareColumn{
		lossColumn("best", func(g *runs.Group) *runs.Spread { return g.Best }),
		{key: "unit", title: "per", ifUnits: true, left: true, value: func(g *runs.Group) any { return g.Runs[0].Unit }},
		convertedColumn("best_step", "nats/step", func(s *runs.Summary) *float64 { return s.PerStep }),
		convertedColumn("best_note", "nats/note", func(s *runs.Summary) *float64 { return s.PerNote }),
		{key: "best_min", title: "spread", unit: nats, value: func(g *runs.Group) any { return spread(g, func(s *runs.Spread) float64 { return s.Min }) },
			text: func(g *runs.Group) string {
				if g.Best == nil || g.Best.Runs < 2 {
					return ""
				}
				return fmt.Sprintf("%.3f–%.3f", g.Best.Min, g.Best.Max)
			}},
		{key: "best_max", value: func(g *runs.Group) any { return spread(g, func(s *runs.Spread) float64 { return s.Max }) }},
		epochColumn("best_epoch", best),
		lossColumn("last", func(g *runs.Group) *runs.Spread { return g.LastValid }),
		epochColumn("last_epoch", last),
		lossColumn("train", func(g *runs.Group) *runs.Spread { return g.TrainNLL }),
	}
}

// convertedColumn shows the best validation in a unit that all models have.
func convertedColumn(key, unit string, factor func(*runs.Summary) *float64) *compareColumn {
	value := func(g *runs.Group) any {
		f := factor(g.Runs[0])
		if g.Best == nil || f == nil {
			return nil
		}
		return g.Best.Median * *f
	}
	return &compareColumn{key: key, title: "best", unit: unit, ifUnits: true, value: value, text: func(g *runs.Group) string {
		if v := value(g); v != nil {
			return fmt.Sprintf("%.3f", v)
		}
		return ""
	}}
}

// lossColumn shows the median of a loss.
func lossColumn(key string, of func(*runs.Group) *runs.Spread) *compareColumn {
	return medianColumn(key, key, nats, of, func(v float64) string { return fmt.Sprintf("%.3f", v) })
}

func medianColumn(key, title, unit string, of func(*runs.Group) *runs.Spread, format func(float64) string) *compareColumn {
	return &compareColumn{key: key, title: title, unit: unit,
		value: func(g *runs.Group) any {
			if s := of(g); s != nil {
				return s.Median
			}
			return nil
		},
		text: func(g *runs.Group) string {
			if s := of(g); s != nil {
				return format(s.Median)
			}
			return ""
		}}
}

// epochColumn shows when a loss was measured. For several runs its value is the first epoch.
func epochColumn(key string, of func(*runs.Summary) *runs.Best) *compareColumn {
	epochs := func(g *runs.Group) []float64 {
		return collect(g, func(s *runs.Summary) (float64, bool) {
			b := of(s)
			if b == nil {
				return 0, false
			}
			return float64(b.Epoch), true
		})
	}
	return &compareColumn{key: key, title: "at", unit: "epoch",
		value: func(g *runs.Group) any {
			if at := epochs(g); len(at) > 0 {
				return slices.Min(at)
			}
			return nil
		},
		text: func(g *runs.Group) string { return numberRange(epochs(g), "%.0f") }}
}

func costColumns() []*compareColumn {
	return []*compareColumn{
		{key: "parameters", title: "parameters", value: func(g *runs.Group) any { return optional(g.Runs[0].Parameters) }},
		medianColumn("seconds_per_epoch", "time", "s/epoch", func(g *runs.Group) *runs.Spread { return g.SecondsPerEpoch }, significant),
	}
}

func originColumns() []*compareColumn {
	return []*compareColumn{
		{key: "baseline", title: "baseline", unit: nats, ifDiffers: true, value: func(g *runs.Group) any { return optional(g.Runs[0].Baseline) },
			text: func(g *runs.Group) string {
				if v := g.Runs[0].Baseline; v != nil {
					return fmt.Sprintf("%.3f", *v)
				}
				return ""
			}},
		{key: "seed", title: "seed", ifDiffers: true, value: func(g *runs.Group) any {
			if len(g.Seeds) == 1 {
				return g.Seeds[0]
			}
			return eachOnce(g, ";", func(s *runs.Summary) string { return fmt.Sprint(s.Seed) })
		}, text: func(g *runs.Group) string {
			if len(g.Seeds) > 5 {
				return fmt.Sprintf("%d seeds", len(g.Seeds))
			}
			return eachOnce(g, " ", func(s *runs.Summary) string { return fmt.Sprint(s.Seed) })
		}},
		{key: "corpus", title: "corpus", left: true, ifDiffers: true, value: func(g *runs.Group) any { return g.Runs[0].Corpus },
			text: func(g *runs.Group) string { return short(g.Runs[0].Corpus) }},
		{key: "code", title: "code", left: true, ifDiffers: true, value: func(g *runs.Group) any { return eachOnce(g, ";", commit) },
			text: func(g *runs.Group) string {
				return eachOnce(g, " ", func(s *runs.Summary) string { return short(commit(s)) })
			}},
		{key: "dir", value: func(g *runs.Group) any { return strings.Join(g.Dirs, ";") }},
	}
}

// settingColumn shows a key of the config.
func settingColumn(key string, rows []*runs.Group) *compareColumn {
	c := &compareColumn{key: key, title: key, setting: true, value: func(g *runs.Group) any {
		value := g.Runs[0].Value(key)
		switch value.(type) {
		case int64, float64:
			return value
		case nil:
			return nil
		}
		return eachOnce(g, " ", func(s *runs.Summary) string { return runs.ConfigText(s.Value(key)) })
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
func collect(g *runs.Group, of func(*runs.Summary) (float64, bool)) []float64 {
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
func eachOnce(g *runs.Group, separator string, of func(*runs.Summary) string) string {
	var all []string
	for _, s := range g.Runs {
		if v := of(s); !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return strings.Join(all, separator)
}

// statuses is the status that all runs have, or how many have each.
func statuses(g *runs.Group) string {
	count := map[runs.Status]int{}
	var order []runs.Status
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
func commit(s *runs.Summary) string {
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
