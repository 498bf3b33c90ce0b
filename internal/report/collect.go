package report

import (
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"workbench/internal/artifacts"
	"workbench/internal/compare"
	"workbench/internal/stats"
)

// Collector reads runs for reports. It keeps the corpora that it has measured.
type Collector struct {
	corpora stats.References
}

// NewCollector returns a collector that has measured no corpus yet.
func NewCollector() *Collector { return &Collector{stats.References{}} }

// Collect reads the runs in dirs. The report says what cannot be read. The runs are in the order of the
// table; those that are not in it follow.
func (c *Collector) Collect(dirs []string, now time.Time) *Report {
	r := &Report{Made: now, Sound: DefaultSound}
	names, groups := map[string]string{}, map[string]group{}
	var ordered []string
	// The reason why a run cannot be compared is among its problems, so that the error and the warnings are
	// not repeated here.
	perNote := map[string]*float64{} // by directory, where the runs predict different units
	if compared, err := compare.Runs(dirs, true); err == nil {
		for i, g := range compared.Groups {
			for _, s := range g.Runs {
				groups[s.Dir] = group{g.Name, i + 1}
			}
		}
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
		g, ok := groups[dir]
		if !ok { // not in the table
			g = group{name, len(groups) + len(r.Runs) + 1}
		}
		reader := &runReader{dir: dir, among: len(dirs), run: &Run{Name: name, Group: g.name, Number: g.number},
			samples: map[string]*artifacts.Sample{}}
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

// group is a row of the table.
type group struct {
	name   string
	number int
}

// reportTable is the table of compare with a row per run, or per config with several seeds.
func reportTable(c *compare.Comparison) (*Table, error) {
	t, err := compare.NewTable(c, compare.Selection{Drop: []string{"status"}}) // which stands beside each name
	if err != nil {
		return nil, err
	}
	t.SettingsFirst()
	table := &Table{Caption: "Runs by validation loss, the best first, with the config keys that differ"}
	table.Table, table.Notes = t.Text()
	if len(c.Groups) == 1 {
		table.Caption = "The run in numbers"
		table.Rows[0][0].Colour = 0
	}
	return table, nil
}
