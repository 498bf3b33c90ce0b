package training

import (
	"fmt"

	"workbench/internal/console"
)

// rate is the factor on the learning rate for an update of the current epoch, which has the given number of
// updates.
func (e *experiment) rate(update, updates int) float64 {
	return e.config.RateFactor(float64(e.epoch) + (float64(update)+0.5)/float64(updates))
}

// stopsEarly reports whether train.patience validations up to an epoch have passed without improvement.
func (e *experiment) stopsEarly(epoch int) bool {
	t := e.config.Train
	return t.Patience > 0 && e.best != nil && (epoch-e.best.Epoch)/t.ValidateEvery >= t.Patience
}

// stoppedEarly says why a training has ended before its last epoch.
func (e *experiment) stoppedEarly() string {
	t := e.config.Train
	return fmt.Sprintf("stopped after epoch %d of %d: no improvement in %s (train.patience = %d)", e.epoch, t.Epochs, console.Count(t.Patience, "validation"), t.Patience)
}
