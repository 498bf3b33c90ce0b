package figure

// LossChart is the chart of one run: training, with its running median, validation, and the loss of a counting baseline (NaN or 0
// for none), on a logarithmic axis that shows all values.
func LossChart(title string, train, valid Curve, baseline float64) Chart {
	train.Noisy = true
	train.Number, valid.Number = 0, 0
	return Chart{Title: title, Panels: []Panel{{Curves: []Curve{train, valid}, Baseline: baseline, All: true, Log: true}}}
}
