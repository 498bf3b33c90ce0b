package search

import (
	"cmp"
	"math"
	"slices"
)

// mostReductions keeps the first rung long enough for its results to say something: it has at least 1/81 of the
// epochs with a reduction of 3.
const mostReductions = 4

// Rungs are the rungs of ASHA for trials of a number of epochs with a result at regular intervals: epochs,
// epochs/reduction, epochs/reduction² …, each rounded up to an epoch with a result.
func Rungs(epochs, every, reduction int) []int {
	rungs := []int{epochs}
	for range mostReductions {
		length := math.Pow(float64(reduction), float64(len(rungs)))
		rung := int(math.Ceil(float64(epochs)/length/float64(every)-1e-9)) * every
		if rung >= rungs[0] || float64(epochs)/length < float64(every)*0.5 {
			break
		}
		rungs = slices.Insert(rungs, 0, rung)
	}
	return rungs
}

// promotion continues a trial to the next rung if one is among the best 1/Reduction of the results of its rung,
// Algorithm 2 of Li et al.: the highest rung first, and in it the best trial that was not continued.
func (s *Search) promotion(trials []Trial) (d Decision, ok bool) {
	for rung := len(s.Rungs) - 2; rung >= 0; rung-- {
		var here []int // trials with a result at this rung
		for i := range trials {
			if len(trials[i].Values) > rung || trials[i].Failed && trials[i].Rung >= rung {
				here = append(here, i)
			}
		}
		at := func(i int) float64 {
			if len(trials[i].Values) > rung {
				return trials[i].Values[rung]
			}
			return math.Inf(1)
		}
		slices.SortStableFunc(here, func(a, b int) int { return cmp.Compare(at(a), at(b)) })
		for _, i := range here[:len(here)/s.Reduction] {
			if t := &trials[i]; t.Rung == rung && !t.Failed {
				return Decision{Trial: i, Rung: rung + 1}, true
			}
		}
	}
	return Decision{}, false
}

// completion continues the best trial of the highest rung with a result, until one trial is trained to its end.
// Where the trials are too few for the rungs, Algorithm 2 would leave all of them unfinished.
func (s *Search) completion(trials []Trial) (d Decision, ok bool) {
	for i := range trials {
		t := &trials[i]
		if t.Failed || len(t.Values) == 0 {
			continue
		}
		if !ok || len(t.Values) > d.Rung || len(t.Values) == d.Rung && t.value() < trials[d.Trial].value() {
			d, ok = Decision{Trial: i, Rung: len(t.Values)}, true
		}
	}
	return d, ok && d.Rung < len(s.Rungs)
}
