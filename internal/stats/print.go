package stats

import (
	"fmt"
	"io"
	"math"
	"strings"

	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/texttable"
)

// shortMetrics are the metrics that fit on one line.
var shortMetrics = []string{"steps", "notes", "density", "polyphony", "silent_share", "note_length", "pitch_range", "scale_consistency",
	"groove_similarity", "repeated_measure_share"}

// Print writes the report as text.
func (r *Report) Print(w io.Writer) error {
	p := &printer{w: w}
	switch {
	case r.Corpus == "" && len(r.Sets[0].Pieces) == 1:
		p.piece(&r.Sets[0].Pieces[0])
	case r.Corpus == "":
		p.pieces(r.Sets[0].Pieces)
	case len(r.Sets) > 1:
		p.epochs(r)
	default:
		p.comparison(r, &r.Sets[0])
	}
	for _, warning := range r.Warnings {
		p.line("\nwarning: %s", warning)
	}
	return p.err
}

// printer writes until the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) table(t *texttable.Table) {
	if p.err == nil {
		p.err = t.WriteText(p.w)
	}
}

// piece lists all metrics of one piece.
func (p *printer) piece(piece *Piece) {
	p.line("%s\n", console.Printable(piece.Name))
	table := texttable.New(texttable.Left("metric"), texttable.Right("value"), texttable.Left("unit"), texttable.Left(""))
	for _, v := range piece.Values {
		value := digits(v.Value)
		if v.YesNo() && !math.IsNaN(v.Value) {
			value = map[float64]string{0: "no", 1: "yes"}[v.Value]
		}
		table.Add(v.Name, value, v.Unit, v.What)
	}
	p.table(table)
}

// pieces writes a row per piece.
func (p *printer) pieces(pieces []Piece) {
	table := shortTable(texttable.Left("file"))
	for _, piece := range pieces {
		var row []string
		for _, name := range shortMetrics {
			row = append(row, digits(piece.Value(name)))
		}
		table.Add(append(row, piece.Name)...)
	}
	p.table(table)
}

// epochs writes a row per epoch, with the medians of its samples, and a last one for the corpus.
func (p *printer) epochs(r *Report) {
	p.line("%s: medians of the samples of each epoch, and of the %s of %s\n", console.Printable(r.Run), console.Count(r.Training, r.kind()),
		console.Printable(r.Corpus))
	table := shortTable(texttable.Right("copied"), texttable.Right("longest"), texttable.Left("epoch"))
	for _, set := range r.Sets {
		row := medians(set.Comparison, func(row *metrics.Row) metrics.Number { return row.Samples.Median })
		table.Add(append(row, digits(float64(set.Copied.Transposed.Median)), digits(float64(set.Copied.Longest.Median)), fmt.Sprint(*set.Epoch))...)
	}
	row := medians(r.Sets[0].Comparison, func(row *metrics.Row) metrics.Number { return row.Corpus.Median })
	copied, longest := math.NaN(), math.NaN()
	if r.HeldOutHas != nil {
		copied, longest = float64(r.HeldOutHas.Transposed.Median), float64(r.HeldOutHas.Longest.Median)
	}
	table.Add(append(row, digits(copied), digits(longest), "corpus")...)
	p.table(table)
	p.line("\ncopied: share of the windows of %d onsets that a training piece has in some key; longest: steps of the longest passage; "+
		"corpus: of the held-out pieces", metrics.WindowEvents)
}

// medians are the short metrics of a comparison.
func medians(c *metrics.Comparison, median func(*metrics.Row) metrics.Number) []string {
	byName := map[string]*metrics.Row{}
	for i := range c.Rows {
		byName[c.Rows[i].Name] = &c.Rows[i]
	}
	var row []string
	for _, name := range shortMetrics {
		row = append(row, digits(float64(median(byName[name]))))
	}
	return row
}

// shortTable has a column per short metric, and further columns.
func shortTable(further ...texttable.Column) *texttable.Table {
	table := texttable.New()
	headings := strings.NewReplacer("_share", "", "scale_consistency", "in scale", "_similarity", "", "_measure", "", "_", " ")
	for _, name := range shortMetrics {
		table.Columns = append(table.Columns, texttable.Right(headings.Replace(name)))
	}
	table.Columns = append(table.Columns, further...)
	return table
}

// percent formats a share.
func percent(share metrics.Number) string {
	if math.IsNaN(float64(share)) {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(share))
}

// digits rounds to about three significant digits.
func digits(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case v == math.Trunc(v) && math.Abs(v) >= 10, math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
