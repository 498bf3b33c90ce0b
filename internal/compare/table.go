package compare

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"workbench/internal/exit"
	"workbench/internal/nearest"
)

// Table is a comparison with the rows and columns that were chosen.
type Table struct {
	*Comparison
	columns  []*column
	all      int                     // rows before Top
	width    int                     // of the terminal, in characters; 0 is no limit
	samples  map[string]*SampleStats // by directory; nil unless they were measured
	settings bool                    // the left end has the config keys, see SettingsFirst
}

// Selection says which rows and columns of a comparison a table has.
type Selection struct {
	Sort       string   // key of a column; with a dash before it, in reverse order
	Top        int      // rows; 0 = all
	Keep, Drop []string // patterns of column keys, several in one separated by commas
	Width      int      // characters that the text may take; 0 is no limit
	Wide       bool     // show config keys that only some of the kinds of model have
	Samples    map[string]*SampleStats
}

// NewTable sorts a comparison and chooses its rows and columns. Unknown columns are usage errors.
func NewTable(c *Comparison, s Selection) (*Table, error) {
	t := &Table{Comparison: c, all: len(c.Groups), width: s.Width, samples: s.Samples}
	available := measuredColumns()
	if s.Samples != nil {
		available = append(available, sampleColumns(s.Samples)...)
	}
	for _, key := range c.allKeys() {
		available = append(available, c.settingColumn(key))
	}
	if err := t.sortBy(cmp.Or(s.Sort, "best"), available); err != nil {
		return nil, err
	}
	if s.Top > 0 {
		c.Top(s.Top)
	}
	kept, err := matching("-keep", s.Keep, available)
	if err != nil {
		return nil, err
	}
	dropped, err := matching("-drop", s.Drop, available)
	if err != nil {
		return nil, err
	}
	for _, col := range available {
		shown := !col.setting || slices.Contains(c.Keys, col.key)
		if len(s.Keep) > 0 {
			shown = kept[col.key]
		}
		if shown && len(s.Keep) > 0 || s.Wide {
			col.partial = false
		}
		if shown && len(s.Keep) > 0 {
			col.ifDiffers, col.ifUnits = false, false
		}
		if col.key == "name" || shown && !dropped[col.key] {
			t.columns = append(t.columns, col)
		}
	}
	return t, nil
}

// sortBy orders the rows by a column, in reverse if the key begins with a dash. Rows without a value come last.
func (t *Table) sortBy(key string, available []*column) error {
	key, reverse := strings.CutPrefix(key, "-")
	at := slices.IndexFunc(available, func(c *column) bool { return c.key == key })
	if at < 0 {
		return unknownColumn("-sort", key, available)
	}
	t.sort(func(a, b *Group) int {
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
	x, xIsNumber := number(a)
	y, yIsNumber := number(b)
	switch {
	case xIsNumber && yIsNumber:
		return cmp.Compare(x, y)
	case xIsNumber:
		return -1
	case yIsNumber:
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

// matching returns the keys of the columns that match one of the patterns. A pattern that matches none is an
// error.
func matching(flag string, patterns []string, available []*column) (map[string]bool, error) {
	keys := map[string]bool{}
	for _, pattern := range splitAtCommas(patterns) {
		found := false
		for _, c := range available {
			match, err := path.Match(pattern, c.key)
			if err != nil {
				return nil, exit.Usagef("compare: %s %q: %w", flag, pattern, err)
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

func splitAtCommas(patterns []string) (parts []string) {
	for _, p := range patterns {
		parts = append(parts, strings.Split(p, ",")...)
	}
	return parts
}

func unknownColumn(flag, key string, available []*column) error {
	var keys, measured []string
	for _, c := range available {
		if keys = append(keys, c.key); !c.setting {
			measured = append(measured, c.key)
		}
	}
	if nearest := nearest.Word(key, keys); nearest != "" {
		return exit.Usagef("compare: %s %q: no such column; did you mean %s?", flag, key, nearest)
	}
	return exit.Usagef("compare: %s %q: no such column; there are %s, and the keys of the config, such as optimizer.name",
		flag, key, strings.Join(measured, ", "))
}

// SettingsFirst moves the config keys before the measured columns, for narrow pages, which show the left end
// of a table.
func (t *Table) SettingsFirst() { t.settings = true }

// visible returns the columns of the text: those with a title and a value in some row, without those that
// matter only where the rows differ. hidden counts the config keys left out because only some kinds of model
// have them.
func (t *Table) visible() (columns []*column, hidden int) {
	for _, c := range t.columns {
		differs, empty := false, true
		for _, g := range t.Groups {
			differs = differs || c.show(g) != c.show(t.Groups[0])
			empty = empty && c.show(g) == ""
		}
		if c.key == "seed" { // one row may stand for several
			differs = differs || len(t.Groups) > 0 && len(t.Groups[0].Seeds) > 1
		}
		switch {
		case c.title == "" || empty && !c.setting || c.ifDiffers && !differs || c.ifUnits && t.SameUnits():
		case c.partial:
			hidden++
		default:
			columns = append(columns, c)
		}
	}
	if t.settings {
		rank := func(c *column) int {
			switch {
			case c.key == "name":
				return 0
			case c.setting:
				return 1
			}
			return 2
		}
		slices.SortStableFunc(columns, func(a, b *column) int { return cmp.Compare(rank(a), rank(b)) })
	}
	return columns, hidden
}
