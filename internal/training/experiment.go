package training

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"workbench/baselines"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/kernel"
	"workbench/internal/model"
	"workbench/internal/nn"
	"workbench/internal/rundir"
)

// experiment holds the music, the model, and the progress of a training.
type experiment struct {
	config          *config.Config
	corpus          *features.Corpus
	training, valid []*features.Piece
	random          *generators
	model           model.Trainable

	state
	best   *rundir.Best // the best validation so far
	pace   pace
	until  int    // epoch after which to stop, as if interrupted; 0 for none
	notify string // the user's command at the end; empty for none

	run         *rundir.Run
	tensorBoard *tensorBoard // nil unless the config asks for it
	progress    *console.Progress
	screen      io.Writer // for what does not belong into the log
}

// openExperiment is newExperiment unless the context is cancelled: reading a large corpus takes long.
func openExperiment(ctx context.Context, c *config.Config, fingerprint string, screen io.Writer) (*experiment, error) {
	var err error
	e, ok := exit.UntilCancelled(ctx, func() (e *experiment) {
		e, err = newExperiment(c, fingerprint, screen)
		return e
	})
	if !ok {
		return nil, exit.ErrInterrupted
	}
	return e, err
}

// newExperiment reads the corpus and makes the model. fingerprint is that of an existing run's corpus, empty
// for a new run.
func newExperiment(c *config.Config, fingerprint string, screen io.Writer) (*experiment, error) {
	e := &experiment{config: c, random: newGenerators(c.Seed), screen: screen}
	var err error
	if e.corpus, err = corpus.ReadRun(c, fingerprint, screen); err != nil {
		return nil, missingMusic(c, fingerprint, err)
	}
	e.training, e.valid = e.corpus.Of(features.Train), e.corpus.Of(features.Valid)
	steps := e.segmentSteps()
	if err := model.CheckTrainingMemory(c, steps); err != nil {
		return nil, err
	}
	if e.model, err = model.NewTrainable(c, e.random.init, e.training, steps); err != nil {
		return nil, err
	}
	return e, nil
}

// missingMusic says what to do where the music is not there, in a new run or in one that is resumed.
func missingMusic(c *config.Config, fingerprint string, err error) error {
	key, flag := "data.midi", "-midi DIR"
	if c.Data.Frames != "" {
		key, flag = "data.frames", "-frames FILE"
	}
	switch {
	case !errors.Is(err, fs.ErrNotExist):
		return err
	case fingerprint == "":
		return fmt.Errorf("%w; say where it is, with -set %s=PATH", err, key)
	}
	return fmt.Errorf("%w; say where it is now, with %s", err, flag)
}

// segmentSteps is the length of the longest segment of a batch.
func (e *experiment) segmentSteps() int {
	if e.config.Train.Segment != config.WholePieces {
		return e.config.Train.Segment
	}
	longest := 0
	for _, p := range e.training {
		longest = max(longest, p.Steps())
	}
	return longest
}

// evaluationSet is the validation pieces, or the training pieces if there are none.
func (e *experiment) evaluationSet() []*features.Piece {
	if len(e.valid) > 0 {
		return e.valid
	}
	return e.training
}

// drawEpoch draws the batches of an epoch.
func (e *experiment) drawEpoch() []model.Batch {
	e.epochStart = mustMarshal(e.random.sources["sampling"])
	return e.model.Draw(e.random.sampling)
}

// parameters is the number of parameters of the model.
func (e *experiment) parameters() int { return nn.Size(e.model.Parameters()) }

// info is the contents of run.json for a new run, without the baseline.
func (e *experiment) info() rundir.Info {
	instructions, _ := kernel.Selected()
	info := rundir.Info{Model: e.config.Model.Kind + ": " + e.model.Describe(), Seed: uint64(e.config.Seed), Kernel: instructions, Corpus: e.corpus.Fingerprint(), Sampling: e.sampling(), Counts: rundir.Counts{
		"train_pieces": len(e.training), "train_steps": corpus.Steps(e.training), "train_notes": corpus.Notes(e.training),
		"valid_pieces": len(e.valid), "valid_steps": corpus.Steps(e.valid), "valid_notes": corpus.Notes(e.valid),
		"skipped": len(e.corpus.Skipped), "parameters": e.parameters()},
		Keys: trainingKeys(e.training, e.config.Data.Transpose)}
	if styled, ok := e.model.(model.Styled); ok {
		info.Styles = styled.Styles()
	}
	if unit := e.model.Unit(); unit != "step" {
		info.Unit = unit
	}
	return info
}

// sampling is how the steps of the training pieces are taken from music.
func (e *experiment) sampling() features.Sampling {
	if e.config.Data.Frames != "" {
		return features.SamplingOf(e.training)
	}
	return e.config.Reading().Sampling
}

// measureBaseline computes the loss of the baseline.
func (e *experiment) measureBaseline(info *rundir.Info) {
	reference, pieces := e.model.References(e.training)[0], e.evaluationSet()
	nats := model.PerUnit(model.EachPiece(pieces, reference.Piece), len(pieces)).Total()
	if reference.Name == baselines.KindMarginal {
		info.Marginal = nats
	} else {
		info.Bigram = nats
	}
}

// describe prints what the run is going to do.
func (e *experiment) describe() {
	c, counts, source := e.config, e.run.Info.Counts, e.config.Source()
	e.progress.Say("%s in %s", c.Name, e.run.Dir)
	e.progress.Say("music: %s; training: %s, %d steps; validation: %s, %d steps", source,
		console.Count(counts["train_pieces"], "piece"), counts["train_steps"], console.Count(counts["valid_pieces"], "piece"), counts["valid_steps"])
	e.printKinds("skipped", corpus.Kinds(e.corpus.Skipped), console.Command("corpus", source))
	e.printKinds("warning in", corpus.WarningKinds(e.corpus.Pieces), console.Command("corpus", source, "-json"))
	e.progress.Say("%s, %d parameters", e.run.Info.Model, counts["parameters"])
	nll, what := e.run.Info.Baseline()
	e.progress.Say("baseline: %.3f %s, from %s", nll, e.run.Info.PerUnit(), what)
}

// printKinds prints the most frequent kinds of reasons or warnings, and the command that lists the rest.
func (e *experiment) printKinds(what string, kinds []corpus.Kind, list string) {
	lines, complete := corpus.Summary(kinds, 5)
	for _, line := range lines {
		e.progress.Say("  %s %s", what, line)
	}
	if !complete {
		e.progress.Say("  to list all: %s", list)
	}
}

// printResult prints the result of a finished run.
func (e *experiment) printResult() {
	dir := e.run.Dir
	if e.epoch < e.config.Train.Epochs {
		e.progress.Say("%s", e.stoppedEarly())
	}
	if e.best != nil {
		baseline, _ := e.run.Info.Baseline()
		e.progress.Say("best validation: %.3f %s at epoch %d; the baseline has %.3f (%+.0f %%)", e.best.NLL, e.run.Info.PerUnit(), e.best.Epoch,
			baseline, 100*(e.best.NLL/baseline-1))
	}
	e.progress.Say("done; look at %s/figures, listen to %s/samples, and compose more: %s", dir, dir, console.Command("compose", "-run", dir))
}
