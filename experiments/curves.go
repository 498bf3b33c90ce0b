package main

import (
	"workbench/internal/figure"
	"workbench/runs"
)

// addLosses puts metrics into the curves of training and validation.
func addLosses(train, valid *figure.Curve, metrics []runs.Metric) {
	for _, m := range metrics {
		curve := train
		if m.Split == runs.Valid {
			curve = valid
		}
		curve.X, curve.Y = append(curve.X, float64(m.Epoch)), append(curve.Y, m.NLL)
	}
}

func scaleLosses(curve *figure.Curve, factor float64) {
	for i := range curve.Y {
		curve.Y[i] *= factor
	}
}
