package main

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"workbench/runs"
)

// compareTable is a comparison with the columns and rows that were asked for.
type compareTable struct {
	*runs.Comparison
	columns []*compareColumn
	all     int                     // rows before -top
	samples map[string]*sampleStats // by directory; nil unless they were measured
}

// newCompareTable sorts the comparison, keeps the first top rows (0 = all), and chooses the columns, those of
// measured samples (or nil) among them.
func newCompareTable(c *runs.Comparison, sort string, top int, keep, drop []string, samples map[string]*sampleStats) (*compareTable, error) {
	t := &compareTable{Comparison: c, all: len(c.Groups), samples: samples}
	available := measuredColumns()
	if samples != nil {
		available = append(available, statsColumns(samples)...)
	}
	for _, key := range c.AllKeys() {
		available = append(available, settingColumn(key, c.Groups))
	}
	if err := t.sort(sort, available); err != nil {
		return nil, err
	}
	if top > 0 {
		c.Top(top)
	}
	kept, err := matching("-keep", keep, available)
	if err != nil {
		return nil, err
	}
	dropped, err := matching("-drop", drop, available)
	if err != nil {
		return nil, err
	}
	for _, column := range available {
		shown := !column.setting || slices.Contains(c.Keys, column.key)
		if len(keep) > 0 {
			shown = kept[column.key]
			column.ifDiffers, column.ifUnits = column.ifDiffers && !shown, column.ifUnits && !shown
		}
		if column.key == "name" || shown && !dropped[column.key] {
			t.columns = append(t.columns, column)
		}
	}
	return t, nil
}

// sort orders the rows by the column key, or by its reverse if key begins with a dash. Rows without value come last.
func (t *compareTable) sort(key string, available []*compareColumn) error {
	key, reverse := strings.CutPrefix(key, "-")
	at := slices.IndexFunc(available, func(c *compareColumn) bool { return c.key == key })
	if at < 0 {
		return unknownColumn("-sort", key, available)
	}
	t.Sort(func(a, b *runs.Group) int {
		x, y := available[at].value(a), available[at].value(b)
		if x == nil || y == nil {
			return cmp.Compare(missing(x), missing(y))
		}
		if reverse {
			x, y = y, x
		}
		return compareValues(x, y)
	})
	return nil
}

func missing(value any) int {
	if value == nil {
		return 1
	}
	return 0
}

// compareValues orders numbers by size, before texts.
func compareValues(a, b any) int {
	x, isNumber := number(a)
	y, areNumbers := number(b)
	switch {
	case isNumber && areNumbers:
		return cmp.Compare(x, y)
	case isNumber:
		return -1
	case areNumbers:
		return 1
	}
	return cmp.Compare(runs.ConfigText(a), runs.ConfigText(b))
}

func number(value any) (v float64, ok bool) {
	switch n := value.(type) {
	case int:
		return float64(n), true
	case int64:
		return float64(n), true
	case uint64:
		return float64(n), true
	case float64:
		return n, true
	}
	return 0, false
}

// matching are the keys of the columns that match one of the patterns, several of which may stand in one, parted by commas. A pattern that matches none is
// a mistake.
func matching(flag string, patterns []string, available []*compareColumn) (map[string]bool, error) {
	keys := map[string]bool{}
	for _, pattern := range parted(patterns) {
		found := false
		for _, c := range available {
			match, err := path.Match(pattern, c.key)
			if err != nil {
				return nil, usagef("compare: %s %q: %w", flag, pattern, err)
			}
			if match {
				found, keys[c.key] = true, true
			}
		}
		if !found {
			return nil, unknownColumn(flag, pattern, available)
		}
	}
	return keys, nil
}

func parted(patterns []string) (parts []string) {
	for _, p := range patterns {
		parts = append(parts, strings.Split(p, ",")...)
	}
	return parts
}

func unknownColumn(flag, key string, available []*compareColumn) error {
	var keys, measured []string
	for _, c := range available {
		if keys = append(keys, c.key); !c.setting {
			measured = append(measured, c.key)
		}
	}
	if nearest := nearestWord(key, keys); nearest != "" {
		return usagef("compare: %s %q: no such column; did you mean %s?", flag, key, nearest)
	}
	return usagef("compare: %s %q: no such column; there are %s, and the keys of the config, such as optimizer.name", flag, key, strings.Join(measured, ", "))
}

// visible are the columns that people see: none without title or with nothing in it, nor those that only matter where the rows differ.
func (t *compareTable) visible() []*compareColumn {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *compareColumn) bool {
		differs, empty := false, true
		for _, g := range t.Groups {
			differs = differs || c.show(g) != c.show(t.Groups[0])
			empty = empty && c.show(g) == ""
		}
		if c.key == "seed" { // one row may stand for several
			differs = differs || len(t.Groups) > 0 && len(t.Groups[0].Seeds) > 1
		}
		return c.title == "" || empty && !c.setting || c.ifDiffers && !differs || c.ifUnits && t.SameUnits()
	})
}

// has tells whether people see the column key.
func has(columns []*compareColumn, key string) bool {
	return slices.ContainsFunc(columns, func(c *compareColumn) bool { return c.key == key })
}

// nats is the unit of the losses.
func (t *compareTable) nats() string {
	if !t.SameUnits() {
		return "nats/unit"
	}
	return "nats/" + t.Runs[0].Unit
}

// mark is what stands beside the best validation of a row.
func (t *compareTable) mark(c *compareColumn, g *runs.Group) rune {
	switch {
	case c.key != "best":
		return 0
	case g.Standing == runs.Leading:
		return '*'
	case g.Standing == runs.WithinSpread:
		return '~'
	}
	return 0
}

// notes explain the table; best is how the format marks the best row.
func (t *compareTable) notes(columns []*compareColumn, best string) []string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	if t.all > len(t.Groups) {
		add("%d of %d rows.", len(t.Groups), t.all)
	}
	within := ""
	if !t.Comparable() {
		add("The runs have different corpora or splits: losses compare only where the corpus is the same.")
		within = " on its corpus"
	}
	marked := func(s runs.Standing) bool {
		return has(columns, "best") && slices.ContainsFunc(t.Groups, func(g *runs.Group) bool { return g.Standing == s })
	}
	if has(columns, "best") || has(columns, "last") {
		add("best and last: losses on the validation pieces.")
	}
	if has(columns, "train") || has(columns, "seconds_per_epoch") {
		add("train and time: medians of the last 10 epochs of training.")
	}
	if slices.ContainsFunc(t.Groups, func(g *runs.Group) bool { return len(g.Runs) > 1 }) {
		add("×N: the median of N seeds; spread is from the lowest to the highest.")
	}
	if marked(runs.Leading) {
		add("%s: the lowest validation loss%s.", best, within)
	}
	if marked(runs.WithinSpread) {
		add("~: within the spread: no farther from the lowest than the seeds of one of the two rows are from each other.")
	}
	if v := t.Runs[0].Baseline; v != nil && !has(columns, "baseline") {
		what := t.Runs[0].BaselineName
		add("%s costs %.3f %s on the validation pieces.", strings.ToUpper(what[:1])+what[1:], *v, t.nats())
	}
	if !t.SameUnits() {
		add("Losses are per unit of each model; nats/step and nats/note put them on one scale, as far as the models tell the same: a roll's play and articulate, all of a performance with its timing and velocities, or a melody and chord names.")
	}
	return notes
}
