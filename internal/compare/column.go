package compare

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/config"
	"workbench/internal/rundir"
)

// column is a column of a comparison. Each row is a group of runs.
type column struct {
	key         string // for -sort, -keep, -drop and CSV
	title, unit string // header in text and Markdown; a column without title is for CSV only
	left        bool   // left-aligned text; numbers are right-aligned
	ifDiffers   bool   // shown only if the rows differ in it
	ifUnits     bool   // shown only if the losses have different units
	setting     bool   // a key of the config
	partial     bool   // a config key that only some kinds of model have, among runs of several kinds

	value func(*Group) any    // a number or a string, unrounded; nil if missing
	text  func(*Group) string // value for text and Markdown; nil = as in CSV
}

// show returns the text of a row.
func (c *column) show(g *Group) string {
	if c.text != nil {
		return c.text(g)
	}
	return ConfigText(c.value(g))
}

// nats stands for the unit of the losses, which depends on the rows.
const nats = "nats"

// measuredColumns are all columns except those of the config.
func measuredColumns() []*column {
	return slices.Concat(progressColumns(), lossColumns(), costColumns(), originColumns())
}

func progressColumns() []*column {
	epochs := func(g *Group) []float64 {
		return collect(g, func(s *Summary) (float64, bool) { return float64(s.Epoch), true })
	}
	return []*column{
		{key: "name", title: "run", left: true,
			value: func(g *Group) any { return g.Name },
			text: func(g *Group) string {
				if len(g.Runs) > 1 {
					return fmt.Sprintf("%s ×%d", g.Name, len(g.Runs))
				}
				return g.Name
			}},
		{key: "runs", value: func(g *Group) any { return len(g.Runs) }},
		{key: "status", title: "status", left: true, value: func(g *Group) any { return statuses(g) }},
		{key: "epoch", title: "epochs",
			value: func(g *Group) any { return slices.Min(epochs(g)) },
			text: func(g *Group) string {
				done := numberRange(epochs(g), "%.0f")
				if planned := g.Runs[0].Epochs; planned != nil && done != strconv.Itoa(*planned) {
					return fmt.Sprintf("%s/%d", done, *planned)
				}
				return done
			}},
		{key: "epochs", value: func(g *Group) any { return optional(g.Runs[0].Epochs) }},
	}
}

func costColumns() []*column {
	return []*column{
		{key: "parameters", title: "parameters", value: func(g *Group) any { return optional(g.Runs[0].Parameters) }},
		medianColumn("seconds_per_epoch", "time", "s/epoch", func(g *Group) *Spread { return g.SecondsPerEpoch }, significant),
	}
}

func originColumns() []*column {
	return []*column{
		{key: "baseline", title: "baseline", unit: nats, ifDiffers: true,
			value: func(g *Group) any { return optional(g.Runs[0].Baseline) },
			text: func(g *Group) string {
				if v := g.Runs[0].Baseline; v != nil {
					return fmt.Sprintf("%.3f", *v)
				}
				return ""
			}},
		{key: "seed", title: "seed", ifDiffers: true,
			value: func(g *Group) any {
				if len(g.Seeds) == 1 {
					return g.Seeds[0]
				}
				return eachOnce(g, ";", func(s *Summary) string { return fmt.Sprint(s.Seed) })
			},
			text: func(g *Group) string {
				if len(g.Seeds) > 5 {
					return fmt.Sprintf("%d seeds", len(g.Seeds))
				}
				return eachOnce(g, " ", func(s *Summary) string { return fmt.Sprint(s.Seed) })
			}},
		{key: "corpus", title: "corpus", left: true, ifDiffers: true,
			value: func(g *Group) any { return g.Runs[0].Corpus },
			text:  func(g *Group) string { return shortHash(g.Runs[0].Corpus) }},
		{key: "code", title: "code", left: true, ifDiffers: true,
			value: func(g *Group) any { return eachOnce(g, ";", commit) },
			text: func(g *Group) string {
				return eachOnce(g, " ", func(s *Summary) string { return shortHash(commit(s)) })
			}},
		{key: "dir", value: func(g *Group) any { return strings.Join(g.Dirs, ";") }},
	}
}

// settingColumn shows a key of the config.
func (c *Comparison) settingColumn(key string) *column {
	col := &column{key: key, title: key, setting: true, value: func(g *Group) any {
		value := g.Runs[0].Value(key)
		switch value.(type) {
		case int64, float64:
			return value
		case nil:
			return nil
		}
		return eachOnce(g, " ", func(s *Summary) string { return ConfigText(s.Value(key)) })
	}}
	for _, g := range c.Groups {
		value := col.value(g)
		if value == nil {
			col.partial = !c.sameKind()
			continue
		}
		_, isText := value.(string)
		col.left = col.left || isText
	}
	return col
}

// header returns the title split into the section and the name of a config key.
func (c *column) header() (group, title string) {
	if section, key := config.SplitKey(c.key); c.setting && section != "" {
		return section, key
	}
	return "", c.title
}

// collect returns a value of each run that has it.
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

// eachOnce joins the different values of the runs, in their order.
func eachOnce(g *Group, separator string, of func(*Summary) string) string {
	var all []string
	for _, s := range g.Runs {
		if v := of(s); !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return strings.Join(all, separator)
}

// statuses is the status of all runs, or the number of runs with each.
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

// shortHash keeps the first eight digits of a hash, and a + at its end.
func shortHash(hash string) string {
	digits := strings.TrimSuffix(hash, "+")
	return digits[:min(8, len(digits))] + hash[len(digits):]
}

// significant rounds to three significant digits, but never before the decimal point.
func significant(v float64) string {
	digits := 3
	if v > 0 {
		digits = min(3, max(0, 2-int(math.Floor(math.Log10(v)))))
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}

// optional returns the value of a pointer, nil if there is none.
func optional[T any](p *T) any {
	if p == nil {
		return nil
	}
	return *p
}
