package survey

import (
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"workbench/internal/metrics"
)

// weights says how often each listener and each excerpt is in a resample.
type weights struct{ listeners, excerpts []float64 }

// resampler draws listeners, and excerpts within each group, with replacement: the pigeonhole bootstrap (A.
// B. Owen, The pigeonhole bootstrap, Annals of Applied Statistics 1, 2007). So the intervals speak about
// other listeners and other excerpts of the same kind.
type resampler struct {
	listeners int
	groups    [][]int // columns of each group of excerpts
}

// once is every listener and excerpt once.
func (r resampler) once() weights {
	columns := 0
	for _, g := range r.groups {
		columns = max(columns, 1+slices.Max(g))
	}
	return weights{slices.Repeat([]float64{1}, r.listeners), slices.Repeat([]float64{1}, columns)}
}

// draw draws listeners, excerpts or both.
func (r resampler) draw(random *rand.Rand, listeners, excerpts bool) weights {
	w := r.once()
	if listeners {
		clear(w.listeners)
		for range r.listeners {
			w.listeners[random.IntN(r.listeners)]++
		}
	}
	if excerpts {
		clear(w.excerpts)
		for _, g := range r.groups {
			for range g {
				w.excerpts[g[random.IntN(len(g))]]++
			}
		}
	}
	return w
}

// statistics are computed from a resample: some numbers, each of which depends on the excerpts of some
// groups.
type statistics struct {
	estimate func(w weights) []float64
	excerpts []int // of the smallest group behind each number
}

// Numbers of resamples: for the intervals, and for the variances that decide how wide they are.
const (
	resamples         = 2000
	varianceResamples = 200
)

// intervals estimates statistics with their 95 % intervals by the expanded percentile method (T. C.
// Hesterberg, What teachers should know about the bootstrap, The American Statistician 69, 2015): as
// resamples of few items vary too little, the interval takes more than the middle 95 % of them, as many as
// make it as wide as Student's interval. Its degrees of freedom are those of Satterthwaite for the sum of two
// variances, between listeners and between excerpts. Without a second listener there is no interval.
//
// The intervals are conservative where single answers vary much more than listeners and excerpts: the
// bootstrap counts that variance three times.
func (r resampler) intervals(s statistics, n int, seed uint64) []metrics.Interval {
	random := rand.New(rand.NewPCG(seed, 0))
	values := s.estimate(r.once())
	all := make([]metrics.Interval, len(values))
	for i, v := range values {
		all[i] = metrics.Interval{Value: metrics.Number(v), Low: metrics.Number(math.NaN()), High: metrics.Number(math.NaN())}
	}
	if r.listeners < 2 {
		return all
	}
	between := func(listeners, excerpts bool, n int) [][]float64 {
		estimates := make([][]float64, len(values))
		for range n {
			for i, v := range s.estimate(r.draw(random, listeners, excerpts)) {
				if !math.IsNaN(v) {
					estimates[i] = append(estimates[i], v)
				}
			}
		}
		return estimates
	}
	both, listeners, excerpts := between(true, true, n), between(true, false, varianceResamples), between(false, true, varianceResamples)
	for i := range all {
		if len(both[i]) == 0 {
			continue
		}
		slices.Sort(both[i])
		tail := expandedTail(satterthwaite(variance(listeners[i]), r.listeners, variance(excerpts[i]), s.excerpts[i]))
		all[i].Low, all[i].High = metrics.Number(metrics.Quantile(both[i], tail)), metrics.Number(metrics.Quantile(both[i], 1-tail))
	}
	return all
}

// satterthwaite is the degrees of freedom of the sum of two variances of means, a of n items and b of m.
func satterthwaite(a float64, n int, b float64, m int) float64 {
	if m < 2 {
		b, m = 0, 2
	}
	a, b = a*float64(n)/float64(n-1), b*float64(m)/float64(m-1)
	if a+b == 0 {
		return float64(n - 1)
	}
	return (a + b) * (a + b) / (a*a/float64(n-1) + b*b/float64(m-1))
}

// expandedTail is the share of the resamples below a 95 % interval with some degrees of freedom.
func expandedTail(freedom float64) float64 {
	t := distuv.StudentsT{Sigma: 1, Nu: freedom}.Quantile(0.975)
	return distuv.UnitNormal.CDF(-t * math.Sqrt((freedom+1)/freedom))
}

func variance(values []float64) float64 {
	if len(values) < 2 {
		return 0
	}
	mean, sum := 0.0, 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return sum / float64(len(values)-1)
}
