package search

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Settings of TPE, as in Bergstra et al. 2011 where they are given there.
const (
	startup    = 10   // random trials before the first estimate
	goodShare  = 0.15 // γ: share of the trials that are good
	candidates = 24   // drawn for each parameter
)

// estimate draws candidates for each parameter from the density of the good trials, and takes the one that is
// densest among the good in relation to the others, which maximizes the expected improvement. Running trials
// count with the others, so that parallel trials differ.
func (s *Search) estimate(trials []Trial, random *rand.Rand) Point {
	order := make([]int, 0, len(trials))
	done := 0
	for i := range trials {
		order = append(order, i)
		if !trials[i].running() {
			done++
		}
	}
	if done < startup {
		return s.Space.draw(random)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(trials[a].value(), trials[b].value()) })
	good := max(1, int(math.Ceil(goodShare*float64(done))))
	p := make(Point, len(s.Space))
	for k := range s.Space {
		column := func(of []int) (coordinates []float64) {
			for _, i := range of {
				coordinates = append(coordinates, trials[i].Point[k])
			}
			return coordinates
		}
		if s.Space[k].isChoice() {
			n := len(s.Space[k].Choices)
			p[k] = bestCandidate(newFrequencies(n, column(order[:good])), newFrequencies(n, column(order[good:])), random)
		} else {
			p[k] = bestCandidate(newParzen(column(order[:good])), newParzen(column(order[good:])), random)
		}
	}
	return p
}

// density is a distribution of coordinates.
type density interface {
	draw(random *rand.Rand) float64
	at(x float64) float64
}

// bestCandidate returns the candidate x from the density of the good with the largest good(x)/bad(x).
func bestCandidate(good, bad density, random *rand.Rand) float64 {
	best, bestRatio := 0.0, math.Inf(-1)
	for range candidates {
		x := good.draw(random)
		if ratio := good.at(x) / bad.at(x); ratio > bestRatio {
			best, bestRatio = x, ratio
		}
	}
	return best
}

// frequencies are the probabilities of choices: one count for each more than there are, as a prior.
type frequencies []float64

func newFrequencies(n int, coordinates []float64) frequencies {
	f := make(frequencies, n)
	for i := range f {
		f[i] = 1
	}
	for _, c := range coordinates {
		f[int(c)]++
	}
	for i := range f {
		f[i] /= float64(n + len(coordinates))
	}
	return f
}

func (f frequencies) at(x float64) float64 { return f[int(x)] }

func (f frequencies) draw(random *rand.Rand) float64 {
	u := random.Float64()
	for i, p := range f {
		if u -= p; u < 0 {
			return float64(i)
		}
	}
	return float64(len(f) - 1)
}

// parzen is a mixture with equal weights of the uniform distribution on [0, 1], the prior, and a normal
// distribution around each coordinate, cut to [0, 1].
type parzen struct {
	normals []distuv.Normal
	masses  []float64 // of each normal within [0, 1]
}

// newParzen makes the deviation of each normal the greater of the distances to its neighbours, where the ends
// of the interval are neighbours too, and at least 1/min(100, n+1).
func newParzen(coordinates []float64) *parzen {
	sorted := slices.Sorted(slices.Values(coordinates))
	p := &parzen{}
	least := 1 / float64(min(100, len(sorted)+1))
	for i, c := range sorted {
		left, right := 0.0, 1.0
		if i > 0 {
			left = sorted[i-1]
		}
		if i+1 < len(sorted) {
			right = sorted[i+1]
		}
		normal := distuv.Normal{Mu: c, Sigma: max(c-left, right-c, least)}
		p.normals = append(p.normals, normal)
		p.masses = append(p.masses, normal.CDF(1)-normal.CDF(0))
	}
	return p
}

func (p *parzen) at(x float64) float64 {
	sum := 1.0
	for i, normal := range p.normals {
		sum += normal.Prob(x) / p.masses[i]
	}
	return sum / float64(len(p.normals)+1)
}

func (p *parzen) draw(random *rand.Rand) float64 {
	i := random.IntN(len(p.normals) + 1)
	if i == len(p.normals) {
		return random.Float64()
	}
	for {
		if x := p.normals[i].Mu + p.normals[i].Sigma*random.NormFloat64(); x >= 0 && x <= 1 {
			return x
		}
	}
}
