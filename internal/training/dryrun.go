package training

import (
	"context"
	"fmt"
	"io"
	"time"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/exit"
	"workbench/internal/model"
)

// DryRun prints the config with all its keys, which is explained, then the music, the number of parameters, the
// memory and the time that training needs, and creates nothing. It reads the music, builds the model, loads the
// weights of train.init_from and makes a few updates, so it finds the errors that [Start] would find there.
func DryRun(ctx context.Context, c *config.Config, explained string, out *console.Streams) error {
	e, err := openExperiment(ctx, c, "", out.Progress)
	if err != nil {
		return err
	}
	defer e.model.Close()
	for _, note := range c.Notes {
		fmt.Fprintf(out.Progress, "note: %s\n", console.Printable(note))
	}
	defer model.LimitGarbage(c)()
	if err := e.transfer(); err != nil {
		return err
	}
	if _, err := io.WriteString(out.Results, explained); err != nil {
		return err
	}
	if err := e.describeCost(out.Results); err != nil {
		return err
	}
	return e.describeTime(ctx, out.Results)
}

// Limits of the updates that a dry run measures.
const (
	timedUpdates = 5
	timedFor     = 10 * time.Second
)

// describeTime makes a few updates and prints the time of an epoch. The first update, which also sets up the
// network, does not count.
func (e *experiment) describeTime(ctx context.Context, w io.Writer) error {
	batches := e.drawEpoch()
	began := time.Now()
	for i := 0; i <= timedUpdates && (len(e.pace.updates) == 0 || time.Since(began) < timedFor); i++ {
		if ctx.Err() != nil {
			return exit.ErrInterrupted
		}
		batch, start := batches[i%len(batches)], time.Now()
		if _, _, err := e.model.Update(batch, e.rate(0, len(batches)), e.random.dropout); err != nil {
			return fmt.Errorf("update %d: %w; a lower optimizer.learning_rate may help", i+1, err)
		}
		e.pace.update(time.Since(start), batch.Units())
	}
	each, _, _ := e.pace.mean()
	_, err := fmt.Fprintf(w, "# time of an epoch: about %s for %s, measured here in %s; validation and samples come on top\n",
		secondsText(each.Seconds()*float64(len(batches))), console.Count(len(batches), "update"), console.Count(len(e.pace.updates), "update"))
	return err
}

// describeCost prints the cost of training as comments, so that the output of a dry run is a config.
func (e *experiment) describeCost(w io.Writer) error {
	memory := "not estimated, small"
	if needed := model.TrainingMemory(e.config, e.segmentSteps()); needed > 0 {
		memory = fmt.Sprintf("about %v", needed)
	}
	_, err := fmt.Fprintf(w, `
# %s: %s
# music: %s; training: %s, %d steps; validation: %s, %d steps
# parameters: %d
# memory for training: %s
`, e.config.Model.Kind, e.model.Describe(), console.Printable(e.config.Source()), console.Count(len(e.training), "piece"), corpus.Steps(e.training),
		console.Count(len(e.valid), "piece"), corpus.Steps(e.valid), e.parameters(), memory)
	return err
}

// secondsText is a time in seconds with two digits, or in minutes and hours where it is longer.
func secondsText(seconds float64) string {
	if seconds < 10 {
		return fmt.Sprintf("%.2g s", seconds)
	}
	return console.Duration(time.Duration(seconds * float64(time.Second)))
}
