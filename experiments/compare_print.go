package main

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"workbench/runs"
)

// field is a place in a table for people.
type field struct {
	text string
	mark rune // * the best, ~ within its spread, 0 neither
}

// layout is a table for people. Each header is the section of a config key and the key, or the title and the unit.
type layout struct {
	headers [][2]string
	left    []bool
	rows    [][]field
}

// layout lays the table out.
func (t *compareTable) layout(columns []*compareColumn) *layout {
	g := &layout{rows: make([][]field, len(t.Groups))}
	for _, c := range columns {
		header := [2]string{c.title, c.unit}
		if c.unit == nats {
			header[1] = t.nats()
		}
		if section, key := splitKey(c.key); c.setting && section != "" {
			header = [2]string{section + ".", key}
		}
		g.headers, g.left = append(g.headers, header), append(g.left, c.left)
		for i, row := range t.Groups {
			g.rows[i] = append(g.rows[i], field{printable(c.show(row)), t.mark(c, row)})
		}
	}
	return g
}

// differenceLayout lays out in which ways two runs differ.
func (t *compareTable) differenceLayout() *layout {
	d := t.Differences
	a, b := t.Runs[0], t.Runs[1]
	if a.Dir != d.A {
		a, b = b, a
	}
	code := d.Code
	if len(code) == 0 && (a.Commit == "" || a.Dirty) { // then nobody knows whether it was the same
		code = []runs.Difference{{Key: "commit", A: cmp.Or(commit(a), "unknown"), B: cmp.Or(commit(b), "unknown")}}
	}
	g := &layout{headers: [][2]string{{"differences"}, {""}, {printable(a.Name)}, {printable(b.Name)}}, left: []bool{true, true, true, true}}
	for _, part := range []struct {
		name string
		list []runs.Difference
	}{{"config", d.Config}, {"code", code}, {"corpus", d.Corpus}} {
		if len(part.list) == 0 {
			g.rows = append(g.rows, []field{{text: part.name}, {text: "the same"}, {}, {}})
		}
		for i, difference := range part.list {
			row := []field{{}, {text: difference.Key}, {text: printable(runs.ConfigText(difference.A))}, {text: printable(runs.ConfigText(difference.B))}}
			if i == 0 {
				row[0].text = part.name
			}
			g.rows = append(g.rows, row)
		}
	}
	return g
}

// text aligns the columns, two spaces apart.
func (g *layout) text(text *strings.Builder) {
	widths, marked, total := make([]int, len(g.headers)), make([]bool, len(g.headers)), 0
	for j, header := range g.headers {
		widths[j] = max(utf8.RuneCountInString(header[0]), utf8.RuneCountInString(header[1]))
		for _, row := range g.rows {
			marked[j] = marked[j] || row[j].mark != 0
			widths[j] = max(widths[j], utf8.RuneCountInString(row[j].text))
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
			padding := strings.Repeat(" ", width-utf8.RuneCountInString(c.text))
			if g.left[j] {
				b.WriteString(c.text + padding)
			} else {
				b.WriteString(padding + c.text)
			}
			if marked[j] {
				b.WriteRune(max(c.mark, ' '))
			}
			b.WriteString("  ")
		}
		text.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
	for half := range 2 {
		if slices.ContainsFunc(g.headers, func(header [2]string) bool { return header[half] != "" }) {
			line(func(j int) field { return field{text: g.headers[j][half]} })
		}
	}
	text.WriteString(strings.Repeat("─", total-2) + "\n")
	for _, row := range g.rows {
		line(func(j int) field { return row[j] })
	}
}

func renderText(t *compareTable) ([]byte, error) {
	var b strings.Builder
	columns := t.visible()
	t.layout(columns).text(&b)
	b.WriteString("\n")
	for _, note := range t.notes(columns, "*") {
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
		for j := range g.headers {
			b.WriteString("| " + at(j) + " ")
		}
		b.WriteString("|\n")
	}
	escape := strings.NewReplacer("|", `\|`).Replace
	line(func(j int) string {
		title, unit := g.headers[j][0], g.headers[j][1]
		switch {
		case strings.HasSuffix(title, "."):
			return escape(title + unit)
		case unit != "":
			return fmt.Sprintf("%s (%s)", title, unit)
		}
		return escape(title)
	})
	line(func(j int) string {
		if g.left[j] {
			return ":--"
		}
		return "--:"
	})
	for _, row := range g.rows {
		line(func(j int) string {
			switch text := escape(row[j].text); row[j].mark {
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

func renderMarkdown(t *compareTable) ([]byte, error) {
	var b strings.Builder
	columns := t.visible()
	t.layout(columns).markdown(&b)
	for _, note := range t.notes(columns, "Bold") {
		b.WriteString("\n" + note + "\n")
	}
	if t.Differences != nil {
		b.WriteString("\n")
		t.differenceLayout().markdown(&b)
	}
	return []byte(b.String()), nil
}

// renderCSV writes every column with its key above it, config keys where they differ.
func renderCSV(t *compareTable) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	record := make([]string, len(t.columns))
	for j, c := range t.columns {
		record[j] = c.key
	}
	if err := w.Write(record); err != nil {
		return nil, err
	}
	for _, g := range t.Groups {
		for j, c := range t.columns {
			record[j] = runs.ConfigText(c.value(g))
		}
		if err := w.Write(record); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func renderJSON(t *compareTable) ([]byte, error) {
	data, err := json.MarshalIndent(struct {
		*runs.Comparison
		Samples map[string]*sampleStats `json:"samples,omitempty"` // by directory, with -stats
	}{t.Comparison, t.samples}, "", "  ")
	return append(data, '\n'), err
}
