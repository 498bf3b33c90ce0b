package studio

import (
	"net/http"

	"workbench/internal/compare"
	"workbench/internal/console"
)

// maxCompared is how many runs are compared at a time.
const maxCompared = 20

// comparison is the table of the compare command.
type comparison struct {
	Columns []comparedColumn `json:"columns"`
	Rows    [][]string       `json:"rows"`
	Notes   []string         `json:"notes"`
	Command string           `json:"command"` // prints the same table
}

// comparedColumn is a column of the table; see texttable.Column.
type comparedColumn struct {
	Title string `json:"title"`
	Unit  string `json:"unit"`
	Group string `json:"group"`
	Right bool   `json:"right"`
}

// compare compares the runs whose identifiers the request names.
func (s *Studio) compare(request *http.Request) (*comparison, error) {
	ids := request.URL.Query()["run"]
	if len(ids) < 1 || len(ids) > maxCompared {
		return nil, refusef(http.StatusBadRequest, "name 1 to %d runs", maxCompared)
	}
	var dirs []string
	for _, id := range ids {
		run, err := s.library.find(id)
		if err != nil {
			return nil, err
		}
		dirs = append(dirs, run.Dir)
	}
	c, err := compare.Runs(dirs, true)
	if err != nil {
		return nil, err
	}
	table, err := compare.NewTable(c, compare.Selection{Sort: "best"})
	if err != nil {
		return nil, err
	}
	text, notes := table.Text()
	shown := &comparison{Rows: [][]string{}, Notes: []string{}, Command: console.Command(append([]string{"compare"}, dirs...)...)}
	for _, column := range text.Columns {
		shown.Columns = append(shown.Columns, comparedColumn{column.Title, column.Unit, column.Group, column.Right})
	}
	for _, cells := range text.Rows {
		row := []string{}
		for _, cell := range cells {
			row = append(row, console.Printable(cell.Text))
		}
		shown.Rows = append(shown.Rows, row)
	}
	for _, note := range append(notes, c.Warnings...) {
		shown.Notes = append(shown.Notes, console.Printable(note))
	}
	return shown, nil
}
