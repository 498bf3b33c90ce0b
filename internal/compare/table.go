package compare

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"

	"workbench/internal/exit"
	"workbench/internal/nearest"
)

// compareTable is a comparison with the columns and rows that were asked for.
type Table struct {
	*Comparison
	columns []*Column
	all     int                     // rows before -top
	samples map[string]*SampleStats // by directory; nil unless they were measured
}

// newCompareTable sorts the comparison, keeps the first top rows (0 = all), and chooses the columns, those of
// measured samples (or nil) among them.
func NewTable(c *Comparison, sort string, top int, keep, drop []string, samples map[string]*SampleStats) (*Table, error) {
	t := &Table{Comparison: c, all: len(c.Groups), samples: samples}
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
		shown := !column.Setting || slices.Contains(c.Keys, column.Key)
		if len(keep) > 0 {
			shown = kept[column.Key]
			column.ifDiffers, column.ifUnits = column.ifDiffers && !shown, column.ifUnits && !shown
		}
		if column.Key == "name" || shown && !dropped[column.Key] {
			t.columns = append(t.columns, column)
		}
	}
	return t, nil
}

// sort orders the rows by the column key, or by its reverse if key begins with a dash. Rows without value come last.
func (t *Table) sort(key string, available []*Column) error {
	key, reverse := strings.CutPrefix(key, "-")
	at := slices.IndexFunc(available, func(c *Column) bool { return c.Key == key })
	if at < 0 {
		return unknownColumn("-sort", key, available)
	}
	t.Sort(func(a, b *Group) int {
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
	return cmp.Compare(ConfigText(a), ConfigText(b))
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
func matching(flag string, patterns []string, available []*Column) (map[string]bool, error) {
	keys := map[string]bool{}
	for _, pattern := range parted(patterns) {
		found := false
		for _, c := range available {
			match, err := path.Match(pattern, c.Key)
			if err != nil {
				return nil, exit.Usagef("compare: %s %q: %w", flag, pattern, err)
			}
			if match {
				found, keys[c.Key] = true, true
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

func unknownColumn(flag, key string, available []*Column) error {
	var keys, measured []string
	for _, c := range available {
		if keys = append(keys, c.Key); !c.Setting {
			measured = append(measured, c.Key)
		}
	}
	if nearest := nearest.Word(key, keys); nearest != "" {
		return exit.Usagef("compare: %s %q: no such column; did you mean %s?", flag, key, nearest)
	}
	return exit.Usagef("compare: %s %q: no such column; there are %s, and the keys of the config, such as optimizer.name", flag, key, strings.Join(measured, ", "))
}

// visible are the columns that people see: none without title or with nothing in it, nor those that only matter where the rows differ.
func (t *Table) Visible() []*Column {
	return slices.DeleteFunc(slices.Clone(t.columns), func(c *Column) bool {
		differs, empty := false, true
		for _, g := range t.Groups {
			differs = differs || c.show(g) != c.show(t.Groups[0])
			empty = empty && c.show(g) == ""
		}
		if c.Key == "seed" { // one row may stand for several
			differs = differs || len(t.Groups) > 0 && len(t.Groups[0].Seeds) > 1
		}
		return c.title == "" || empty && !c.Setting || c.ifDiffers && !differs || c.ifUnits && t.SameUnits()
	})
}

// has tells whether people see the column key.
func has(columns []*Column, key string) bool {
	return slices.ContainsFunc(columns, func(c *Column) bool { return c.Key == key })
}

// nats is the unit of the losses.
func (t *Table) nats() string {
	if !t.SameUnits() {
		return "nats/unit"
	}
	return "nats/" + t.Runs[0].Unit
}

// mark is what stands beside the best validation of a row.
func (t *Table) mark(c *Column, g *Group) rune {
	switch {
	case c.Key != "best":
		return 0
	case g.Standing == Leading:
		return '*'
	case g.Standing == WithinSpread:
		return '~'
	}
	return 0
}

// notes explain the table; best is how the format marks the best row.
func (t *Table) Notes(columns []*Column, best string) []string {
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
	marked := func(s Standing) bool {
		return has(columns, "best") && slices.ContainsFunc(t.Groups, func(g *Group) bool { return g.Standing == s })
	}
	if has(columns, "best") || has(columns, "last") {
		add("best and last: losses on the validation pieces.")
	}
	if has(columns, "train") || has(columns, "seconds_per_epoch") {
		add("train and time: medians of the last 10 epochs of training.")
	}
	if slices.ContainsFunc(t.Groups, func(g *Group) bool { return len(g.Runs) > 1 }) {
		add("×N: the median of N seeds; spread is from the lowest to the highest.")
	}
	if marked(Leading) {
		add("%s: the lowest validation loss%s.", best, within)
	}
	if marked(WithinSpread) {
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
