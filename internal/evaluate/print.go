package evaluate

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"workbench/internal/console"
	"workbench/internal/metrics"
)

// listedEnds is the number of pieces listed from each end of their order.
const listedEnds = 3

// Print writes the report as text; all lists every piece.
func (r *Report) Print(w io.Writer, all bool) error {
	best, split, first := "", "", ""
	if r.best {
		best = ", its best by validation"
	}
	if r.Split != "" {
		split = " " + r.Split + " pieces of"
	}
	if r.Style != "" {
		first = ", in the style " + console.Printable(r.Style)
	}
	if r.SkipFirst {
		first += ", the first of each piece left out"
	}
	if len(r.Mixture) > 0 {
		fmt.Fprintf(w, "%s, the mean of their probabilities of each %s\n", r.model(), r.unit())
	} else {
		fmt.Fprintf(w, "%s, epoch %d%s\n", console.Printable(r.Run), r.Epoch, best)
	}
	if r.Adaptation != nil {
		fmt.Fprintf(w, "%v\n", r.Adaptation)
	}
	fmt.Fprintf(w, "on%s %s: %s, %s%s\n\n", split, console.Printable(r.Music), console.Count(len(r.Pieces), "piece"), console.Count(r.Frames, r.unit()), first)
	if err := r.printFigures(w); err != nil {
		return err
	}
	if r.Benchmark != nil {
		if err := r.Benchmark.print(w); err != nil {
			return err
		}
	}
	if r.Styles != nil {
		if err := r.printStyles(w); err != nil {
			return err
		}
	}
	return r.printPieces(w, all)
}

func (r *Report) printFigures(w io.Writer) error {
	parts := r.shownParts()
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "nats a %s\ttotal\t95 %%", r.unit())
	for _, part := range parts {
		fmt.Fprintf(table, "\t%s\t95 %%", part)
	}
	fmt.Fprintln(table)
	figures := func(name string, f Figures) {
		fmt.Fprintf(table, "%s\t%.3f\t%s", name, f.NLL.Value, ends(f.NLL))
		for _, part := range f.Parts[:len(parts)] {
			fmt.Fprintf(table, "\t%.3f\t%s", part.Value.Value, ends(part.Value))
		}
		fmt.Fprintln(table)
	}
	figures("per "+r.unit(), r.PerFrame)
	figures("mean of pieces", r.PerPiece)
	subset := func(name string, s *Subset) {
		if s != nil {
			fmt.Fprintf(table, "%s: %d\t%.3f\t%s\n", name, s.Pieces, s.NLL.Value, ends(s.NLL))
		}
	}
	subset("pieces learned from", r.Seen)
	subset("new pieces", r.New)
	for _, m := range r.Mixture {
		fmt.Fprintf(table, "%s, epoch %d\t%.3f\n", console.Printable(m.Run), m.Epoch, m.NLL)
	}
	for _, b := range r.Baselines {
		fmt.Fprintf(table, "%s\t%.3f", b.Name, b.NLL)
		for _, part := range b.Parts[:len(parts)] {
			fmt.Fprintf(table, "\t\t%.3f", part.Value)
		}
		fmt.Fprintln(table)
	}
	if !r.SkipFirst {
		fmt.Fprintf(table, "per note\t%.3f\n", r.PerNote)
	}
	if err := table.Flush(); err != nil || len(r.Metrics) == 0 {
		return err
	}
	fmt.Fprintln(w)
	for _, m := range r.Metrics {
		fmt.Fprintf(table, "%s\t%.2f\n", m.Name, m.Value)
	}
	return table.Flush()
}

// unit names the model's unit; a step of a roll is called a frame here, as in papers.
func (r *Report) unit() string {
	if r.Unit == "step" {
		return "frame"
	}
	return r.Unit
}

// shownParts are the parts of the likelihood, none if there is only one.
func (r *Report) shownParts() []string {
	if len(r.parts) < 2 {
		return nil
	}
	return r.parts
}

// ends is the text of an interval.
func ends(i metrics.Interval) string {
	if math.IsNaN(float64(i.Low)) {
		return "-"
	}
	return fmt.Sprintf("%.3f to %.3f", i.Low, i.High)
}

// printPieces lists all pieces, or those at both ends.
func (r *Report) printPieces(w io.Writer, all bool) error {
	pieces := r.worstFirst()
	heading, gap := "the worst first", len(pieces)
	if !all && len(pieces) > 2*listedEnds+1 {
		heading = fmt.Sprintf("the worst and the best %d; -pieces lists all", listedEnds)
		pieces, gap = append(pieces[:listedEnds:listedEnds], pieces[len(pieces)-listedEnds:]...), listedEnds
	}
	fmt.Fprintf(w, "\npieces, %s\n", heading)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	parts := r.shownParts()
	columns, noParts := "", ""
	for _, part := range parts {
		columns, noParts = columns+part+"\t", noParts+"\t"
	}
	fmt.Fprintf(table, "total\t%s%ss\t  piece\n", columns, r.unit())
	for i, p := range pieces {
		if i == gap {
			fmt.Fprintf(table, "\t%s\t  …\n", noParts)
		}
		fmt.Fprintf(table, "%.3f\t", p.NLL)
		for _, part := range p.Parts[:len(parts)] {
			fmt.Fprintf(table, "%.3f\t", part.Value)
		}
		name := p.Name
		if p.Title != "" {
			name += ": " + p.Title
		}
		fmt.Fprintf(table, "%d\t  %s\n", p.Frames, console.Printable(name))
	}
	return table.Flush()
}
