package texttable

import "fmt"

// Table is a header and rows of equal length. The zero value is an empty table.
type Table struct {
	Columns []Column
	Rows    [][]Cell
}

// Column describes one column.
type Column struct {
	Title string
	Unit  string // below the title in text, in parentheses in Markdown, left out of CSV
	Group string // "optimizer" of the config key optimizer.epsilon; above the title in text, before it elsewhere
	Key   string // header in CSV; empty: the group and the title
	Right bool   // numbers are aligned at the right
}

// Cell is one entry of a table.
type Cell struct {
	Text   string
	Colour int // number of a run's colour, from 1, for writers that have colours; 0 is none
}

// New returns a table without rows.
func New(columns ...Column) *Table { return &Table{Columns: columns} }

// Left returns a left-aligned column, for words.
func Left(title string) Column { return Column{Title: title} }

// Right returns a right-aligned column, for numbers.
func Right(title string) Column { return Column{Title: title, Right: true} }

// Add appends a row of plain cells. Missing cells at the end are empty.
//
// Add panics if there are more cells than columns.
func (t *Table) Add(texts ...string) {
	row := make([]Cell, len(texts))
	for i, text := range texts {
		row[i].Text = text
	}
	t.AddCells(row...)
}

// AddCells appends a row. Missing cells at the end are empty.
//
// AddCells panics if there are more cells than columns.
func (t *Table) AddCells(cells ...Cell) {
	if len(cells) > len(t.Columns) {
		panic(fmt.Sprintf("texttable: a row of %d cells in a table of %d columns", len(cells), len(t.Columns)))
	}
	row := make([]Cell, len(t.Columns))
	copy(row, cells)
	t.Rows = append(t.Rows, row)
}

// cell returns an empty cell where a row that a caller appended by hand is too short.
func (t *Table) cell(row, column int) Cell {
	if column >= len(t.Rows[row]) {
		return Cell{}
	}
	return t.Rows[row][column]
}

// name returns the title with its group: optimizer.epsilon.
func (c Column) name() string {
	if c.Group == "" {
		return c.Title
	}
	return c.Group + "." + c.Title
}
