package training

import (
	"context"
	"fmt"
	"io"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/model"
)

// DryRun prints the config with all its keys, the music, the number of parameters and the memory that
// training needs, and creates nothing. It reads the music and builds the model, so it finds the errors that
// [Start] would find there.
func DryRun(ctx context.Context, c *config.Config, out *console.Streams) error {
	e, err := openExperiment(ctx, c, "", out.Progress)
	if err != nil {
		return err
	}
	defer e.model.Close()
	for _, note := range c.Notes {
		fmt.Fprintf(out.Progress, "note: %s\n", console.Printable(note))
	}
	if _, err := io.WriteString(out.Results, c.TOML()); err != nil {
		return err
	}
	return e.describeCost(out.Results)
}

// describeCost prints the cost of training as comments, so that the output of a dry run is a config.
func (e *experiment) describeCost(w io.Writer) error {
	memory := "not estimated, small"
	if needed := model.TrainingMemory(e.config, e.segmentSteps()); needed > 0 {
		memory = fmt.Sprintf("about %v", needed)
	}
	_, err := fmt.Fprintf(w, `
# %s: %s
# music: %s; training: %d pieces, %d steps; validation: %d pieces, %d steps
# parameters: %d
# memory for training: %s
`, e.config.Model.Kind, e.model.Describe(), console.Printable(e.config.Source()), len(e.training), corpus.Steps(e.training),
		len(e.valid), corpus.Steps(e.valid), e.parameters(), memory)
	return err
}
