package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/metrics"
)

// shownMetrics are those in a report's table. The stats command has all.
var shownMetrics = []string{"density", "onset_density", "note_length", "polyphony", "silent_share", "silent_measure_share", "n_pitches_used", "pitch_range",
	"scale_consistency", "pitch_class_entropy", "interval", "groove_similarity", "repeated_measure_share"}

// addStatistics puts the newest samples of a run beside the pieces that it learnt from.
func (c *Collector) addStatistics(r *runReader) {
	if len(r.newest) == 0 || r.info.Corpus == "" {
		return
	}
	corpus, err := c.corpora.Of(r.config, r.info.Corpus, io.Discard)
	if err != nil {
		r.problem("The samples are not put beside the corpus: %v.", err)
		return
	}
	table := &Table{
		Caption: fmt.Sprintf("The %s of the last checkpoint, and the %s that the network learnt from", plural(len(r.newest), "sample"), plural(len(corpus.Training), "piece")),
		Header:  []string{"", "samples\nmedian", "corpus\nmedian", "90 % of\nthe corpus", ""},
		Left:    []bool{true, false, false, false, true},
	}
	for _, row := range metrics.Compare(metrics.All(r.newest), corpus.Training).Rows {
		if !slices.Contains(shownMetrics, row.Name) {
			continue
		}
		what := row.What
		if !strings.Contains(what, row.Unit) {
			what += ", in " + row.Unit
		}
		span := fmt.Sprintf("%s to %s", statistic(row.Corpus.Low), statistic(row.Corpus.High))
		where := [...]string{"below", "", "above"}[row.Outside()+1]
		table.Rows = append(table.Rows, []Cell{{Text: what}, {Text: statistic(row.Samples.Median)}, {Text: statistic(row.Corpus.Median)}, {Text: span}, {Text: where}})
	}
	for _, p := range r.newest {
		table.Notes = append(table.Notes, fmt.Sprintf("Copied, %s: %s", p.Title, copied(corpus.Index.Copied(p))))
	}
	if usual := corpus.HeldOutHas; usual != nil && usual.Transposed.Count > 0 {
		table.Notes = append(table.Notes, fmt.Sprintf("How much is usual: of the pieces held back for validation, %.0f %% of the windows are in a training piece, %.0f %% in any key (medians).",
			100*usual.Share.Median, 100*usual.Transposed.Median))
	}
	r.run.Statistics = table
}

// copied tells how much of a sample is in the training pieces.
func copied(c metrics.Copy) string {
	if c.Windows == 0 {
		return fmt.Sprintf("too few notes to tell whether they were copied (there are no %d onsets).", metrics.WindowEvents)
	}
	text := fmt.Sprintf("of its %d windows of %d onsets, %.0f %% are in a training piece, %.0f %% in any key", c.Windows, metrics.WindowEvents, 100*c.Share, 100*c.Transposed)
	if c.From != "" {
		text += fmt.Sprintf("; most of them in %s; the longest stretch has %d onsets", c.From, c.Longest.Events)
	}
	return text + "."
}

// statistic is a number with as many digits as a reader needs.
func statistic(n metrics.Number) string {
	switch v := float64(n); {
	case math.IsNaN(v):
		return "–"
	case math.Abs(v) >= 10:
		return strconv.FormatFloat(v, 'f', 0, 64)
	default:
		return strconv.FormatFloat(v, 'f', 2, 64)
	}
}
