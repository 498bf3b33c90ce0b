package training

import (
	"math"

	"workbench/internal/config"
)

// rate is the factor on the learning rate for an update of the epoch that is under way, which has so many: it rises in a straight line during the
// warm-up, and then stays, or falls as a cosine's half wave to zero at the end (Loshchilov & Hutter 2017).
func (e *experiment) rate(update, of int) float64 {
	at, o := float64(e.epoch)+(float64(update)+0.5)/float64(of), e.config.Optimizer
	warmup, end := float64(o.Warmup), float64(e.config.Train.Epochs)
	switch {
	case at < warmup:
		return at / warmup
	case o.Schedule == config.ScheduleCosine && at < end:
		return 0.5 * (1 + math.Cos(math.Pi*(at-warmup)/(end-warmup)))
	}
	return 1
}

// stopsEarly says whether train.patience validations up to an epoch have passed without improvement.
func (e *experiment) stopsEarly(epoch int) bool {
	t := e.config.Train
	return t.Patience > 0 && e.best != nil && (epoch-e.best.Epoch)/t.ValidateEvery >= t.Patience
}
