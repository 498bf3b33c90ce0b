package report

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"workbench/internal/compare"
	"workbench/internal/stats"
)

// collector reads runs for reports. It remembers the corpora that it has measured.
type Collector struct {
	corpora stats.References
}

func NewCollector() *Collector { return &Collector{stats.References{}} }

// collect reads the runs in dirs. What cannot be read is told in the report. The runs are in the order of the table, and after
// those the ones that are not in it.
func (c *Collector) Collect(dirs []string, now time.Time) *Report {
	r := &Report{Made: now}
	names := map[string]string{}
	var ordered []string
	// A run that cannot be compared has its reason among its problems, so that the error and the warnings would only repeat it.
	perNote := map[string]*float64{} // by directory, where the runs predict different units
	if compared, err := compare.Runs(dirs, false); err == nil {
		for _, s := range compared.Runs {
			ordered = append(ordered, s.Dir)
			names[s.Dir] = s.Name
			if !compared.SameUnits() {
				perNote[s.Dir] = s.PerNote
			}
		}
		if r.Table, err = reportTable(compared); err != nil {
			r.Warnings = append(r.Warnings, err.Error())
		}
	}
	for _, dir := range dirs {
		if !slices.Contains(ordered, filepath.Clean(dir)) {
			ordered = append(ordered, dir)
		}
	}
	for _, dir := range ordered {
		name := names[dir]
		if name == "" {
			name = filepath.ToSlash(dir)
		}
		reader := &runReader{dir: dir, among: len(dirs), run: &Run{Name: name}}
		reader.read(now)
		if factor, ok := perNote[dir]; ok {
			reader.scale(factor)
		}
		c.addStatistics(reader)
		r.Runs = append(r.Runs, reader.run)
	}
	r.Title = r.Runs[0].Name
	if len(r.Runs) > 1 {
		r.Title = fmt.Sprintf("%d runs", len(r.Runs))
	}
	return r
}

// columnRank puts in which ways the runs differ before what came out: a narrow page shows the left end of a table.
func columnRank(c *compare.Column) int {
	switch {
	case c.Key == "name":
		return 0
	case c.Setting:
		return 1
	}
	return 2
}

// reportTable is the table of compare with a row for each run.
func reportTable(c *compare.Comparison) (*Table, error) {
	t, err := compare.NewTable(c, "best", 0, nil, nil, nil)
	if err != nil {
		return nil, err
	}
	columns := t.Visible()
	slices.SortStableFunc(columns, func(a, b *compare.Column) int { return cmp.Compare(columnRank(a), columnRank(b)) })
	table := &Table{Caption: "The best validation first, with the keys of the configs that differ", Notes: t.Notes(columns, "★")}
	if len(c.Runs) == 1 {
		table.Caption = "The run in numbers"
	}
	l := t.Layout(columns)
	for j, header := range l.Headers {
		name := header[0]
		if header[1] != "" {
			name += "\n" + header[1]
		}
		table.Header, table.Left = append(table.Header, name), append(table.Left, l.Left[j])
	}
	for i, row := range l.Rows {
		var cells []Cell
		for j, f := range row {
			cell := Cell{Text: f.Text, Strong: f.Mark == '*'}
			switch f.Mark {
			case '*':
				cell.Mark = "★"
			case '~':
				cell.Mark = "~"
			}
			if j == 0 && len(c.Runs) > 1 {
				cell.Colour = i + 1
			}
			cells = append(cells, cell)
		}
		table.Rows = append(table.Rows, cells)
	}
	return table, nil
}
