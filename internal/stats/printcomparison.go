package stats

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/texttable"
)

// Limits on the outliers in the text.
const (
	shownOutliers     = 10 // samples
	outliersPerSample = 4
)

// comparison writes a row per metric, the profiles, the outliers and the copies.
func (p *printer) comparison(r *Report, set *Set) {
	alone := len(set.Pieces) == 0
	if alone {
		p.line("%s: %s\n", console.Printable(r.Corpus), console.Count(r.Training, "piece"))
	} else {
		p.heading(r, set)
	}
	p.table(metricTable(set))
	if !alone {
		p.medians(set.Comparison)
	}
	for i := range set.Comparison.Profiles {
		p.profile(&set.Comparison.Profiles[i], !alone)
	}
	if !alone {
		p.outliers(set)
		p.copies(r, set)
	}
}

// kind names the pieces that are compared with.
func (r *Report) kind() string {
	switch {
	case r.Run == "":
		return "piece"
	case r.Split == features.Valid:
		return "validation piece"
	case r.Split == features.Test:
		return "test piece"
	}
	return "training piece"
}

// heading says what is compared with what.
func (p *printer) heading(r *Report, set *Set) {
	pieces := console.Count(len(set.Pieces), "piece")
	if set.Epoch != nil {
		pieces = fmt.Sprintf("%s, epoch %d: %s", r.Run, *set.Epoch, console.Count(len(set.Pieces), "sample"))
	}
	windows := ""
	if set.Windows > 0 {
		windows = fmt.Sprintf(" (%s of %d steps)", console.Count(set.Windows, "window"), set.Window)
	}
	p.line("%s, compared with the %s of %s%s\n", console.Printable(pieces), console.Count(r.Training, r.kind()), console.Printable(r.Corpus), windows)
}

func metricTable(set *Set) *texttable.Table {
	alone := len(set.Pieces) == 0
	table := texttable.New(texttable.Left("metric"), texttable.Right("samples"), texttable.Right("corpus"), texttable.Right("5 to 95 %"),
		texttable.Right("overlap"), texttable.Left(""), texttable.Left("unit"), texttable.Left(""))
	if alone {
		table = texttable.New(texttable.Left("metric"), texttable.Right("median"), texttable.Right("5 to 95 %"), texttable.Left("unit"), texttable.Left(""))
	}
	for _, row := range set.Comparison.Rows {
		if alone {
			table.Add(row.Name, typical(&row, &row.Corpus), rangeOf(&row), row.Unit, row.What)
			continue
		}
		table.Add(row.Name, typical(&row, &row.Samples), typical(&row, &row.Corpus), rangeOf(&row), digits(float64(row.Overlap)), sides[row.Outside()+1], row.Unit, row.What)
	}
	return table
}

// sides names the values of Row.Outside from -1 on.
var sides = [3]string{"below", "", "above"}

// typical is the median of a metric, or the share of the pieces for which one of yes or no holds.
func typical(row *metrics.Row, s *metrics.Spread) string {
	if row.YesNo() {
		return percent(s.Mean)
	}
	return digits(float64(s.Median))
}

// rangeOf is that of 90 % of the corpus.
func rangeOf(row *metrics.Row) string {
	if row.YesNo() {
		return "–"
	}
	return span(row.Corpus.Low, row.Corpus.High)
}

// medians says how many medians of the samples are inside the range of the corpus, and which are not.
func (p *printer) medians(c *metrics.Comparison) {
	var outside []string
	for _, row := range c.Rows {
		if row.Outside() == 0 {
			continue
		}
		median, limit := float64(row.Samples.Median), float64(row.Corpus.Low)
		if row.Outside() > 0 {
			limit = float64(row.Corpus.High)
		}
		shown, limitShown := digits(median), digits(limit)
		if shown == limitShown {
			shown, limitShown = fmt.Sprintf("%.4g", median), fmt.Sprintf("%.4g", limit)
		}
		outside = append(outside, fmt.Sprintf("%s %s (%s %s)", row.Name, shown, sides[row.Outside()+1], limitShown))
	}
	line := fmt.Sprintf("%d of %d medians are inside the 5 to 95 %%", c.Medians.Inside, c.Medians.Compared)
	if len(outside) > 0 {
		line += "; outside: " + strings.Join(outside, ", ")
	}
	p.line("\n%s", line)
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
