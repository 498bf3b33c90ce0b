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
	m, ok := c.Model.Model.(model.Adapting)
	switch {
	case !(c.Adapt > 0 && c.Adapt <= model.HighestAdaptRate):
		return exit.Usagef("compose: -adapt %v: must be a learning rate, 0.002 for instance, up to %v", c.Adapt, model.HighestAdaptRate)
	case !ok:
		return exit.Usagef("compose: -adapt: the model is of the kind %s, and only a biaxial network adapts; leave -adapt out", c.Config.Model.Kind)
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
