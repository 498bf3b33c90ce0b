package artifacts

import (
	"slices"

	"workbench/internal/config"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// AddLosses appends the losses in metrics to the curves of training and validation.
func AddLosses(train, valid *figure.Curve, metrics []rundir.Metric) {
	for _, m := range metrics {
		curve := train
		if m.Split == rundir.Valid {
			curve = valid
		}
		curve.X, curve.Y = append(curve.X, float64(m.Epoch)), append(curve.Y, m.NLL)
	}
}

// ScaleLosses multiplies a curve by a factor, such as units per note.
func ScaleLosses(curve *figure.Curve, factor float64) {
	for i := range curve.Y {
		curve.Y[i] *= factor
	}
}

// GradNorms is the gradient norm by epoch.
func GradNorms(metrics []rundir.Metric) figure.Curve {
	norm := figure.Curve{Noisy: true}
	for _, m := range metrics {
		if m.GradNorm != nil && *m.GradNorm > 0 {
			norm.X, norm.Y = append(norm.X, float64(m.Epoch)), append(norm.Y, *m.GradNorm)
		}
	}
	return norm
}

// LearningRates is the learning rate in the middle of each epoch. The curve is empty where it is constant.
func LearningRates(c *config.Config, metrics []rundir.Metric) figure.Curve {
	rate := figure.Curve{}
	for _, m := range metrics {
		if m.Split == rundir.Train {
			rate.X = append(rate.X, float64(m.Epoch))
			rate.Y = append(rate.Y, c.Optimizer.LearningRate*c.RateFactor(float64(m.Epoch)-0.5))
		}
	}
	if len(rate.Y) == 0 || slices.Min(rate.Y) == slices.Max(rate.Y) {
		return figure.Curve{}
	}
	return rate
}

// OptimizerPanels are the panels of gradient norms and learning rates; none of curves that are empty.
func OptimizerPanels(norms, rates []figure.Curve) (panels []figure.Panel) {
	empty := func(c figure.Curve) bool { return len(c.X) == 0 }
	if norms = slices.DeleteFunc(slices.Clone(norms), empty); len(norms) > 0 {
		panels = append(panels, figure.Panel{Label: "gradient norm", Curves: norms, All: true, Log: true})
	}
	if rates = slices.DeleteFunc(slices.Clone(rates), empty); len(rates) > 0 {
		panels = append(panels, figure.Panel{Label: "learning rate", Curves: rates, All: true})
	}
	return panels
}
