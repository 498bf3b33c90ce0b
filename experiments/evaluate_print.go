package main

import (
	"fmt"
	"io"
	"math"
	"text/tabwriter"

	"workbench/internal/stats"
)

// evaluateEnds is the number of pieces listed from each end of their order.
const evaluateEnds = 3

// print writes the report for people.
func (r *evaluateReport) print(w io.Writer, all bool) error {
	best, split, first := "", "", ""
	if r.best {
		best = ", its best by validation"
	}
	if r.Split != "" {
		split = " " + r.Split + " pieces of"
	}
	if r.SkipFirst {
		first = ", the first of each piece left out"
	}
	fmt.Fprintf(w, "%s, epoch %d%s\non%s %s: %d pieces, %d frames%s\n\n", r.Run, r.Epoch, best, split, r.Music, len(r.Pieces), r.Frames, first)
	if err := r.printFigures(w); err != nil {
		return err
	}
	return r.printPieces(w, all)
}

func (r *evaluateReport) printFigures(w io.Writer) error {
	articulated := r.PerFrame.Articulate != nil // without it play is all there is
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "nats a frame\ttotal\t95 %")
	if articulated {
		fmt.Fprint(table, "\tplay\t95 %\tarticulate\t95 %")
	}
	fmt.Fprintln(table)
	figures := func(name string, f evaluateFigures) {
		fmt.Fprintf(table, "%s\t%.3f\t%s", name, f.NLL.Value, ends(f.NLL))
		if articulated {
			fmt.Fprintf(table, "\t%.3f\t%s\t%.3f\t%s", f.Play.Value, ends(f.Play), f.Articulate.Value, ends(*f.Articulate))
		}
		fmt.Fprintln(table)
	}
	figures("per frame", r.PerFrame)
	figures("mean of pieces", r.PerPiece)
	for _, b := range r.Baselines {
		fmt.Fprintf(table, "%s\t%.3f", b.Name, b.NLL)
		if articulated {
			fmt.Fprintf(table, "\t\t%.3f\t\t%.3f", b.Play, *b.Articulate)
		}
		fmt.Fprintln(table)
	}
	return table.Flush()
}

// ends writes an interval.
func ends(i stats.Interval) string {
	if math.IsNaN(float64(i.Low)) {
		return "-"
	}
	return fmt.Sprintf("%.3f to %.3f", i.Low, i.High)
}

// printPieces lists all pieces, or those at both ends.
func (r *evaluateReport) printPieces(w io.Writer, all bool) error {
	pieces := r.worstFirst()
	heading, gap := "the worst first", len(pieces)
	if !all && len(pieces) > 2*evaluateEnds+1 {
		heading = fmt.Sprintf("the worst and the best %d; -pieces lists all", evaluateEnds)
		pieces, gap = append(pieces[:evaluateEnds:evaluateEnds], pieces[len(pieces)-evaluateEnds:]...), evaluateEnds
	}
	fmt.Fprintf(w, "\npieces, %s\n", heading)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	parts, noParts := "", ""
	if r.PerFrame.Articulate != nil {
		parts, noParts = "play\tarticulate\t", "\t\t"
	}
	fmt.Fprintf(table, "total\t%sframes\t  piece\n", parts)
	for i, p := range pieces {
		if i == gap {
			fmt.Fprintf(table, "\t%s\t  …\n", noParts)
		}
		fmt.Fprintf(table, "%.3f\t", p.NLL)
		if p.Articulate != nil {
			fmt.Fprintf(table, "%.3f\t%.3f\t", p.Play, *p.Articulate)
		}
		name := p.Name
		if p.Title != "" {
			name += ": " + p.Title
		}
		fmt.Fprintf(table, "%d\t  %s\n", p.Frames, printable(name))
	}
	return table.Flush()
}
