package corpus

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"workbench/features"
	"workbench/internal/console"
)

// corpusReport is what corpus -json prints.
type Report struct {
	Pieces  []Piece            `json:"pieces"`
	Skipped []features.Skipped `json:"skipped"`
	Totals  Totals             `json:"totals"`
}

type Piece struct {
	File        string   `json:"file"`
	Title       string   `json:"title,omitempty"`
	Composer    string   `json:"composer,omitempty"`
	Split       string   `json:"split"`
	Steps       int      `json:"steps"`
	Measures    int      `json:"measures"`
	NoteOns     int      `json:"note_ons"`
	Strikes     int      `json:"strikes"`
	Merged      int      `json:"merged"`
	OutOfRange  int      `json:"out_of_range"`
	PlayedCells int      `json:"played_cells"`
	Lowest      int      `json:"lowest"`  // MIDI key number
	Highest     int      `json:"highest"` // MIDI key number
	Metres      []string `json:"metres"`
	Warnings    []string `json:"warnings,omitempty"`
}

type Totals struct {
	Pieces      int            `json:"pieces"`
	Train       int            `json:"train"`
	Valid       int            `json:"valid"`
	Test        int            `json:"test"`
	Skipped     int            `json:"skipped"`
	Steps       int            `json:"steps"`
	NoteOns     int            `json:"note_ons"`
	Strikes     int            `json:"strikes"`
	Merged      int            `json:"merged"`
	OutOfRange  int            `json:"out_of_range"`
	PlayedCells int            `json:"played_cells"`
	Lowest      int            `json:"lowest"`
	Highest     int            `json:"highest"`
	Metres      map[string]int `json:"metres"` // pieces in which each occurs
	Fingerprint string         `json:"fingerprint"`
}

func Describe(corpus *features.Corpus) *Report {
	r := &Report{Pieces: []Piece{}, Skipped: append([]features.Skipped{}, corpus.Skipped...),
		Totals: Totals{Pieces: len(corpus.Pieces), Skipped: len(corpus.Skipped), Metres: map[string]int{}, Fingerprint: corpus.Fingerprint(),
			Train: len(corpus.Of(features.Train)), Valid: len(corpus.Of(features.Valid)), Test: len(corpus.Of(features.Test))}}
	t := &r.Totals
	for i, p := range corpus.Pieces {
		piece := Piece{File: p.Name, Title: p.Title, Composer: p.Composer, Split: p.Split, Steps: p.Steps(), Measures: len(p.Measures), NoteOns: p.NoteOns,
			Merged: p.Merged, OutOfRange: p.OutOfRange, Metres: []string{}, Warnings: p.Warnings}
		piece.PlayedCells, piece.Strikes = p.Roll.Count()
		piece.Lowest, piece.Highest, _ = p.Roll.Range()
		for _, m := range p.Measures {
			if metre := fmt.Sprintf("%d/%d", m.Metre.Beats, m.Metre.Unit); !slices.Contains(piece.Metres, metre) {
				piece.Metres = append(piece.Metres, metre)
				t.Metres[metre]++
			}
		}
		t.Steps += piece.Steps
		t.NoteOns += piece.NoteOns
		t.Strikes += piece.Strikes
		t.Merged += piece.Merged
		t.OutOfRange += piece.OutOfRange
		t.PlayedCells += piece.PlayedCells
		if i == 0 {
			t.Lowest, t.Highest = piece.Lowest, piece.Highest
		}
		t.Lowest, t.Highest = min(t.Lowest, piece.Lowest), max(t.Highest, piece.Highest)
		r.Pieces = append(r.Pieces, piece)
	}
	return r
}

func (r *Report) Print(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "steps\tmeasures\tnotes\tstruck\tmerged\tsounding\theld\tlowest\thighest\tmetre\tsplit\t  piece")
	row := func(steps, measures, notes, struck, merged, played, lowest, highest int, metres, split, name string) {
		fmt.Fprintf(table, "%d\t%d\t%d\t%d\t%d\t%.2f\t%.0f %%\t%s\t%s\t%s\t%s\t  %s\n", steps, measures, notes, struck, merged,
			float64(played)/float64(max(steps, 1)), 100*float64(played-struck)/float64(max(played, 1)), keyName(lowest), keyName(highest), metres, split, name)
	}
	measures := 0
	for _, p := range r.Pieces {
		measures += p.Measures
		row(p.Steps, p.Measures, p.NoteOns, p.Strikes, p.Merged, p.PlayedCells, p.Lowest, p.Highest, strings.Join(p.Metres, " "), p.Split, p.name())
	}
	t := r.Totals
	if t.Pieces > 0 {
		row(t.Steps, measures, t.NoteOns, t.Strikes, t.Merged, t.PlayedCells, t.Lowest, t.Highest, "", "", fmt.Sprintf("all %d pieces", t.Pieces))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%d pieces to train on, %d to validate on", t.Train, t.Valid)
	if t.Test > 0 {
		fmt.Fprintf(w, ", %d to test on", t.Test)
	}
	fmt.Fprint(w, "; metres:")
	byPieces := func(a, b string) int {
		if t.Metres[a] != t.Metres[b] {
			return t.Metres[b] - t.Metres[a]
		}
		return strings.Compare(a, b)
	}
	for i, metre := range slices.SortedFunc(maps.Keys(t.Metres), byPieces) {
		if i > 0 {
			fmt.Fprint(w, ",")
		}
		fmt.Fprintf(w, " %s in %d", metre, t.Metres[metre])
	}
	fmt.Fprintln(w)
	if t.OutOfRange > 0 {
		fmt.Fprintf(w, "%d notes are beyond the 88 keys and left out\n", t.OutOfRange)
	}
	warned := 0
	for _, p := range r.Pieces {
		if len(p.Warnings) > 0 {
			warned++
		}
	}
	if warned > 0 {
		fmt.Fprintf(w, "%d pieces have something odd about them; -json says what\n", warned)
	}
	if len(r.Skipped) > 0 {
		fmt.Fprintf(w, "\n%d skipped:\n", len(r.Skipped))
		for _, s := range r.Skipped {
			fmt.Fprintf(w, "  %s: %s\n", console.Printable(s.File), console.Printable(s.Reason))
		}
	}
	return nil
}

// name is the piece's file, with its title where it has one.
func (p *Piece) name() string {
	name := p.File
	if p.Title != "" {
		name += ": " + p.Title
	}
	if p.Composer != "" {
		name += " (" + p.Composer + ")"
	}
	return console.Printable(name)
}

// keyName names a MIDI key number, such as C4 for 60.
func keyName(key int) string {
	names := [12]string{"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"}
	return fmt.Sprintf("%s%d", names[key%12], key/12-1)
}
