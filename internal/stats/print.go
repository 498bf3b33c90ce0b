package stats

import (
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"

	"workbench/internal/metrics"
)

// shortMetrics are the metrics that fit into one line.
var shortMetrics = []string{"steps", "notes", "density", "polyphony", "silent_share", "note_length", "pitch_range", "scale_consistency",
	"groove_similarity", "repeated_measure_share"}

// print writes the report for people.
func (r *Report) Print(w io.Writer) error {
	switch {
	case r.Corpus == "" && len(r.Sets[0].Pieces) == 1:
		return printPiece(w, &r.Sets[0].Pieces[0])
	case r.Corpus == "":
		return r.printPieces(w)
	case len(r.Sets) > 1:
		return r.printCourse(w)
	}
	set := &r.Sets[0]
	if len(set.Pieces) > 0 {
		if err := printHeading(w, r, set); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(w, "%s: %d pieces\n\n", r.Corpus, r.Training)
	}
	if err := printComparison(w, set); err != nil {
		return err
	}
	for _, p := range set.Comparison.Profiles {
		if err := printProfile(w, &p, len(set.Pieces) > 0); err != nil {
			return err
		}
	}
	if len(set.Pieces) == 0 {
		return nil
	}
	return r.printCopies(w, set)
}

func printHeading(w io.Writer, r *Report, set *Set) error {
	pieces := fmt.Sprintf("%d pieces", len(set.Pieces))
	if set.Epoch != nil {
		pieces = fmt.Sprintf("%s, epoch %d: %d samples", r.Run, *set.Epoch, len(set.Pieces))
	}
	what := "pieces"
	if r.Run != "" {
		what = "training pieces"
	}
	_, err := fmt.Fprintf(w, "%s against the %d %s of %s\n\n", pieces, r.Training, what, r.Corpus)
	return err
}

// printPiece lists all metrics of one piece.
func printPiece(w io.Writer, p *Piece) error {
	fmt.Fprintf(w, "%s\n\n", p.Name)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, v := range p.Values {
		fmt.Fprintf(table, "%s\t%7s\t%s\t%s\n", v.Name, digits(v.Value), v.Unit, v.What)
	}
	return table.Flush()
}

// printPieces writes a row a piece.
func (r *Report) printPieces(w io.Writer) error {
	table := shortTable(w, "file")
	for _, p := range r.Sets[0].Pieces {
		for _, name := range shortMetrics {
			fmt.Fprintf(table, "%s\t", digits(p.Value(name)))
		}
		fmt.Fprintf(table, "  %s\n", p.Name)
	}
	return table.Flush()
}

// printCourse writes a row an epoch, with the samples' medians, and a last one for the corpus.
func (r *Report) printCourse(w io.Writer) error {
	fmt.Fprintf(w, "%s: medians of each epoch's samples, and of the %d training pieces of %s\n\n", r.Run, r.Training, r.Corpus)
	table := shortTable(w, "copied", "longest", "epoch")
	for _, set := range r.Sets {
		rowOfMedians(table, set.Comparison, func(row *metrics.Row) metrics.Number { return row.Samples.Median })
		fmt.Fprintf(table, "%s\t%s\t  %d\n", digits(float64(set.Copied.Transposed.Median)), digits(float64(set.Copied.Longest.Median)), *set.Epoch)
	}
	rowOfMedians(table, r.Sets[0].Comparison, func(row *metrics.Row) metrics.Number { return row.Corpus.Median })
	copied, longest := math.NaN(), math.NaN()
	if r.HeldOutHas != nil {
		copied, longest = float64(r.HeldOutHas.Transposed.Median), float64(r.HeldOutHas.Longest.Median)
	}
	fmt.Fprintf(table, "%s\t%s\t  %s\n", digits(copied), digits(longest), "corpus")
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\ncopied: share of the windows of %d onsets that a training piece has in some key; longest: steps of the longest stretch; corpus: of the pieces held out\n", metrics.WindowEvents)
	return err
}

func rowOfMedians(table io.Writer, c *metrics.Comparison, median func(*metrics.Row) metrics.Number) {
	byName := map[string]*metrics.Row{}
	for i := range c.Rows {
		byName[c.Rows[i].Name] = &c.Rows[i]
	}
	for _, name := range shortMetrics {
		fmt.Fprintf(table, "%s\t", digits(float64(median(byName[name]))))
	}
}

