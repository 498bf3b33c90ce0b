package report

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/texttable"
)

// shownMetrics are the metrics in a report. The stats command prints all.
var shownMetrics = []string{"density", "onset_density", "note_length", "polyphony", "silent_share", "silent_measure_share",
	"n_pitches_used", "pitch_range",
	"scale_consistency", "pitch_class_entropy", "interval", "groove_similarity", "repeated_measure_share",
	"self_similarity_4", "triad_share", "chord_change_on_beat"}

// addStatistics compares the newest samples of a run with its training pieces.
func (c *Collector) addStatistics(r *runReader) {
	if len(r.newest) == 0 || r.info.Corpus == "" {
		return
	}
	corpus, err := c.corpora.Of(r.config, r.info.Corpus, io.Discard)
	if err != nil {
		r.problem("The samples are not compared with the corpus: %v.", err)
		return
	}
	columns := texttable.New(texttable.Left(""), texttable.Right("samples"), texttable.Right("corpus"), texttable.Right("90 % of"), texttable.Left(""))
	for i, unit := range []string{"", "median", "median", "the corpus", ""} {
		columns.Columns[i].Unit = unit
	}
	table := &Table{Table: columns, Caption: fmt.Sprintf("The %s of the last checkpoint, and the %s of training", console.Count(len(r.newest), "sample"),
		console.Count(len(corpus.Training), "piece"))}
	set := corpus.Compare(r.newest)
	for _, row := range set.Comparison.Rows {
		if !slices.Contains(shownMetrics, row.Name) {
			continue
		}
		what := row.What
		if !strings.Contains(what, row.Unit) {
			what += ", in " + row.Unit
		}
		span := fmt.Sprintf("%s to %s", statistic(row.Corpus.Low), statistic(row.Corpus.High))
		where := [...]string{"below", "", "above"}[row.Outside()+1]
		table.Add(what, statistic(row.Samples.Median), statistic(row.Corpus.Median), span, where)
	}
	for i, p := range r.newest {
		table.Notes = append(table.Notes, fmt.Sprintf("Copied, %s: %s", p.Title, copied(*set.Pieces[i].Copied)))
	}
	if usual := corpus.HeldOutHas; usual != nil && usual.Transposed.Count > 0 {
		table.Notes = append(table.Notes, fmt.Sprintf(
			"For comparison, the validation pieces: %.0f %% of their windows are in a training piece, %.0f %% in any key (medians).",
			100*usual.Share.Median, 100*usual.Transposed.Median))
	}
	r.run.Statistics = table
}

// copied says how much of a sample is in the training pieces.
func copied(c metrics.Copy) string {
	if c.Windows == 0 {
		return fmt.Sprintf("fewer than %d onsets, too few to tell.", metrics.WindowEvents)
	}
	text := fmt.Sprintf("%d windows of %d onsets, of which %.0f %% are in a training piece, %.0f %% in any key",
		c.Windows, metrics.WindowEvents, 100*c.Share, 100*c.Transposed)
	if c.From != "" {
		text += fmt.Sprintf("; most of them in %s; the longest passage has %d onsets", c.From, c.Longest.Events)
	}
	return text + "."
}

// statistic rounds a number for readers.
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
