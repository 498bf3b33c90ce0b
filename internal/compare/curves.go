package compare

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"

	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// curves draws the validation and training losses: one curve per row, with the range of its seeds as a band.
// A row has the same number and colour in both. Runs that predict different units are all drawn in nats per
// note.
func (r *renderer) curves() error {
	shown := r.groups[:min(len(r.groups), mostCurves)]
	if len(shown) < len(r.groups) {
		fmt.Fprintf(r.out.Progress, "curves: the first %d of %d rows of the table\n", len(shown), len(r.groups))
	}
	perNote := slices.ContainsFunc(shown, func(g *Group) bool { return g.Runs[0].Predicts() != shown[0].Runs[0].Predicts() })
	var train, valid []figure.Curve
	for i, g := range shown {
		var trains, valids []figure.Curve
		for _, s := range g.Runs {
			t, v := r.lossCurves(s, perNote)
			t.Number, v.Number, t.Noisy = i+1, i+1, true
			if len(t.X) > 0 {
				trains = append(trains, t)
			}
			if len(v.X) > 0 {
				valids = append(valids, v)
			}
		}
		train, valid = r.fold(train, trains, g.Name, "curves-train"), r.fold(valid, valids, g.Name, "curves-valid")
	}
	baseline := sharedBaseline(shown)
	if perNote {
		baseline = math.NaN()
	}
	return errors.Join(r.chart("curves-valid", "Validation loss", valid, baseline),
		r.chart("curves-train", "Training loss, running median", train, baseline))
}

// lossCurves reads the losses of a run. The curves are empty if there are none.
func (r *renderer) lossCurves(s *Summary, perNote bool) (train, valid figure.Curve) {
	unit := s.Unit
	if perNote {
		unit = "note"
	}
	train, valid = figure.Curve{Name: s.Name, Unit: unit}, figure.Curve{Name: s.Name, Unit: unit}
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(s.Dir))
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		r.warn("%s has no curve: %v", s.Name, err)
		return train, valid
	case perNote && s.PerNote == nil:
		r.warn("%s has no curve: its run.json lacks units_per_note, which the first validation writes", s.Name)
		return train, valid
	}
	artifacts.AddLosses(&train, &valid, metrics)
	if perNote {
		artifacts.ScaleLosses(&train, *s.PerNote)
		artifacts.ScaleLosses(&valid, *s.PerNote)
	}
	return train, valid
}

// fold appends the curves of a row's seeds as one.
func (r *renderer) fold(curves, seeds []figure.Curve, name, picture string) []figure.Curve {
	switch len(seeds) {
	case 0:
		r.warn("%s is not in %s: it has no values", name, picture)
		return curves
	case 1:
		seeds[0].Name = name
		return append(curves, seeds[0])
	}
	return append(curves, figure.Fold(fmt.Sprintf("%s ×%d", name, len(seeds)), seeds))
}

// chart draws curves, if there are any.
func (r *renderer) chart(name, title string, curves []figure.Curve, baseline float64) error {
	if len(curves) == 0 {
		return nil
	}
	if len(r.groups) == 1 {
		curves[0].Number = 0
	}
	return r.add(name, figure.Chart{Title: cmp.Or(r.Title, title), X: r.X, Panels: []figure.Panel{{Curves: curves, Baseline: baseline, Y: r.Y}}})
}

// loss draws the losses of a single run in one chart, with its gradient norm and learning rate.
func (r *renderer) loss() error {
	if len(r.runs) > 1 {
		return nil
	}
	s := r.runs[0]
	train, valid := r.lossCurves(s, false)
	if len(train.X)+len(valid.X) == 0 { // a warning has said so
		return nil
	}
	train.Name, valid.Name = "training", "validation"
	chart := figure.LossChart(cmp.Or(r.Title, s.Name), train, valid, sharedBaseline(r.groups))
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(s.Dir))
	if err != nil {
		return err
	}
	var rates []figure.Curve
	if c, err := config.Load(rundir.ConfigPath(s.Dir), nil); err == nil && !s.info.RateChanged() {
		rates = []figure.Curve{artifacts.LearningRates(c, metrics)}
	}
	chart.Panels = append(chart.Panels, artifacts.OptimizerPanels([]figure.Curve{artifacts.GradNorms(metrics)}, rates)...)
	chart.X = r.X
	if r.Y != (figure.Range{}) {
		chart.Panels[0].Y = r.Y
	}
	return r.add("loss", chart)
}

// sharedBaseline is the loss of the counting baseline, NaN if it is not the same for all runs.
func sharedBaseline(groups []*Group) float64 {
	shared := groups[0].Runs[0].Baseline
	for _, g := range groups {
		if b := g.Runs[0].Baseline; shared == nil || b == nil || *b != *shared {
			return math.NaN()
		}
	}
	return *shared
}
