package config

import "math"

// RateFactor is the factor on optimizer.learning_rate at a time in epochs. It rises linearly during the
// warm-up, then is constant, or falls to zero as half a cosine wave (Loshchilov & Hutter 2017).
func (c *Config) RateFactor(at float64) float64 {
	warmup, end := float64(c.Optimizer.Warmup), float64(c.Train.Epochs)
	switch {
	case at < warmup:
		return at / warmup
	case c.Optimizer.Schedule == ScheduleCosine && at < end:
		return 0.5 * (1 + math.Cos(math.Pi*(at-warmup)/(end-warmup)))
	}
	return 1
}
