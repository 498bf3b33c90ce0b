package compare

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"workbench/internal/console"
	"workbench/internal/evaluate"
	"workbench/internal/metrics"
	"workbench/internal/parallel"
	"workbench/internal/piecelosses"
	"workbench/internal/rundir"
)

// LossDifference is the validation loss of a row minus that of the best row of the same corpus, in nats per
// unit, over all pieces. The 95 % interval comes from a paired bootstrap over the pieces, and over the seeds
// where a row has several.
type LossDifference struct {
	Against string `json:"against"` // name of the best row
	metrics.Interval
	Pieces int `json:"pieces"`
}

const (
	resamples = 1000
	fewPieces = 20 // an interval over fewer pieces is only a rough guide
)

// Significant tells whether the interval excludes 0.
func (d *LossDifference) Significant() bool { return d.Low > 0 || d.High < 0 }

// same tells whether the losses of all pieces are equal. A bootstrap that draws a piece with another loss has an
// interval wider than 0.
func (d *LossDifference) same() bool {
	return d.Value == 0 && (d.Low == 0 && d.High == 0 || math.IsNaN(float64(d.Low)))
}

// words says in one sentence how a row compares with the best one.
func (d *LossDifference) words(name, unit string) string {
	if d.same() {
		return fmt.Sprintf("%s: the same losses as %s on every piece (%s).", name, d.Against, console.Count(d.Pieces, "piece"))
	}
	if math.IsNaN(float64(d.Low)) {
		return fmt.Sprintf("%s is %+.3f %s from %s on the only validation piece, which says nothing about others.", name,
			d.Value, unit, d.Against)
	}
	verdict := "the interval contains 0, so these pieces show no difference"
	if d.Significant() {
		verdict = "the difference is significant"
	}
	return fmt.Sprintf("%s: %+.3f %s from %s, 95 %% interval %+.3f to %+.3f over %s: %s.", name, d.Value, unit,
		d.Against, d.Low, d.High, console.Count(d.Pieces, "piece"), verdict)
}

// test sets the difference of each group from the best group of the same corpus and unit. Groups of which
// some run has no losses by piece, or losses of other pieces, have none.
func (c *Comparison) test() {
	var pairs [][2]*Group
	for _, groups := range c.comparableGroups() {
		best := slices.MinFunc(groups, func(a, b *Group) int { return cmp.Compare(a.Best.Median, b.Best.Median) })
		for _, g := range groups {
			g.Difference = nil
			if g != best {
				pairs = append(pairs, [2]*Group{g, best})
			}
		}
	}
	parallel.Do(len(pairs), func(i int) { pairs[i][0].Difference = lossDifference(pairs[i][0], pairs[i][1]) })
}

// comparableGroups are the groups with a validation loss, those of one corpus and unit together.
func (c *Comparison) comparableGroups() map[[2]string][]*Group {
	sets := map[[2]string][]*Group{}
	for _, g := range c.Groups {
		if g.Best != nil {
			key := [2]string{g.Runs[0].Corpus, g.Runs[0].Predicts()}
			sets[key] = append(sets[key], g)
		}
	}
	return sets
}

// lossDifference returns nil unless all runs of both groups have the losses of the same pieces.
func lossDifference(g, best *Group) *LossDifference {
	order := g.Runs[0].pieces
	if order == nil {
		return nil
	}
	own, its := lossesInOrder(g.Runs, order), lossesInOrder(best.Runs, order)
	if own == nil || its == nil {
		return nil
	}
	units := make([]float64, len(order.Pieces))
	for i, p := range order.Pieces {
		units[i] = float64(p.Units)
	}
	return &LossDifference{Against: best.Name, Pieces: len(units), Interval: metrics.PairedBootstrap(own, its, units, resamples, 1)}
}

// lossesInOrder returns the losses of each run in the order of the pieces of another, nil if a run has other
// pieces.
func lossesInOrder(runs []*Summary, order *piecelosses.Losses) metrics.PieceLosses {
	var all metrics.PieceLosses
	for _, s := range runs {
		if s.pieces == nil || len(s.pieces.Pieces) != len(order.Pieces) {
			return nil
		}
		byName := map[string]piecelosses.Piece{}
		for _, p := range s.pieces.Pieces {
			byName[p.Name] = p
		}
		var nats []float64
		for _, p := range order.Pieces {
			if byName[p.Name].Units != p.Units {
				return nil
			}
			nats = append(nats, byName[p.Name].NLL)
		}
		all = append(all, nats)
	}
	return all
}

// EvaluatePieces computes the validation losses of each piece, with the best checkpoint, for the runs that
// did not store them, and tests the differences again. Runs that cannot be evaluated produce a warning.
func (c *Comparison) EvaluatePieces(out *console.Streams) {
	for _, s := range c.Runs {
		if s.Best == nil || s.pieces != nil {
			continue
		}
		request := evaluate.Request{Run: s.Dir, Checkpoint: fmt.Sprint(s.Best.Epoch), Split: rundir.Valid, LossesOnly: true}
		report, err := request.Report(out)
		if err != nil {
			fmt.Fprintf(out.Progress, "warning: no losses by piece of %s: %v\n", s.Dir, err)
			continue
		}
		s.pieces = &piecelosses.Losses{Epoch: s.Best.Epoch, Unit: s.Unit}
		for _, p := range report.Pieces {
			s.pieces.Pieces = append(s.pieces.Pieces, piecelosses.Piece{Name: p.Name, Units: p.Frames, NLL: p.NLL * float64(p.Frames)})
		}
	}
	c.test()
}

// significanceNotes say in words how the rows compare with the best one.
func (t *Table) significanceNotes() []string {
	const mostSentences = 4
	var sentences []string
	testable, pieces, same := 0, 0, 0
	for _, groups := range t.comparableGroups() {
		testable += len(groups) - 1
	}
	for _, g := range t.Groups {
		d := g.Difference
		if d == nil {
			continue
		}
		sentences = append(sentences, d.words(g.Name, "nats/"+g.Runs[0].Unit))
		if d.same() {
			same++
		} else if !math.IsNaN(float64(d.Low)) && (pieces == 0 || d.Pieces < pieces) {
			pieces = d.Pieces
		}
	}
	untested := testable - len(sentences)
	if len(sentences) > mostSentences {
		sentences = []string{"from best: the loss minus that of the best row, with its 95 % interval (paired bootstrap over the validation " +
			"pieces). Where the interval contains 0, these pieces show no difference."}
		if same > 0 {
			sentences[0] += " The same: the losses of all pieces are equal."
		}
	}
	if pieces > 0 && pieces < fewPieces {
		sentences = append(sentences, fmt.Sprintf("With only %s the intervals are rough.", console.Count(pieces, "piece")))
	}
	if untested > 0 {
		sentences = append(sentences, console.Count(untested, "row")+" could not be tested against the best, because validation losses by piece are not stored; -test computes them.")
	}
	return sentences
}
