package texttable

import (
	"io"
	"strings"
)

// WriteMarkdown writes the table in GitHub Flavored Markdown. The error is what w returns.
func (t *Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	line := func(at func(column int) string) {
		for j := range t.Columns {
			b.WriteString("| " + at(j) + " ")
		}
		b.WriteString("|\n")
	}
	line(func(j int) string {
		c := t.Columns[j]
		if c.Unit == "" {
			return Markdown(c.name())
		}
		return Markdown(c.name() + " (" + c.Unit + ")")
	})
	line(func(j int) string {
		if t.Columns[j].Right {
			return "--:"
		}
		return ":--"
	})
	for i := range t.Rows {
		line(func(j int) string { return Markdown(strings.TrimSpace(t.cell(i, j).Text)) })
	}
	_, err := io.WriteString(w, b.String())
	return err
}
