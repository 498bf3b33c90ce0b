package stats

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/texttable"
)

// shortMetrics are the metrics that fit on one line.
var shortMetrics = []string{"steps", "notes", "density", "polyphony", "silent_share", "note_length", "pitch_range", "scale_consistency",
	"groove_similarity", "repeated_measure_share"}

// Limits on the outliers in the text.
const (
	shownOutliers     = 10 // samples
	outliersPerSample = 4
)

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
		table.Add(v.Name, digits(v.Value), v.Unit, v.What)
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
	p.line("%s: medians of the samples of each epoch, and of the %d training pieces of %s\n", console.Printable(r.Run), r.Training,
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

// comparison writes a row per metric, the profiles, the outliers and the copies.
func (p *printer) comparison(r *Report, set *Set) {
	alone := len(set.Pieces) == 0
	if alone {
		p.line("%s: %s\n", console.Printable(r.Corpus), console.Count(r.Training, "piece"))
	} else {
		p.heading(r, set)
	}
	p.table(metricTable(set))
	for i := range set.Comparison.Profiles {
		p.profile(&set.Comparison.Profiles[i], !alone)
	}
	if !alone {
		p.outliers(set)
		p.copies(r, set)
	}
}

// heading says what is compared with what.
func (p *printer) heading(r *Report, set *Set) {
	pieces := console.Count(len(set.Pieces), "piece")
	if set.Epoch != nil {
		pieces = fmt.Sprintf("%s, epoch %d: %s", r.Run, *set.Epoch, console.Count(len(set.Pieces), "sample"))
	}
	what := "piece"
	if r.Run != "" {
		what = "training piece"
	}
	windows := ""
	if set.Windows > 0 {
		windows = fmt.Sprintf(" (%s of %d steps)", console.Count(set.Windows, "window"), set.Window)
	}
	p.line("%s, compared with the %s of %s%s\n", console.Printable(pieces), console.Count(r.Training, what), console.Printable(r.Corpus), windows)
}

func metricTable(set *Set) *texttable.Table {
	alone := len(set.Pieces) == 0
	table := texttable.New(texttable.Left("metric"), texttable.Right("samples"), texttable.Right("corpus"), texttable.Right("5 to 95 %"),
		texttable.Right("overlap"), texttable.Left(""), texttable.Left("unit"), texttable.Left(""))
	if alone {
		table = texttable.New(texttable.Left("metric"), texttable.Right("median"), texttable.Right("5 to 95 %"), texttable.Left("unit"), texttable.Left(""))
	}
	for _, row := range set.Comparison.Rows {
		median := digits(float64(row.Corpus.Median))
		if alone {
			table.Add(row.Name, median, span(row.Corpus.Low, row.Corpus.High), row.Unit, row.What)
			continue
		}
		where := [3]string{"below", "", "above"}[row.Outside()+1]
		if row.Name == "steps" { // how long samples are is chosen, not learned
			where = ""
		}
		table.Add(row.Name, digits(float64(row.Samples.Median)), median, span(row.Corpus.Low, row.Corpus.High),
			digits(float64(row.Overlap)), where, row.Unit, row.What)
	}
	return table
}

// profile writes a histogram, in per cent.
func (p *printer) profile(profile *metrics.ProfileRow, withSamples bool) {
	overlap := ""
	if withSamples {
		overlap = "; overlap " + digits(float64(profile.Overlap))
	}
	p.line("\n%s, in %%%s", profile.What, overlap)
	table := texttable.New(texttable.Left(""))
	for _, bin := range profile.Bins {
		table.Columns = append(table.Columns, texttable.Right(bin))
	}
	add := func(name string, shares []float64) {
		row := []string{name}
		for i := range profile.Bins {
			if shares == nil {
				row = append(row, "–")
			} else {
				row = append(row, fmt.Sprintf("%.0f", 100*shares[i]))
			}
		}
		table.Add(row...)
	}
	if withSamples {
		add("samples", profile.Samples)
	}
	add("corpus", profile.Corpus)
	p.table(table)
}

// outliers lists the samples with values outside the range of the whole corpus, those farthest outside first.
func (p *printer) outliers(set *Set) {
	bySample := map[string][]metrics.Outlier{}
	var samples []string
	for _, o := range set.Outliers {
		if bySample[o.Piece] == nil {
			samples = append(samples, o.Piece)
		}
		bySample[o.Piece] = append(bySample[o.Piece], o)
	}
	if len(samples) == 0 {
		return
	}
	farthestFirst := func(a, b metrics.Outlier) int { return cmp.Compare(b.Excess(), a.Excess()) }
	for _, list := range bySample {
		slices.SortStableFunc(list, farthestFirst)
	}
	slices.SortStableFunc(samples, func(a, b string) int { return farthestFirst(bySample[a][0], bySample[b][0]) })
	p.line("\noutside the range of the whole corpus (lowest to highest)")
	table := texttable.New(texttable.Left("sample"), texttable.Left("metric"))
	for _, name := range samples[:min(shownOutliers, len(samples))] {
		var values []string
		list := bySample[name]
		for _, o := range list[:min(outliersPerSample, len(list))] {
			values = append(values, fmt.Sprintf("%s %s (%s)", o.Name, digits(o.Value), span(o.Min, o.Max)))
		}
		if more := len(list) - outliersPerSample; more > 0 {
			values = append(values, fmt.Sprintf("%d more", more))
		}
		table.Add(name, strings.Join(values, ", "))
	}
	p.table(table)
	if more := len(samples) - shownOutliers; more > 0 {
		p.line("and %d more samples; -json lists all", more)
	}
}

// span formats a range.
func span(low, high metrics.Number) string {
	if math.IsNaN(float64(low)) {
		return "–"
	}
	return digits(float64(low)) + " to " + digits(float64(high))
}

// copies writes what each piece copied.
func (p *printer) copies(r *Report, set *Set) {
	p.line("\ncopied windows of %d onsets, in the same key and in any; closest training piece; longest passage", metrics.WindowEvents)
	table := texttable.New(texttable.Left("sample"), texttable.Right("same key"), texttable.Right("any key"), texttable.Left("closest piece"),
		texttable.Left("longest passage, in steps"))
	for _, piece := range set.Pieces {
		c := piece.Copied
		closest, passage := "–", "–"
		if c.From != "" {
			closest = fmt.Sprintf("%s (%s)", c.From, percent(c.FromShare))
			passage = fmt.Sprintf("%d from step %d, as %s from step %d", c.Longest.Steps, c.Longest.Start, c.Longest.From, c.Longest.FromStart)
			if c.Longest.Semitones != 0 {
				passage += fmt.Sprintf(", %+d semitones", c.Longest.Semitones)
			}
		}
		table.Add(piece.Name, percent(c.Share), percent(c.Transposed), closest, passage)
	}
	if h := r.HeldOutHas; h != nil {
		table.Add(fmt.Sprintf("%d held-out pieces: median", r.HeldOut), percent(h.Share.Median), percent(h.Transposed.Median), "",
			fmt.Sprintf("%.0f", h.Longest.Median))
		table.Add(fmt.Sprintf("%d held-out pieces: 95 %%", r.HeldOut), percent(h.Share.High), percent(h.Transposed.High), "",
			fmt.Sprintf("%.0f", h.Longest.High))
	}
	p.table(table)
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
