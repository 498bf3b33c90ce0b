package report

import (
	"fmt"

	"workbench/internal/artifacts"
	"workbench/internal/figure"
)

// picture is a drawing. Name becomes the name of its file.
type picture struct {
	Name, Caption, Alt string
	SVG                string
	Narrow             string // the same for a telephone, with text of the same size
}

// Widths of drawings in mm. On a telephone, a drawing of the second is enlarged a little.
const (
	pageWidth  = 170
	phoneWidth = 85
)

// curves draws the losses, the gradient norm and the learning rate: those of one run in one chart, those of
// several with a panel each, and a curve per config with the range of its seeds as a band.
func (r *Report) curves() (picture, error) {
	if !r.several() {
		return r.Runs[0].curves(r.marginal())
	}
	p := picture{Name: "loss", Caption: "Negative log-likelihood: validation, then the running median of training.",
		Alt: fmt.Sprintf("Validation and training loss of %d runs", len(r.Runs))}
	valid, seeds := r.folded(func(run *Run) figure.Curve { return run.Valid }, false)
	train, _ := r.folded(func(run *Run) figure.Curve { return run.Train }, true)
	norms, _ := r.folded(func(run *Run) figure.Curve { return run.GradNorm }, true)
	rates, _ := r.folded(func(run *Run) figure.Curve { return run.LearningRate }, false)
	chart := figure.Chart{Panels: []figure.Panel{{Curves: valid, Baseline: r.marginal()}, {Curves: train, Baseline: r.marginal()}}}
	chart.Panels = append(chart.Panels, artifacts.OptimizerPanels(norms, rates)...)
	p.Caption += optimizerCaption(chart.Panels)
	if seeds {
		p.Caption += " Seeds of one config are one curve: their median, and a band from the lowest to the highest."
	}
	return p.drawn(chart)
}

// curves draws the curves of one run.
func (r *Run) curves(baseline float64) (picture, error) {
	p := picture{Name: "loss", Caption: "Negative log-likelihood, training and validation.", Alt: "Loss of " + r.Name + " over its epochs"}
	chart := figure.LossChart("", r.Train, r.Valid, baseline)
	chart.Panels = append(chart.Panels, artifacts.OptimizerPanels([]figure.Curve{r.GradNorm}, []figure.Curve{r.LearningRate})...)
	p.Caption += optimizerCaption(chart.Panels)
	return p.drawn(chart)
}

// optimizerCaption explains the panels below the losses.
func optimizerCaption(panels []figure.Panel) (text string) {
	for _, p := range panels {
		switch p.Label {
		case "gradient norm":
			text += " Gradient norm: before clipping."
		case "learning rate":
			text += " Learning rate: by the schedule in the config."
		}
	}
	return text
}

// drawn returns the picture with its drawings.
func (p picture) drawn(chart figure.Chart) (picture, error) {
	var err error
	if p.SVG, err = figure.Inline(chart, figure.Style{Alt: p.Alt, Width: pageWidth}); err == nil {
		p.Narrow, err = figure.Inline(chart, figure.Style{Alt: p.Alt, Width: phoneWidth})
	}
	return p, err
}

// folded has a curve for each config that has values. seeds tells whether one of them stands for several
// runs.
func (r *Report) folded(of func(*Run) figure.Curve, noisy bool) (all []figure.Curve, seeds bool) {
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
			all = append(all, curves[0])
		default:
			all, seeds = append(all, figure.Fold(fmt.Sprintf("%s ×%d", group[0].Group, len(curves)), curves)), true
		}
	}
	return all, seeds
}

// roll draws the piano roll of a sample.
func (s *Sample) roll() (string, error) {
	roll := s.Roll
	roll.Title, roll.MaxRows = "", 4
	return figure.Inline(roll, figure.Style{Alt: "Piano roll, " + s.Caption, Width: pageWidth})
}