// shortTable begins a table of the short metrics and further columns. The last one is for words.
func shortTable(w io.Writer, further ...string) *tabwriter.Writer {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	headings := strings.NewReplacer("_share", "", "scale_consistency", "in scale", "_similarity", "", "_measure", "", "_", " ")
	for _, name := range shortMetrics {
		fmt.Fprintf(table, "%s\t", headings.Replace(name))
	}
	further[len(further)-1] = "  " + further[len(further)-1]
	fmt.Fprintln(table, strings.Join(further, "\t"))
	return table
}

// printComparison writes a row a metric.
func printComparison(w io.Writer, set *Set) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	alone := len(set.Pieces) == 0
	if alone {
		fmt.Fprintln(table, "metric\t median\t5 to 95 %\tunit\t")
	} else {
		fmt.Fprintln(table, "metric\tsamples\t corpus\t5 to 95 %\toverlap\t\tunit\t")
	}
	for _, row := range set.Comparison.Rows {
		low, high := digits(float64(row.Corpus.Low)), digits(float64(row.Corpus.High))
		median, span := digits(float64(row.Corpus.Median)), fmt.Sprintf("%5s to %5s", low, high)
		if alone {
			fmt.Fprintf(table, "%s\t%7s\t%s\t%s\t%s\n", row.Name, median, span, row.Unit, row.What)
			continue
		}
		fmt.Fprintf(table, "%s\t%7s\t%7s\t%s\t%7s\t%s\t%s\t%s\n", row.Name, digits(float64(row.Samples.Median)), median, span,
			digits(float64(row.Overlap)), [3]string{"below", "", "above"}[row.Outside()+1], row.Unit, row.What)
	}
	return table.Flush()
}

// printProfile writes a histogram, in per cent.
func printProfile(w io.Writer, p *metrics.ProfileRow, withSamples bool) error {
	fmt.Fprintf(w, "\n%s, in %%", p.What)
	if withSamples {
		fmt.Fprintf(w, "; overlap %s", digits(float64(p.Overlap)))
	}
	fmt.Fprintln(w)
	table := tabwriter.NewWriter(w, 4, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprintf(table, "       \t%s\t\n", strings.Join(p.Bins, "\t"))
	row := func(name string, shares []float64) {
		fmt.Fprint(table, name)
		for i := range p.Bins {
			if shares == nil {
				fmt.Fprint(table, "\t–")
			} else {
				fmt.Fprintf(table, "\t%.0f", 100*shares[i])
			}
		}
		fmt.Fprintln(table, "\t")
	}
	if withSamples {
		row("samples", p.Samples)
	}
	row("corpus", p.Corpus)
	return table.Flush()
}

// printCopies writes what each piece copied.
func (r *Report) printCopies(w io.Writer, set *Set) error {
	fmt.Fprintf(w, "\ncopied, of the windows of %d onsets, in the same key and in any; the closest piece; the longest stretch, in steps\n", metrics.WindowEvents)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range set.Pieces {
		c := p.Copied
		closest, stretch := "–", "–"
		if c.From != "" {
			closest = fmt.Sprintf("%s (%s)", c.From, percent(c.FromShare))
			stretch = fmt.Sprintf("%d from step %d, as %s from step %d", c.Longest.Steps, c.Longest.Start, c.Longest.From, c.Longest.FromStart)
			if c.Longest.Semitones != 0 {
				stretch += fmt.Sprintf(", %+d semitones", c.Longest.Semitones)
			}
		}
		fmt.Fprintf(table, "%s\t%6s\t%6s\t%s\t%s\n", p.Name, percent(c.Share), percent(c.Transposed), closest, stretch)
	}
	if h := r.HeldOutHas; h != nil {
		fmt.Fprintf(table, "%d pieces held out: median\t%6s\t%6s\t\t%.0f\n", r.HeldOut, percent(h.Share.Median), percent(h.Transposed.Median), h.Longest.Median)
		fmt.Fprintf(table, "%d pieces held out: 95 %%\t%6s\t%6s\t\t%.0f\n", r.HeldOut, percent(h.Share.High), percent(h.Transposed.High), h.Longest.High)
	}
	return table.Flush()
}

// percent shows a share.
func percent(share metrics.Number) string {
	if math.IsNaN(float64(share)) {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(share))
}

// digits shows three digits or so.
func digits(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case v == math.Trunc(v) && math.Abs(v) >= 10, math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}
