package texttable

import (
	"io"
	"slices"
	"strings"

	"workbench/internal/console"

	"github.com/mattn/go-runewidth"
)

// gap is the space between two columns of text.
const gap = 2

// terminal measures text independently of the locale of the process.
var terminal = runewidth.Condition{StrictEmojiNeutral: true}

// Width returns how many columns of a terminal a text takes.
func Width(text string) int { return terminal.StringWidth(text) }

// measure returns the width of a column.
func (t *Table) measure(column int) int {
	c := t.Columns[column]
	width := max(Width(console.Printable(c.Title)), Width(console.Printable(c.Unit)), Width(console.Printable(c.groupLine())))
	for i := range t.Rows {
		width = max(width, Width(console.Printable(t.cell(i, column).Text)))
	}
	return width
}

// groupLine is the first line of the header of a config key: "optimizer." above "epsilon".
func (c Column) groupLine() string {
	if c.Group == "" {
		return ""
	}
	return c.Group + "."
}

// header returns the lines above the rule: the group or title, and the title or unit. The second line is
// empty where no column needs it.
func (t *Table) header() (lines [2][]string, second bool) {
	for _, c := range t.Columns {
		above, below := c.Title, c.Unit
		if c.Group != "" {
			above, below = c.groupLine(), c.Title
		}
		lines[0], lines[1] = append(lines[0], above), append(lines[1], below)
		second = second || below != ""
	}
	return lines, second
}

// WriteText writes the table with aligned columns, a header and a rule below it. The error is what w returns.
func (t *Table) WriteText(w io.Writer) error {
	columns := make([]int, len(t.Columns))
	for j := range columns {
		columns[j] = t.measure(j)
	}
	var b strings.Builder
	line := func(at func(column int) string) {
		var text strings.Builder
		for j, width := range columns {
			cell := console.Printable(at(j))
			padding := strings.Repeat(" ", width-Width(cell))
			if t.Columns[j].Right {
				text.WriteString(padding + cell)
			} else {
				text.WriteString(cell + padding)
			}
			text.WriteString(strings.Repeat(" ", gap))
		}
		b.WriteString(strings.TrimRight(text.String(), " ") + "\n")
	}
	lines, second := t.header()
	line(func(j int) string { return lines[0][j] })
	if second {
		line(func(j int) string { return lines[1][j] })
	}
	b.WriteString(strings.Repeat("─", t.Width()) + "\n")
	for i := range t.Rows {
		line(func(j int) string { return t.cell(i, j).Text })
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Width returns how many columns of a terminal the text of the table takes.
func (t *Table) Width() int {
	total := 0
	for j := range t.Columns {
		if j > 0 {
			total += gap
		}
		total += t.measure(j)
	}
	return total
}

// Fit returns the table with columns left out until it takes at most a width, and the titles of those it left
// out: first the columns with the given indices, in this order, then those at its right. The first column
// always stays.
func (t *Table) Fit(width int, first ...int) (fitting *Table, left []string) {
	widths := make([]int, len(t.Columns))
	total := -gap
	for j := range widths {
		widths[j] = t.measure(j) + gap
		total += widths[j]
	}
	out := make([]bool, len(t.Columns))
	order := slices.Clone(first)
	for j := len(t.Columns) - 1; j > 0; j-- {
		order = append(order, j)
	}
	for _, j := range order {
		if total > width && j > 0 && !out[j] {
			out[j] = true
			total -= widths[j]
		}
	}
	fitting = &Table{}
	for j, c := range t.Columns {
		if out[j] {
			left = append(left, c.name())
		} else {
			fitting.Columns = append(fitting.Columns, c)
		}
	}
	for i := range t.Rows {
		var row []Cell
		for j := range t.Columns {
			if !out[j] {
				row = append(row, t.cell(i, j))
			}
		}
		fitting.Rows = append(fitting.Rows, row)
	}
	return fitting, left
}
