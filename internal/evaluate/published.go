package evaluate

import (
	"cmp"
	"slices"

	"workbench/features"
)

// convention says over what a likelihood is a mean.
type convention string

const (
	conventionFrames convention = "per frame"
	conventionPieces convention = "mean over pieces"
	conventionSkip   convention = "per frame, without first frames"
)

// exactness says whether a published figure is the likelihood itself.
type exactness string

const (
	exact    exactness = "exact"
	estimate exactness = "estimate"
	bound    exactness = "bound"
)

// with says over what a likelihood is a mean, and whether it is exact.
func (c convention) with(e exactness) string { return string(c) + ", " + string(e) }

// published is a row of results on the test splits, in nats per frame; 0 where there is none.
type published struct {
	model, source                string
	jsb, muse, nottingham, piano float64
	convention                   convention
	exactness                    exactness
	reason                       string // why it is not comparable, beside its exactness
}

// Sources of the published figures. J17 quotes BL and Vohra in its table 1.
const (
	bl12 = "Boulanger-Lewandowski et al. 2012"
	j17  = "Johnson 2017, table 1"
	bai  = "Bai et al. 2018, table 1"
)

// eighths marks results on JSB Chorales at another resolution.
const eighths = "frames of eighth notes, not of quarter notes"

// publishedResults are the test likelihoods of papers, with positive sign.
var publishedResults = []published{
	{"random", bl12, 61.00, 61.00, 61.00, 61.00, conventionFrames, exact, ""},
	{"RBM", bl12, 7.43, 9.56, 5.25, 10.17, conventionFrames, estimate, ""},
	{"NADE", bl12, 7.19, 10.06, 5.48, 10.28, conventionFrames, exact, ""},
	{"RNN-RBM", bl12, 7.27, 9.31, 4.72, 9.89, conventionFrames, estimate, ""},
	{"RNN (HF)", bl12, 8.58, 7.19, 3.89, 7.66, conventionFrames, exact, ""},
	{"RNN-RBM (HF)", bl12, 6.27, 6.01, 2.39, 7.09, conventionFrames, estimate, ""},
	{"RNN-NADE (HF)", bl12, 5.56, 5.60, 2.31, 7.05, conventionFrames, exact, ""},
	{"RNN-DBN", "Goel et al. 2014, quoted by Johnson 2017", 5.68, 6.28, 2.54, 7.15, conventionFrames, estimate, ""},
	{"DBN-LSTM", "Vohra et al. 2015, quoted by Johnson 2017", 3.47, 3.91, 1.32, 4.63, conventionFrames, estimate, "how it was measured is not known"},
	{"LSTM-NADE, best of 5", j17, 6.00, 5.02, 2.02, 7.36, conventionFrames, exact, ""},
	{"LSTM-NADE, median of 5", j17, 6.10, 5.03, 2.06, 7.39, conventionFrames, exact, ""},
	{"TP-LSTM-NADE, best of 5", j17, 5.88, 4.32, 1.61, 5.44, conventionFrames, exact, ""},
	{"TP-LSTM-NADE, median of 5", j17, 5.92, 4.34, 1.64, 5.49, conventionFrames, exact, ""},
	{"BALSTM, best of 5", j17, 5.05, 3.90, 1.55, 4.90, conventionFrames, exact, ""},
	{"BALSTM, median of 5", j17, 5.86, 4.41, 1.62, 5.00, conventionFrames, exact, ""},
	{"TCN", bai, 8.10, 0, 3.07, 0, conventionSkip, exact, ""},
	{"LSTM", bai, 8.45, 0, 3.29, 0, conventionSkip, exact, ""},
	{"GRU", bai, 8.43, 0, 3.46, 0, conventionSkip, exact, ""},
	{"RNN", bai, 8.91, 0, 4.05, 0, conventionSkip, exact, ""},
	{"DMM", "Pyro tutorial", 6.87, 0, 0, 0, conventionFrames, bound, ""},
	{"DMM with 2 IAF", "Pyro tutorial", 6.80, 0, 0, 0, conventionFrames, bound, ""},
	{"SRNN", "Fraccaro et al. 2016", 4.74, 0, 0, 0, conventionFrames, bound, eighths},
	{"NASMC", "Gu et al. 2015", 3.99, 0, 0, 0, conventionFrames, estimate, eighths},
}

// publishedRows returns the results on a set, the lowest first. Those of another split are not comparable.
func publishedRows(set, split string) []BenchmarkRow {
	var rows []BenchmarkRow
	for _, p := range publishedResults {
		nll := map[string]float64{"JSB Chorales": p.jsb, "MuseData": p.muse, "Nottingham": p.nottingham, "Piano-midi.de": p.piano}[set]
		if nll == 0 {
			continue
		}
		row := BenchmarkRow{Model: p.model, NLL: nll, Source: p.source, Convention: p.convention.with(p.exactness)}
		row.Reason = cmp.Or(p.reason, reasons[p.exactness])
		if split != features.Test {
			row.Reason = cmp.Or(row.Reason, "it is of the test split")
		}
		row.Comparable = row.Reason == ""
		rows = append(rows, row)
	}
	slices.SortStableFunc(rows, func(a, b BenchmarkRow) int { return cmp.Compare(a.NLL, b.NLL) })
	return rows
}

// reasons say why a figure that is not exact is not comparable.
var reasons = map[exactness]string{
	estimate: "an estimate, with a partition function or by sampling",
	bound:    "an upper bound; the exact value is at most that",
}
