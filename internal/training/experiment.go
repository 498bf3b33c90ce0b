package training

import (
	"io"

	"workbench/baselines"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/kernel"
	"workbench/internal/model"
	"workbench/internal/rundir"
)

// experiment is a config brought to life: the music, the network, and how far the training is.
type experiment struct {
	config          *config.Config
	corpus          *features.Corpus
	training, valid []*features.Piece
	streams         *streams
	model           model.Learner

	position
	best *rundir.Best // the best validation so far

	run      *rundir.Run
	board    *board // nil unless the config asks for it
	progress *console.Progress
}

// newExperiment reads the corpus and makes the network. The time it takes is that of the corpus. An existing run has the
// fingerprint of its corpus, a new one has none.
func newExperiment(c *config.Config, fingerprint string, screen io.Writer) (*experiment, error) {
	e := &experiment{config: c, streams: newStreams(c.Seed)}
	var err error
	if e.corpus, err = corpus.ReadRun(c, fingerprint, screen); err != nil {
		return nil, err
	}
	e.training, e.valid = e.corpus.Of(features.Train), e.corpus.Of(features.Valid)
	longest := 0
	for _, p := range e.training {
		longest = max(longest, p.Steps())
	}
	steps := c.Train.Segment
	if steps == config.WholePieces {
		steps = longest
	}
	if err := model.CheckMemory(c, steps); err != nil {
		return nil, err
	}
	if e.model, err = model.NewLearner(c, e.streams.init, e.training, steps); err != nil {
		return nil, err
	}
	return e, nil
}

// judged are the pieces that the network is judged by.
func (e *experiment) judged() []*features.Piece {
	if len(e.valid) > 0 {
		return e.valid
	}
	return e.training
}

// drawEpoch draws the batches of an epoch.
func (e *experiment) drawEpoch() []model.Batch {
	e.epochStart = mustMarshal(e.streams.sources["sampling"])
	return e.model.Draw(e.streams.sampling)
}

// info is what run.json says of the experiment.
func (e *experiment) info() rundir.Info {
	size := 0
	for _, p := range e.model.Parameters() {
		size += len(p.Data)
	}
	instructions, _ := kernel.Selected()
	info := rundir.Info{Model: e.config.Model.Kind + ": " + e.model.Describe(), Seed: uint64(e.config.Seed), Kernel: instructions, Corpus: e.corpus.Fingerprint(), Counts: rundir.Counts{
		"train_pieces": len(e.training), "train_steps": corpus.Steps(e.training), "train_notes": corpus.Notes(e.training),
		"valid_pieces": len(e.valid), "valid_steps": corpus.Steps(e.valid), "valid_notes": corpus.Notes(e.valid),
		"skipped": len(e.corpus.Skipped), "parameters": size}}
	if unit := e.model.Unit(); unit != "step" {
		info.Unit = unit
	}
	switch name, nats := e.model.Reference(e.training, e.judged(), 0); name {
	case baselines.KindMarginal:
		info.Marginal = nats.Total()
	default:
		info.Bigram = nats.Total()
	}
	return info
}

// describe says what the run is about to do.
func (e *experiment) describe() {
	c, counts, source := e.config, e.run.Info.Counts, e.config.Source()
	e.progress.Say("%s in %s", c.Name, e.run.Dir)
	e.progress.Say("music: %s: %d pieces, %d steps to train on; %d pieces, %d steps to validate on", source,
		counts["train_pieces"], counts["train_steps"], counts["valid_pieces"], counts["valid_steps"])
	for i, s := range e.corpus.Skipped {
		if i == 5 {
			e.progress.Say("  and %d more; experiments corpus -midi %s lists them", len(e.corpus.Skipped)-5, source)
			break
		}
		e.progress.Say("  skipped %s: %s", s.File, s.Reason)
	}
	e.progress.Say("%s, %d parameters", e.run.Info.Model, counts["parameters"])
	nll, what := e.run.Info.Baseline()
	e.progress.Say("baseline: %s costs %.3f %s", what, nll, e.run.Info.PerUnit())
}

// sayResult sums up a finished run.
func (e *experiment) sayResult() {
	dir := e.run.Dir
	if e.best != nil {
		baseline, _ := e.run.Info.Baseline()
		e.progress.Say("best validation: %.3f %s at epoch %d; the baseline has %.3f (%+.0f %%)", e.best.NLL, e.run.Info.PerUnit(), e.best.Epoch,
			baseline, 100*(e.best.NLL/baseline-1))
	}
	e.progress.Say("done; look at %s/figures, listen to %s/samples, and compose more: go run ./experiments compose -run %s", dir, dir, dir)
}
