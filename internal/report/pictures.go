package report

import (
	"fmt"

	"workbench/internal/figure"
)

// picture is a drawing. Name becomes the name of its file.
type picture struct{ Name, Caption, Alt, SVG string }

// curves draws the losses and the gradient norm: those of one run in one chart, those of several with a panel
// each, and a curve per config with the range of its seeds as a band.
func (r *Report) curves() (picture, error) {
	if !r.several() {
		run := r.Runs[0]
		p := picture{Name: "loss", Caption: "Negative log-likelihood, training and validation.", Alt: "Loss of " + run.Name + " over its epochs"}
		chart := figure.LossChart("", run.Train, run.Valid, r.marginal())
		if norm := run.GradNorm; len(norm.X) > 0 {
			norm.Noisy = true
			chart.Panels = append(chart.Panels, figure.Panel{Label: "gradient norm", Curves: []figure.Curve{norm}, All: true, Log: true})
			p.Caption += " Below: gradient norm before clipping."
		}
		return p.drawn(chart)
	}
	p := picture{Name: "loss", Caption: "Negative log-likelihood: validation above, running median of training below.",
		Alt: fmt.Sprintf("Validation and training loss of %d runs", len(r.Runs))}
	valid, seeds := r.panel(func(run *Run) figure.Curve { return run.Valid }, false)
	train, _ := r.panel(func(run *Run) figure.Curve { return run.Train }, true)
	valid.Baseline, train.Baseline = r.marginal(), r.marginal()
	chart := figure.Chart{Panels: []figure.Panel{valid, train}}
	if norm, _ := r.panel(func(run *Run) figure.Curve { return run.GradNorm }, true); len(norm.Curves) > 0 {
		norm.Label, norm.Log = "gradient norm", true
		chart.Panels = append(chart.Panels, norm)
		p.Caption += " Last: gradient norm before clipping."
	}
	if seeds {
		p.Caption += " Seeds of one config are one curve: their median, and a band from the lowest to the highest."
	}
	return p.drawn(chart)
}

// drawn returns the picture with its drawing.
func (p picture) drawn(chart figure.Chart) (picture, error) {
	var err error
	p.SVG, err = figure.Inline(chart, figure.Style{Alt: p.Alt})
	return p, err
}

// panel has a curve for each config that has values. seeds tells whether one of them stands for several runs.
func (r *Report) panel(of func(*Run) figure.Curve, noisy bool) (p figure.Panel, seeds bool) {
	for _, group := range r.groups() {
		var curves []figure.Curve
		for _, run := range group {
			if c := of(run); len(c.X) > 0 {
				c.Name, c.Number, c.Noisy = run.Name, run.Number, noisy
				curves = append(curves, c)
			}
		}
		switch len(curves) {
		case 0:
		case 1:
			p.Curves = append(p.Curves, curves[0])
		default:
			p.Curves, seeds = append(p.Curves, figure.Fold(fmt.Sprintf("%s ×%d", group[0].Group, len(curves)), curves)), true
		}
	}
	return p, seeds
}

// roll draws the piano roll of a sample.
func (s *Sample) roll() (string, error) {
	roll := s.Roll
	roll.Title, roll.MaxRows = "", 4
	return figure.Inline(roll, figure.Style{Alt: "Piano roll, " + s.Caption})
}
