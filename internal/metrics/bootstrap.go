package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Interval is an estimate with its 95 % confidence interval. Low and High are NaN if there is no interval.
type Interval struct {
	Value Number `json:"value"`
	Low   Number `json:"low"`
	High  Number `json:"high"`
}

// Bootstrap estimates a statistic of n items and its 95 % confidence interval by Efron's percentile method:
// the interval holds the middle 95 % of the estimates from resamples of n items each, drawn with replacement.
//
// The function estimate receives the indices of the items, which repeat in a resample. The same n, resamples
// and seed give the same resamples. With fewer than two items, or without resamples, there is no interval.
func Bootstrap(n, resamples int, seed uint64, estimate func(items []int) float64) Interval {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	value := estimate(items)
	if n < 2 {
		resamples = 0
	}
	return percentileInterval(value, resamples, seed, func(random *rand.Rand) float64 {
		for i := range items {
			items[i] = random.IntN(n)
		}
		return estimate(items)
	})
}

// percentileInterval draws a given number of estimates and returns the interval of their middle 95 %.
func percentileInterval(value float64, resamples int, seed uint64, draw func(random *rand.Rand) float64) Interval {
	interval := Interval{Value: Number(value), Low: Number(math.NaN()), High: Number(math.NaN())}
	if resamples < 1 {
		return interval
	}
	random := rand.New(rand.NewPCG(seed, 0))
	estimates := make([]float64, resamples)
	for r := range estimates {
		estimates[r] = draw(random)
	}
	slices.Sort(estimates)
	interval.Low, interval.High = Number(Quantile(estimates, 0.025)), Number(Quantile(estimates, 0.975))
	return interval
}
