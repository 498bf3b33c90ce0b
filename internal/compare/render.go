package compare

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"workbench/internal/console"
	"workbench/internal/texttable"
)

// Format is a way to render a comparison, and the file of -out with it.
type Format struct {
	Name, file string
	Render     func(*Table) ([]byte, error)
}

// FormatNames are the names of the formats.
func FormatNames() (names []string) {
	for _, f := range Formats {
		names = append(names, f.Name)
	}
	return names
}

// Formats are the formats of a comparison.
var Formats = []Format{
	{"text", "compare.txt", renderText},
	{"md", "compare.md", renderMarkdown},
	{"csv", "compare.csv", renderCSV},
	{"json", "compare.json", renderJSON},
}

// Text returns the rows and the visible columns as text, with the notes that explain them.
func (t *Table) Text() (table *texttable.Table, notes []string) {
	columns, hidden := t.visible()
	return t.text(columns, hidden)
}

func (t *Table) text(columns []*column, hidden int) (table *texttable.Table, notes []string) {
	table = texttable.New()
	for _, c := range columns {
		group, title := c.header()
		unit := c.unit
		if unit == nats {
			unit = t.lossUnit()
		}
		table.Columns = append(table.Columns, texttable.Column{Group: group, Title: title, Unit: unit, Right: !c.left})
	}
	for i, g := range t.Groups {
		var cells []texttable.Cell
		for j, c := range columns {
			cell := texttable.Cell{Text: c.show(g)}
			if j == 0 {
				cell.Colour = i + 1
			}
			cells = append(cells, cell)
		}
		table.AddCells(cells...)
	}
	notes = t.notes(columns)
	if hidden > 0 {
		notes = append(notes, fmt.Sprintf("%d config keys that only some of these kinds of model have are left out; -wide shows them.", hidden))
	}
	return table, notes
}

// leastImportant are the columns that a narrow text leaves out after the settings that do not affect the loss, and
// before those that do.
var leastImportant = []string{"status", "last_epoch", "last", "seconds_per_epoch", "code", "best_epoch", "train", "epoch", "parameters"}

// lossless are the settings, or their sections, that do not affect the loss.
var lossless = []string{"compose.", "train.checkpoint_every", "train.keep", "train.sample_every", "train.tensorboard", "train.validate_every"}

// expendable are the indices of the columns that a narrow text leaves out first.
func expendable(columns []*column) (indices []int) {
	for i, c := range columns {
		if c.setting && slices.ContainsFunc(lossless, func(prefix string) bool { return strings.HasPrefix(c.key, prefix) }) {
			indices = append(indices, i)
		}
	}
	for _, key := range leastImportant {
		if i := slices.IndexFunc(columns, func(c *column) bool { return c.key == key }); i >= 0 {
			indices = append(indices, i)
		}
	}
	return indices
}

func renderText(t *Table) ([]byte, error) {
	var b bytes.Buffer
	columns, hidden := t.visible()
	table, notes := t.text(columns, hidden)
	if t.width > 0 {
		fitting, left := table.Fit(t.width, expendable(columns)...)
		if table = fitting; len(left) > 0 {
			notes = append(notes, fmt.Sprintf("Left out to fit %d characters: %s; -wide shows all, -keep chooses.", t.width, strings.Join(left, ", ")))
		}
	}
	if err := table.WriteText(&b); err != nil {
		return nil, err
	}
	b.WriteString("\n")
	for _, note := range notes {
		b.WriteString(console.Printable(note) + "\n")
	}
	if t.Differences != nil {
		b.WriteString("\n")
		if err := t.differenceTable().WriteText(&b); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func renderMarkdown(t *Table) ([]byte, error) {
	var b bytes.Buffer
	table, notes := t.Text()
	if err := table.WriteMarkdown(&b); err != nil {
		return nil, err
	}
	for _, note := range notes {
		b.WriteString("\n" + texttable.Markdown(note) + "\n")
	}
	if t.Differences != nil {
		b.WriteString("\n")
		if err := t.differenceTable().WriteMarkdown(&b); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// differenceTable lists how two runs differ.
func (t *Table) differenceTable() *texttable.Table {
	d := t.Differences
	a, b := t.Runs[0], t.Runs[1]
	if a.Dir != d.A {
		a, b = b, a
	}
	code := d.Code
	if len(code) == 0 && (a.Commit == "" || a.Dirty) { // then nobody knows whether it was the same
		code = []Difference{{Key: "commit", A: cmp.Or(commit(a), "unknown"), B: cmp.Or(commit(b), "unknown")}}
	}
	table := texttable.New(texttable.Left("differences"), texttable.Left(""), texttable.Left(a.Name), texttable.Left(b.Name))
	for _, part := range []struct {
		name string
		list []Difference
	}{{"config", d.Config}, {"code", code}, {"corpus", d.Corpus}} {
		if len(part.list) == 0 {
			table.Add(part.name, "the same")
		}
		for i, difference := range part.list {
			name := ""
			if i == 0 {
				name = part.name
			}
			table.Add(name, difference.Key, ConfigText(difference.A), ConfigText(difference.B))
		}
	}
	return table
}

// renderCSV writes all columns with their keys, and the config keys that differ.
func renderCSV(t *Table) ([]byte, error) {
	table := texttable.New()
	for _, c := range t.columns {
		table.Columns = append(table.Columns, texttable.Column{Key: c.key})
	}
	for _, g := range t.Groups {
		var row []string
		for _, c := range t.columns {
			row = append(row, ConfigText(c.value(g)))
		}
		table.Add(row...)
	}
	var b bytes.Buffer
	err := table.WriteCSV(&b)
	return b.Bytes(), err
}

func renderJSON(t *Table) ([]byte, error) {
	var b bytes.Buffer
	err := console.WriteJSON(&b, struct {
		*Comparison
		Samples map[string]*SampleStats `json:"samples,omitempty"` // by directory, with -stats
	}{t.Comparison, t.samples})
	return b.Bytes(), err
}
