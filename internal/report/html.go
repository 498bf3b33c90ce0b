package report

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"strings"

	"workbench/internal/console"
	"workbench/internal/figure"
	"workbench/internal/texttable"
)

//go:embed page.html
var pageText string

//go:embed style.css
var styleText string

var page = template.Must(template.New("page").Funcs(template.FuncMap{
	"style":  func() template.CSS { return template.CSS(styleText + figure.SVGStyle) },
	"marker": func() template.HTML { return template.HTML(htmlMarker) },
	"svg":    func(text string) template.HTML { return template.HTML(text) },
	"roll": func(s *Sample) (template.HTML, error) {
		text, err := s.roll()
		return template.HTML(text), err
	},
	"data": func(kind string, data []byte) template.URL {
		return template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data))
	},
	"colour":  figure.ColourClass,
	"anchor":  func(i int) string { return fmt.Sprintf("run-%d", i+1) },
	"heading": heading,
	"label": func(c texttable.Column) string {
		return strings.ReplaceAll(strings.ReplaceAll(heading(c), ".\n", "."), "\n", " ")
	},
	// On a telephone, a table of many columns becomes a card for each row.
	"cards": func(t *Table) bool { return len(t.Columns) > 6 },
	// A cell of several words may wrap.
	"long":      func(text string) bool { return len(text) > 12 },
	"printable": console.Printable,
	"sub":       func(a, b int) int { return a - b },
	"kB":        func(data []byte) string { return fmt.Sprintf("%d kB", (len(data)+999)/1000) },
}).Parse(pageText))

// heading is a column's title with its unit, or its section and key, on two lines.
func heading(c texttable.Column) string {
	switch {
	case c.Group != "":
		return c.Group + ".\n" + c.Title
	case c.Unit != "":
		return c.Title + "\n" + c.Unit
	}
	return c.Title
}

// HTML returns the report as one HTML file. Control characters in names, which could drive a terminal or
// reorder text, are escaped. It begins with the marker by which [MayReplace] knows it.
func (r *Report) HTML() ([]byte, error) {
	curves, err := r.curves()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err = page.Execute(&b, map[string]any{"Report": r, "Several": r.several(), "Curves": curves, "Listen": r.Listen()})
	return []byte(console.Text(b.String())), err
}
