package report

import (
	"fmt"

	"workbench/internal/figure"
)

// picture is a drawing. Name becomes the name of its file.
type picture struct{ Name, Caption, Alt, SVG string }

// curves draws the losses: training and validation of one run in one picture, those of several runs in two.
func (r *Report) curves() []picture {
	if !r.several() {
		run := r.Runs[0]
		alt := fmt.Sprintf("Loss of %s over its epochs", run.Name)
		return []picture{{"loss", "Negative log-likelihood, training and validation.", alt,
			figure.LossSVG(run.Train, run.Valid, r.marginal(), alt)}}
	}
	var train, valid []figure.Curve
	for _, run := range r.Runs {
		named := func(c figure.Curve) figure.Curve {
			c.Name = run.Name
			return c
		}
		train, valid = append(train, named(run.Train)), append(valid, named(run.Valid))
	}
	validAlt, trainAlt := fmt.Sprintf("Validation loss of %d runs", len(r.Runs)), fmt.Sprintf("Training loss of %d runs", len(r.Runs))
	return []picture{
		{"validation", "Validation: negative log-likelihood.", validAlt, figure.CurvesSVG(valid, false, r.marginal(), validAlt)},
		{"training", "Training: its running median.", trainAlt, figure.CurvesSVG(train, true, r.marginal(), trainAlt)},
	}
}

// roll draws the piano roll of a sample.
func (s *Sample) roll() (string, error) {
	return figure.RollSVG(s.Roll, "Piano roll, "+s.Caption)
}
