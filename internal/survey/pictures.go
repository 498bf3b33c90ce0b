package survey

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/figure"
	"workbench/internal/metrics"
)

// Draw writes the figures into a directory, which is made if needed, and replaces nothing: ratings, shares
// believed human and excerpts, or strengths.
func (r *Results) Draw(dir string, style figure.Style, out *console.Streams) error {
	files := map[string][]byte{}
	for name, f := range r.figures() {
		var b bytes.Buffer
		if err := f.Write(&b, figure.PNG, style); err != nil {
			return fmt.Errorf("survey results: %s: %w", name, err)
		}
		files[name] = b.Bytes()
	}
	if err := atomicfile.CreateFiles(dir, files); err != nil {
		return fmt.Errorf("survey results: %w; name another folder with -out", err)
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(out.Progress, "%s\n", console.Printable(filepath.Join(dir, name)))
	}
	return nil
}

func (r *Results) figures() map[string]figure.Intervals {
	labels := []string{}
	for _, g := range r.Groups {
		labels = append(labels, g.Label)
	}
	row := func(name, label string, i *metrics.Interval, factor float64) figure.IntervalRow {
		return figure.IntervalRow{Name: name, Value: factor * float64(i.Value), Low: factor * float64(i.Low), High: factor * float64(i.High), Group: 1 + slices.Index(labels, label)}
	}
	if r.Design == Pairs {
		f := figure.Intervals{Title: "Preferences", Label: "Bradley–Terry strength (logarithm)"}
		for _, g := range r.Groups {
			f.Rows = append(f.Rows, row(g.Label, g.Label, g.Strength, 1))
		}
		return map[string]figure.Intervals{"strengths.png": f}
	}
	ratings := figure.Intervals{Title: "Ratings", Label: "mean rating, 0 to 10", Axis: figure.Range{Low: 0, High: 10}, Mark: math.NaN(), Number: "%.1f"}
	excerpts := ratings
	excerpts.Title = "Ratings of each excerpt"
	human := figure.Intervals{Title: "Believed to be composed by a person", Label: "share of answers, %", Axis: figure.Range{Low: 0, High: 100}, Mark: 50, Number: "%.0f"}
	for _, g := range r.Groups {
		ratings.Rows, human.Rows = append(ratings.Rows, row(g.Label, g.Label, g.Mean, 1)), append(human.Rows, row(g.Label, g.Label, g.Human, 100))
	}
	for i := range r.Excerpts {
		e := &r.Excerpts[i]
		excerpts.Rows = append(excerpts.Rows, row(e.Label+", "+e.shortSource(), e.Label, &e.Mean, 1))
	}
	return map[string]figure.Intervals{"ratings.png": ratings, "human.png": human, "excerpts.png": excerpts}
}

// shortSource is the file, or which composition of its model an excerpt is.
func (e *ExcerptResult) shortSource() string {
	if i := strings.LastIndex(e.Source, ", "); i >= 0 {
		return e.Source[i+len(", "):]
	}
	return e.Source
}
