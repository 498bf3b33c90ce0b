package artifacts

import (
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// addLosses puts metrics into the curves of training and validation.
func AddLosses(train, valid *figure.Curve, metrics []rundir.Metric) {
	for _, m := range metrics {
		curve := train
		if m.Split == rundir.Valid {
			curve = valid
		}
		curve.X, curve.Y = append(curve.X, float64(m.Epoch)), append(curve.Y, m.NLL)
	}
}

func ScaleLosses(curve *figure.Curve, factor float64) {
	for i := range curve.Y {
		curve.Y[i] *= factor
	}
}
