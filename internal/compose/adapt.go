package compose

import (
	"fmt"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/model"
)

// AdaptTo adapts the weights to a prompt, without the silence at its end, if Adapt is set.
func (c *Composition) AdaptTo(prompt *features.Piece, out *console.Streams) error {
	if c.Adapt == 0 {
		return nil
	}
	m, err := model.ToAdapt(c.Model.Model, c.Adapt)
	if err != nil {
		return exit.Usagef("compose: %w", err)
	}
	steps := prompt.Steps()
	for steps > 1 && prompt.Roll[steps-1] == (features.Frame{}) {
		steps--
	}
	fmt.Fprintf(out.Progress, "adapting the weights to the prompt, %s\n", console.Count(steps, "step"))
	if err := m.Adapt(prompt.Resized(steps), c.Adapt); err != nil {
		return fmt.Errorf("compose: -adapt %v: %w; take a lower rate", c.Adapt, err)
	}
	return nil
}
