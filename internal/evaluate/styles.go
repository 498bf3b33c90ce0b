package evaluate

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/model"
	"workbench/internal/texttable"
	"workbench/internal/trained"
)

// StyleRow has the nats per frame of the pieces of one style, scored in each style of the model.
type StyleRow struct {
	Style  string             `json:"style"` // of the pieces; empty where the model does not know it
	Pieces int                `json:"pieces"`
	In     map[string]float64 `json:"in"`           // by style
	Even   float64            `json:"even_mixture"` // in an even mixture of all styles
}

// setStyle sets the style in which the pieces are scored, and says how many have none that the model knows.
func setStyle(m *trained.Model, pieces []*features.Piece, style features.Style, out *console.Streams) {
	if style != nil {
		for _, p := range pieces {
			p.Style = style
		}
		return
	}
	if unknown := m.Unstyled(pieces); len(m.Styles()) > 0 && unknown > 0 {
		fmt.Fprintf(out.Progress, "note: %s of %d have no style of the model (%s) and are scored in an even mixture of all; -style chooses one\n",
			console.Count(unknown, "piece"), len(pieces), console.Printable(strings.Join(m.Styles(), ", ")))
	}
}

// styleRows scores the pieces of each style in every style, and in an even mixture.
func (r *Request) styleRows(m *trained.Model, pieces []*features.Piece) (rows []StyleRow, err error) {
	styles := m.Styles()
	for _, own := range append(slices.Clone(styles), "") {
		row := StyleRow{Style: own, In: map[string]float64{}}
		var these []*features.Piece
		for _, p := range pieces {
			if p.Style[own] > 0 || own == "" && m.Unstyled([]*features.Piece{p}) > 0 {
				these = append(these, p)
			}
		}
		if row.Pieces = len(these); row.Pieces == 0 {
			continue
		}
		for _, style := range styles {
			if row.In[style], err = r.scoreIn(features.Style{style: 1}, m, these); err != nil {
				return nil, err
			}
		}
		if row.Even, err = r.scoreIn(nil, m, these); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// scoreIn returns the nats per frame of pieces in a style.
func (r *Request) scoreIn(style features.Style, m model.Model, pieces []*features.Piece) (float64, error) {
	styled := make([]*features.Piece, len(pieces))
	for i, p := range pieces {
		piece := *p
		piece.Style = style
		styled[i] = &piece
	}
	scored, err := r.score(m.Likelihood(styled), styled, console.Discard())
	if err != nil {
		return 0, err
	}
	nats, frames := 0.0, 0
	for _, s := range scored {
		nats += s.sum.Total()
		frames += s.Frames
	}
	return nats / float64(frames), nil
}

// printStyles writes the rows of the styles as a table.
func (r *Report) printStyles(w io.Writer) error {
	fmt.Fprintf(w, "\nnats a %s of the pieces of each style, scored in\n", r.unit())
	table := texttable.New(texttable.Left("style"), texttable.Right("pieces"))
	names := slices.Sorted(maps.Keys(r.Styles[0].In))
	for _, name := range names {
		table.Columns = append(table.Columns, texttable.Right(name))
	}
	table.Columns = append(table.Columns, texttable.Right("even mixture"))
	for _, row := range r.Styles {
		cells := []string{row.Style, fmt.Sprint(row.Pieces)}
		if row.Style == "" {
			cells[0] = "none"
		}
		for _, name := range names {
			cells = append(cells, fmt.Sprintf("%.3f", row.In[name]))
		}
		table.Add(append(cells, fmt.Sprintf("%.3f", row.Even))...)
	}
	return table.WriteText(w)
}
