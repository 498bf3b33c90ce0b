package training

import (
	"math"

	"workbench/internal/config"
)

// rate is the factor on the learning rate for an update of the current epoch, which has the given number of
// updates.
func (e *experiment) rate(update, updates int) float64 {
	return rateAt(e.config, float64(e.epoch)+(float64(update)+0.5)/float64(updates))
}

// rateAt is the factor on the learning rate at a time in epochs. It rises linearly during the warm-up, then is
// constant, or falls to zero as half a cosine wave (Loshchilov & Hutter 2017).
func rateAt(c *config.Config, at float64) float64 {
	warmup, end := float64(c.Optimizer.Warmup), float64(c.Train.Epochs)
	switch {
	case at < warmup:
		return at / warmup
	case c.Optimizer.Schedule == config.ScheduleCosine && at < end:
		return 0.5 * (1 + math.Cos(math.Pi*(at-warmup)/(end-warmup)))
	}
	return 1
}

// stopsEarly reports whether train.patience validations up to an epoch have passed without improvement.
func (e *experiment) stopsEarly(epoch int) bool {
	t := e.config.Train
	return t.Patience > 0 && e.best != nil && (epoch-e.best.Epoch)/t.ValidateEvery >= t.Patience
}
