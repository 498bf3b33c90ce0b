package training

import (
	"fmt"
	"maps"
	"slices"

	"workbench/internal/artifacts"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// drawFigures draws the run's figures again from its metrics and samples.
func (e *experiment) drawFigures() error {
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(e.run.Dir))
	if err != nil {
		return err
	}
	if err := artifacts.WriteFigure(rundir.FigurePath(e.run.Dir, "loss.png"), e.lossChart(metrics), figure.Style{}); err != nil {
		return err
	}
	rolls, captions, err := e.samples()
	if err != nil || len(rolls) == 0 {
		return err
	}
	learning := figure.Stack{Rolls: rolls, Captions: captions, Learning: true}
	return artifacts.WriteFigure(rundir.FigurePath(e.run.Dir, "samples.png"), learning, figure.Style{})
}

// lossChart shows the losses, the gradient norm where there is one, and the learning rate where it changes.
func (e *experiment) lossChart(metrics []rundir.Metric) figure.Chart {
	unit := e.model.Unit()
	train, valid := figure.Curve{Name: "training", Unit: unit}, figure.Curve{Name: "validation", Unit: unit}
	artifacts.AddLosses(&train, &valid, metrics)
	norm, rate := artifacts.GradNorms(metrics), artifacts.LearningRates(e.config, metrics)
	baseline, _ := e.run.Info.Baseline()
	chart := figure.LossChart(fmt.Sprintf("%s: negative log-likelihood of the next %s", e.config.Name, unit), train, valid, baseline)
	chart.Panels = append(chart.Panels, artifacts.OptimizerPanels([]figure.Curve{norm}, []figure.Curve{rate})...)
	return chart
}

// samples reads the first sample of every epoch back from the run's directory, as far as they can be read.
func (e *experiment) samples() (rolls []figure.Roll, captions []string, err error) {
	paths, err := artifacts.SamplePaths(e.run.Dir)
	if err != nil {
		return nil, nil, err
	}
	for _, epoch := range slices.Sorted(maps.Keys(paths)) {
		pieces, err := artifacts.ReadSamples(paths[epoch][:1], e.config)
		if err != nil { // a missing picture must not end a training
			e.progress.Say("warning: a sample is left out of figures/samples.png: %v", err)
			continue
		}
		rolls = append(rolls, artifacts.RollOf(pieces[0], e.config.Compose.Tempo, e.config.PrimerSteps()))
		captions = append(captions, fmt.Sprintf("epoch %d", epoch))
	}
	return rolls, captions, nil
}
