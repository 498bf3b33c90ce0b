package artifacts

import (
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

// AddGradNorms appends the gradient norms in metrics to a curve.
func AddGradNorms(curve *figure.Curve, metrics []rundir.Metric) {
	for _, m := range metrics {
		if m.GradNorm != nil {
			curve.X, curve.Y = append(curve.X, float64(m.Epoch)), append(curve.Y, *m.GradNorm)
		}
	}
}
