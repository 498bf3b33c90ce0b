package compare

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"workbench/internal/config"
	"workbench/internal/console"
)

// field is a place in a table for people.
type field struct {
	Text string
	Mark rune // * the best, ~ within its spread, 0 neither
}

// layout is a table for people. Each header is the section of a config key and the key, or the title and the unit.
type layout struct {
	Headers [][2]string
	Left    []bool
	Rows    [][]field
}

// layout lays the table out.
func (t *Table) Layout(columns []*Column) *layout {
	g := &layout{Rows: make([][]field, len(t.Groups))}
	for _, c := range columns {
		header := [2]string{c.title, c.unit}
		if c.unit == nats {
			header[1] = t.nats()
		}
		if section, key := config.SplitKey(c.Key); c.Setting && section != "" {
			header = [2]string{section + ".", key}
		}
		g.Headers, g.Left = append(g.Headers, header), append(g.Left, c.left)
		for i, row := range t.Groups {
			g.Rows[i] = append(g.Rows[i], field{console.Printable(c.show(row)), t.mark(c, row)})
		}
	}
	return g
}

// differenceLayout lays out in which ways two runs differ.
func (t *Table) differenceLayout() *layout {
	d := t.Differences
	a, b := t.Runs[0], t.Runs[1]
	if a.Dir != d.A {
		a, b = b, a
	}
	code := d.Code
	if len(code) == 0 && (a.Commit == "" || a.Dirty) { // then nobody knows whether it was the same
		code = []Difference{{Key: "commit", A: cmp.Or(commit(a), "unknown"), B: cmp.Or(commit(b), "unknown")}}
	}
	g := &layout{Headers: [][2]string{{"differences"}, {""}, {console.Printable(a.Name)}, {console.Printable(b.Name)}}, Left: []bool{true, true, true, true}}
	for _, part := range []struct {
		name string
		list []Difference
	}{{"config", d.Config}, {"code", code}, {"corpus", d.Corpus}} {
		if len(part.list) == 0 {
			g.Rows = append(g.Rows, []field{{Text: part.name}, {Text: "the same"}, {}, {}})
		}
		for i, difference := range part.list {
			row := []field{{}, {Text: difference.Key}, {Text: console.Printable(ConfigText(difference.A))}, {Text: console.Printable(ConfigText(difference.B))}}
			if i == 0 {
				row[0].Text = part.name
			}
			g.Rows = append(g.Rows, row)
		}
	}
	return g
}

// text aligns the columns, two spaces apart.
func (g *layout) text(text *strings.Builder) {
	widths, marked, total := make([]int, len(g.Headers)), make([]bool, len(g.Headers)), 0
	for j, header := range g.Headers {
		widths[j] = max(utf8.RuneCountInString(header[0]), utf8.RuneCountInString(header[1]))
		for _, row := range g.Rows {
			marked[j] = marked[j] || row[j].Mark != 0
			widths[j] = max(widths[j], utf8.RuneCountInString(row[j].Text))
		}
		total += widths[j] + 2
		if marked[j] {
			total++
		}
	}
	line := func(at func(j int) field) {
		var b strings.Builder
		for j, width := range widths {
			c := at(j)
			padding := strings.Repeat(" ", width-utf8.RuneCountInString(c.Text))
			if g.Left[j] {
				b.WriteString(c.Text + padding)
			} else {
				b.WriteString(padding + c.Text)
			}
			if marked[j] {
				b.WriteRune(max(c.Mark, ' '))
			}
			b.WriteString("  ")
		}
		text.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
	for half := range 2 {
		if slices.ContainsFunc(g.Headers, func(header [2]string) bool { return header[half] != "" }) {
			line(func(j int) field { return field{Text: g.Headers[j][half]} })
		}
	}
	text.WriteString(strings.Repeat("─", total-2) + "\n")
	for _, row := range g.Rows {
		line(func(j int) field { return row[j] })
	}
}

func renderText(t *Table) ([]byte, error) {
	var b strings.Builder
	columns := t.Visible()
	t.Layout(columns).text(&b)
	b.WriteString("\n")
	for _, note := range t.Notes(columns, "*") {
		b.WriteString(note + "\n")
	}
	if t.Differences != nil {
		b.WriteString("\n")
		t.differenceLayout().text(&b)
	}
	return []byte(b.String()), nil
}

// markdown writes a table of GitHub's Markdown.
func (g *layout) markdown(b *strings.Builder) {
	line := func(at func(j int) string) {
		for j := range g.Headers {
			b.WriteString("| " + at(j) + " ")
		}
		b.WriteString("|\n")
	}
	escape := strings.NewReplacer("|", `\|`).Replace
	line(func(j int) string {
		title, unit := g.Headers[j][0], g.Headers[j][1]
		switch {
		case strings.HasSuffix(title, "."):
			return escape(title + unit)
		case unit != "":
			return fmt.Sprintf("%s (%s)", title, unit)
		}
		return escape(title)
	})
	line(func(j int) string {
		if g.Left[j] {
			return ":--"
		}
		return "--:"
	})
	for _, row := range g.Rows {
		line(func(j int) string {
			switch text := escape(row[j].Text); row[j].Mark {
			case '*':
				return "**" + text + "**"
			case '~':
				return "~ " + text
			default:
				return text
			}
		})
	}
}

func renderMarkdown(t *Table) ([]byte, error) {
	var b strings.Builder
	columns := t.Visible()
	t.Layout(columns).markdown(&b)
	for _, note := range t.Notes(columns, "Bold") {
		b.WriteString("\n" + note + "\n")
	}
	if t.Differences != nil {
		b.WriteString("\n")
		t.differenceLayout().markdown(&b)
	}
	return []byte(b.String()), nil
}

// renderCSV writes every column with its key above it, config keys where they differ.
func renderCSV(t *Table) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	record := make([]string, len(t.columns))
	for j, c := range t.columns {
		record[j] = c.Key
	}
	if err := w.Write(record); err != nil {
		return nil, err
	}
	for _, g := range t.Groups {
		for j, c := range t.columns {
			record[j] = ConfigText(c.value(g))
		}
		if err := w.Write(record); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func renderJSON(t *Table) ([]byte, error) {
	data, err := json.MarshalIndent(struct {
		*Comparison
		Samples map[string]*SampleStats `json:"samples,omitempty"` // by directory, with -stats
	}{t.Comparison, t.samples}, "", "  ")
	return append(data, '\n'), err
}
