package report

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// runReader reads a run directory for a report, and lists what is missing.
type runReader struct {
	dir    string
	among  int            // runs in the report
	config *config.Config // the defaults where the run's cannot be read
	info   rundir.Info
	run    *Run
	newest []*features.Piece // the samples of the last checkpoint

	samples map[string]*artifacts.Sample // that were read, by path
}

func (r *runReader) problem(format string, args ...any) {
	r.run.Problems = append(r.run.Problems, fmt.Sprintf(format, args...))
}

func (r *runReader) read(now time.Time) {
	r.readConfig()
	r.readMetrics()
	r.readInfo(now)
	r.readSamples()
}

func (r *runReader) readConfig() {
	defaults := config.Default()
	r.config = &defaults
	err := rundir.Contained(r.dir, rundir.ConfigPath(r.dir))
	var text []byte
	if err == nil {
		text, err = rundir.ReadConfig(r.dir)
	}
	if err != nil {
		r.problem("The config cannot be read: %v.", err)
		return
	}
	r.run.Config = string(text)
	c, err := config.Parse(rundir.ConfigPath(r.dir), text, nil)
	if err != nil {
		r.problem("This program cannot run the config, so the report uses the defaults instead: %v.", err)
		return
	}
	r.config = c
}

func (r *runReader) readInfo(now time.Time) {
	info, err := rundir.ReadInfo(r.dir)
	if err != nil {
		r.run.Status = "unknown"
		r.problem("run.json cannot be read: %v.", err)
		return
	}
	r.info = info
	r.run.Train.Unit, r.run.Valid.Unit = info.Unit, info.Unit
	if trained := r.run.Train.X; len(trained) > 0 { // run.json counts epochs up to the last checkpoint
		r.info.Epoch = max(r.info.Epoch, int(trained[len(trained)-1]))
	}
	if info.RateChanged() {
		r.run.LearningRate = figure.Curve{}
	}
	r.run.Status = string(info.Status)
	r.run.Marginal, _ = info.Baseline()
	switch info.Status {
	case rundir.Dead:
		r.problem("The process was killed; its last sign of life is from %s. To resume: %s",
			moment(info.Updated), console.Command("-resume", r.dir))
	case rundir.Failed:
		r.problem("The run failed: %s", info.Message)
	}
	r.run.Facts = r.facts(now)
	r.run.Result = r.result()
}

func (r *runReader) readMetrics() {
	r.run.Train.Name, r.run.Valid.Name = "training", "validation"
	metrics, warning, err := rundir.ReadMetrics(rundir.MetricsPath(r.dir))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		r.problem("There are no metrics.")
	case err != nil:
		r.problem("The curves are missing, because the metrics are damaged: %v.", err)
	case warning != "":
		r.problem("%s.", warning)
	}
	artifacts.AddLosses(&r.run.Train, &r.run.Valid, metrics)
	r.run.GradNorm, r.run.LearningRate = artifacts.GradNorms(metrics), artifacts.LearningRates(r.config, metrics)
}

// scale converts the curves to nats per note, for reports of runs that predict different units. If
// units_per_note is unknown, there are no curves.
func (r *runReader) scale(unitsPerNote *float64) {
	if unitsPerNote == nil {
		r.problem("The curves are missing: the runs predict different units, and run.json lacks units_per_note, which the first validation writes.")
		r.run.Train, r.run.Valid, r.run.Marginal = figure.Curve{Name: r.run.Train.Name, Unit: "note"}, figure.Curve{Name: r.run.Valid.Name, Unit: "note"}, 0
		return
	}
	for _, curve := range []*figure.Curve{&r.run.Train, &r.run.Valid} {
		curve.Unit = "note"
		artifacts.ScaleLosses(curve, *unitsPerNote)
	}
	r.run.Marginal *= *unitsPerNote
}
