package corpus

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/pitch"
	"workbench/internal/texttable"
)

// Print writes the report as text.
func (r *Report) Print(w io.Writer) error {
	if err := r.table().WriteText(w); err != nil {
		return err
	}
	var b strings.Builder
	r.printTotals(&b)
	r.printDuplicates(&b)
	if len(r.Skipped) > 0 {
		kinds := Kinds(r.Skipped)
		if len(kinds) < len(r.Skipped) {
			fmt.Fprintf(&b, "\n%d skipped, by kind:\n", len(r.Skipped))
			printKinds(&b, kinds)
		}
		fmt.Fprintf(&b, "\n%d skipped:\n", len(r.Skipped))
		for _, s := range r.Skipped {
			fmt.Fprintf(&b, "  %s: %s\n", console.Printable(s.File), console.Printable(s.Reason))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// table has a row per piece, and one for all of them.
func (r *Report) table() *texttable.Table {
	table := texttable.New()
	for _, title := range []string{"steps", "measures", "notes", "onsets", "merged", "density", "held", "lowest", "highest", "metre", "split"} {
		table.Columns = append(table.Columns, texttable.Right(title))
	}
	table.Columns = append(table.Columns, texttable.Left("piece"))
	row := func(p Piece, name string) {
		table.Add(fmt.Sprint(p.Steps), fmt.Sprint(p.Measures), fmt.Sprint(p.NoteOns), fmt.Sprint(p.Onsets), fmt.Sprint(p.Merged),
			fmt.Sprintf("%.2f", float64(p.PlayedCells)/float64(max(p.Steps, 1))),
			fmt.Sprintf("%.0f %%", 100*float64(p.PlayedCells-p.Onsets)/float64(max(p.PlayedCells, 1))),
			pitch.KeyName(p.Lowest), pitch.KeyName(p.Highest), console.Few(p.Metres, 3, " "), p.Split, name)
	}
	measures := 0
	for _, p := range r.Pieces {
		measures += p.Measures
		row(p, p.name())
	}
	if t := r.Totals; t.Pieces > 0 {
		row(Piece{Steps: t.Steps, Measures: measures, NoteOns: t.NoteOns, Onsets: t.Onsets, Merged: t.Merged, PlayedCells: t.PlayedCells,
			Lowest: t.Lowest, Highest: t.Highest}, "all "+console.Count(t.Pieces, "piece"))
	}
	return table
}

func (r *Report) printTotals(b *strings.Builder) {
	t := r.Totals
	fmt.Fprintf(b, "\n%s, %s", console.Count(t.Train, "training piece"), console.Count(t.Valid, "validation piece"))
	if t.Test > 0 {
		fmt.Fprintf(b, ", %s", console.Count(t.Test, "test piece"))
	}
	byPieces := func(a, b string) int {
		if t.Metres[a] != t.Metres[b] {
			return t.Metres[b] - t.Metres[a]
		}
		return strings.Compare(a, b)
	}
	var metres []string
	for _, metre := range slices.SortedFunc(maps.Keys(t.Metres), byPieces) {
		metres = append(metres, fmt.Sprintf("%s in %d", metre, t.Metres[metre]))
	}
	fmt.Fprintf(b, "; metres: %s\n", console.Few(metres, 8, ", "))
	if t.OutOfRange > 0 {
		fmt.Fprintf(b, "notes outside the 88 keys, left out: %d\n", t.OutOfRange)
	}
	r.printWarnings(b)
}

// printWarnings counts the pieces with warnings, by kind.
func (r *Report) printWarnings(b *strings.Builder) {
	warned := 0
	var all []features.Skipped
	for _, p := range r.Pieces {
		if len(p.Warnings) > 0 {
			warned++
			all = append(all, warningsOf(p.File, p.Warnings)...)
		}
	}
	if warned > 0 {
		fmt.Fprintf(b, "pieces with warnings: %d; -json lists them\n", warned)
		printKinds(b, Kinds(all))
	}
}

// printKinds lists the ten most frequent kinds.
func printKinds(b *strings.Builder, kinds []Kind) {
	lines, _ := Summary(kinds, 10)
	for _, line := range lines {
		fmt.Fprintf(b, "  %s\n", console.Printable(line))
	}
}

// printDuplicates lists the groups of near-equal pieces, with the split of each piece where it differs within
// the group.
func (r *Report) printDuplicates(b *strings.Builder) {
	if len(r.Duplicates) == 0 {
		return
	}
	split := map[string]string{}
	for _, p := range r.Pieces {
		split[p.File] = p.Split
	}
	fmt.Fprintf(b, "\ngroups of equal or nearly equal pieces, %d in all (half of the windows of 8 onsets in the top voice, in any key):\n",
		len(r.Duplicates))
	for _, group := range r.Duplicates {
		divided := slices.ContainsFunc(group, func(file string) bool { return split[file] != split[group[0]] })
		var names []string
		for _, file := range group {
			name := console.Printable(file)
			if divided {
				name += " (" + split[file] + ")"
			}
			names = append(names, name)
		}
		fmt.Fprintf(b, "  %s\n", strings.Join(names, ", "))
	}
	if n := len(r.Leaks); n > 0 {
		fmt.Fprintf(b, "%d validation or test pieces are nearly equal to a training piece\n", n)
	}
}

// name is the piece's file, with its title and composer where it has them.
func (p *Piece) name() string {
	name := p.File
	if p.Title != "" {
		name += ": " + p.Title
	}
	if p.Composer != "" {
		name += " (" + p.Composer + ")"
	}
	return name
}
