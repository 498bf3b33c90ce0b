package metrics

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Interval is an estimate with its 95 % confidence interval, whose ends are NaN where there is none.
type Interval struct {
	Value Number `json:"value"`
	Low   Number `json:"low"`
	High  Number `json:"high"`
}

// Bootstrap estimates something of n items, and how far the items' choice moves it: the interval holds the middle 95 % of the estimates from so many
// resamples, each n items drawn with replacement (Efron's percentile method). The estimate gets the numbers of the items, which come several times in a
// resample. The same n, resamples and seed give the same resamples. Of fewer than two items, or without resamples, there is no interval.
func Bootstrap(n, resamples int, seed uint64, estimate func(items []int) float64) Interval {
	items := make([]int, n)
	for i := range items {
		items[i] = i
	}
	interval := Interval{Value: Number(estimate(items)), Low: Number(math.NaN()), High: Number(math.NaN())}
	if n < 2 || resamples < 1 {
		return interval
	}
	random := rand.New(rand.NewPCG(seed, 0))
	estimates := make([]float64, resamples)
	for r := range estimates {
		for i := range items {
			items[i] = random.IntN(n)
		}
		estimates[r] = estimate(items)
	}
	slices.Sort(estimates)
	interval.Low, interval.High = quantile(estimates, 0.025), quantile(estimates, 0.975)
	return interval
}
