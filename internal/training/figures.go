package training

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"workbench/internal/artifacts"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// drawFigures draws the run's figures anew from its metrics and samples.
func (e *experiment) drawFigures() error {
	metrics, _, err := rundir.ReadMetrics(rundir.MetricsPath(e.run.Dir))
	if err != nil {
		return err
	}
	unit := e.model.Unit()
	train, valid := figure.Curve{Name: "training", Unit: unit}, figure.Curve{Name: "validation", Unit: unit}
	artifacts.AddLosses(&train, &valid, metrics)
	title := fmt.Sprintf("%s: negative log-likelihood of the next %s", e.config.Name, unit)
	baseline, _ := e.run.Info.Baseline()
	if err := artifacts.WritePNG(rundir.FigurePath(e.run.Dir, "loss.png"), func(w io.Writer) error {
		return figure.WriteLoss(w, train, valid, baseline, title)
	}); err != nil {
		return err
	}
	rolls, captions, err := e.samples()
	if err != nil || len(rolls) == 0 {
		return err
	}
	return artifacts.WritePNG(rundir.FigurePath(e.run.Dir, "samples.png"), func(w io.Writer) error { return figure.Learning(w, rolls, captions) })
}

// samples reads the first sample of every epoch back from the run's directory, as far as they can be read.
func (e *experiment) samples() (rolls []figure.Roll, captions []string, err error) {
	paths, err := artifacts.SamplePaths(e.run.Dir)
	if err != nil {
		return nil, nil, err
	}
	for _, epoch := range slices.Sorted(maps.Keys(paths)) {
		pieces, err := artifacts.ReadSamples(paths[epoch][:1], e.config)
		if err != nil { // a picture is not worth a training
			e.progress.Say("warning: a sample is left out of figures/samples.png: %v", err)
			continue
		}
		rolls = append(rolls, artifacts.RollOf(pieces[0], e.config.Compose.Tempo, e.config.PrimerSteps()))
		captions = append(captions, fmt.Sprintf("epoch %d", epoch))
	}
	return rolls, captions, nil
}
