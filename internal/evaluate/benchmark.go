package evaluate

import (
	"errors"
	"fmt"
	"io"
	"math"

	"workbench/baselines"
	"workbench/features"
	"workbench/internal/model"
	"workbench/internal/texttable"
)

// Benchmark compares an evaluation with published results on the same set.
type Benchmark struct {
	Set        string         `json:"set"`
	Split      string         `json:"split"`
	Resolution string         `json:"resolution"`
	Rows       []BenchmarkRow `json:"rows"`
}

// BenchmarkRow is one negative log-likelihood, in nats per frame.
type BenchmarkRow struct {
	Model      string  `json:"model"`
	NLL        float64 `json:"nll"`
	Source     string  `json:"source"`
	Convention string  `json:"convention"` // over what it is a mean, and whether it is exact
	Comparable bool    `json:"comparable"`
	Reason     string  `json:"reason,omitempty"` // why not
	own        bool
}

// benchmarkSet is a set of frames that the literature uses.
type benchmarkSet struct {
	name       string
	resolution string
	marginal   map[string]float64 // by split: nats per frame of each key's frequency in the training pieces
	pieces     map[string]int     // by split
}

// benchmarkSets are the four sets of Boulanger-Lewandowski et al. (2012). They are recognized by the sizes of
// their splits and by the marginal, which depends on every training frame.
var benchmarkSets = []benchmarkSet{
	{"JSB Chorales", "one frame per quarter note", map[string]float64{features.Valid: 10.951, features.Test: 11.060},
		map[string]int{features.Train: 229, features.Valid: 76, features.Test: 77}},
	{"Nottingham", "one frame per eighth note", map[string]float64{features.Valid: 10.003, features.Test: 10.252},
		map[string]int{features.Train: 694, features.Valid: 173, features.Test: 170}},
	{"Piano-midi.de", "one frame per eighth note", map[string]float64{features.Valid: 11.491, features.Test: 11.046},
		map[string]int{features.Train: 87, features.Valid: 12, features.Test: 25}},
	{"MuseData", "one frame per eighth note", map[string]float64{features.Valid: 11.847, features.Test: 11.510},
		map[string]int{features.Train: 524, features.Valid: 135, features.Test: 124}},
}

// marginalTolerance is the accuracy of the marginals above, in nats.
const marginalTolerance = 0.002

// recognize returns the set and the split that pieces are, by their number and the marginal.
func recognize(pieces int, marginal float64) (set benchmarkSet, split string, ok bool) {
	for _, set := range benchmarkSets {
		for split, want := range set.marginal {
			if set.pieces[split] == pieces && math.Abs(marginal-want) <= marginalTolerance {
				return set, split, true
			}
		}
	}
	return set, "", false
}

// benchmark recognizes the set by the marginal of the evaluated pieces. It has the published results, but
// none of this evaluation.
func (m *music) benchmark() (*Benchmark, error) {
	if m.training == nil {
		return nil, errors.New("-benchmark recognizes a set by its training pieces, and they cannot be read; run it where the run finds its music")
	}
	marginal := marginalOf(m.training, m.pieces)
	set, split, ok := recognize(len(m.pieces), marginal)
	if !ok {
		return nil, fmt.Errorf("-benchmark: %s is none of the sets that the literature uses: %d pieces with a marginal of %.3f nats per frame. "+
			"It knows the valid and test splits of JSB Chorales (quarter notes), Nottingham, Piano-midi.de and MuseData (eighth notes), trained on their train split",
			m.source, len(m.pieces), marginal)
	}
	return &Benchmark{Set: set.name, Split: split, Resolution: set.resolution, Rows: publishedRows(set.name, split)}, nil
}

// ownRows are the figures of this evaluation by each convention. The first frame of a piece costs no parameter of
// the model, so it is part of the likelihood; some papers leave it out.
func (r *Report) ownRows() []BenchmarkRow {
	rest := Report{parts: r.parts, SkipFirst: true}
	for _, p := range r.Pieces {
		if p.Frames > 1 {
			p.Frames, p.sum = p.Frames-1, p.sum.Add(p.first.Scale(-1))
			rest.Pieces = append(rest.Pieces, p)
		}
	}
	rows := []BenchmarkRow{
		{NLL: float64(r.PerFrame.NLL.Value), Convention: conventionFrames.with(exact)},
		{NLL: float64(r.PerPiece.NLL.Value), Convention: conventionPieces.with(exact)},
	}
	if len(rest.Pieces) > 0 {
		rest.sumUp()
		rows = append(rows, BenchmarkRow{NLL: float64(rest.PerFrame.NLL.Value), Convention: conventionSkip.with(exact)})
	}
	for i := range rows {
		rows[i].Model, rows[i].Source, rows[i].Comparable, rows[i].own = r.model(), "this evaluation", true, true
		if r.Adaptation != nil {
			rows[i].Comparable, rows[i].Reason = false, "the weights adapt to each piece, those of the others do not"
		}
	}
	return rows
}

// model names what was evaluated in a row.
func (r *Report) model() string {
	if n := len(r.Mixture); n > 0 {
		return fmt.Sprintf("mixture of %d models", n)
	}
	return r.Run
}

// marginalOf is the loss of each key's frequency in the training pieces, on play alone, in nats per frame of the
// pieces.
func marginalOf(training, pieces []*features.Piece) float64 {
	marginal := baselines.NewMarginal(training, false)
	return model.PerUnit(model.EachPiece(pieces, marginal.Piece), len(pieces)).Total()
}

// print writes the table.
func (b *Benchmark) print(w io.Writer) error {
	fmt.Fprintf(w, "\n%s, %s split, %s; negative log-likelihood in nats per frame, lower is better\n", b.Set, b.Split, b.Resolution)
	table := texttable.New(texttable.Right("nats"), texttable.Left("model"), texttable.Left("source"), texttable.Left("convention"), texttable.Left("comparable"))
	for _, row := range b.Rows {
		comparable := "no: " + row.Reason
		switch {
		case row.own && row.Comparable:
			comparable = ""
		case row.Comparable:
			comparable = "yes"
		}
		table.Add(fmt.Sprintf("%.2f", row.NLL), row.Model, row.Source, row.Convention, comparable)
	}
	return table.WriteText(w)
}
