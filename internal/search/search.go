package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// The methods.
const (
	Random = "random"
	TPE    = "tpe"
	ASHA   = "asha"
)

// Methods lists the names of the methods.
var Methods = []string{Random, TPE, ASHA}

// Search is what decides. Trials are numbered from 0 in the order in which they began.
type Search struct {
	Space  Space
	Method string // one of Methods
	Seed   uint64

	// Rungs are the numbers of epochs at which trials are compared, in rising order; the last is that of a
	// complete trial. Random and TPE have one.
	Rungs     []int
	Reduction int // R of ASHA: one of R trials of a rung is continued to the next
}

// Trial is what is known of a trial.
type Trial struct {
	Point  Point
	Rung   int       // to which it was decided to train
	Values []float64 // results at rungs 0, 1, …, lower is better; the trial is in training if there are Rung or fewer
	Failed bool      // it cannot be continued, and counts as worse than all others
}

// running reports whether a result of the trial is still to come.
func (t *Trial) running() bool { return !t.Failed && len(t.Values) <= t.Rung }

// value is the latest result; none is +Inf, and so is a failure.
func (t *Trial) value() float64 {
	if t.Failed || len(t.Values) == 0 {
		return math.Inf(1)
	}
	return t.Values[len(t.Values)-1]
}

// Decision is what to train next.
type Decision struct {
	Trial int   // its number; a new one if it is the number of trials so far
	Point Point // of a new trial
	Rung  int   // to train to
}

// State says whether there is a decision.
type State int

// The states of a search.
const (
	Train State = iota // a trial can be trained
	Wait               // only the results of running trials can lead to more
	Done               // all trials are trained
	Tried              // the space has no further values
)

// Next decides what to train next when a search has these trials and may have at most a given number.
func (s *Search) Next(trials []Trial, most int) (Decision, State) {
	if s.Method == ASHA {
		if d, ok := s.promotion(trials); ok {
			return d, Train
		}
	}
	state := Done
	if len(trials) < most {
		if p, ok := s.propose(trials); ok {
			return Decision{Trial: len(trials), Point: p}, Train
		}
		state = Tried
	}
	if slices.ContainsFunc(trials, func(t Trial) bool { return t.running() }) {
		return Decision{}, Wait
	}
	if s.Method == ASHA {
		if d, ok := s.completion(trials); ok {
			return d, Train
		}
	}
	return Decision{}, state
}

// propose returns the point of a new trial that no other trial has. ok is false if none was found.
func (s *Search) propose(trials []Trial) (p Point, ok bool) {
	tried := map[string]bool{}
	for i := range trials {
		tried[s.id(trials[i].Point)] = true
	}
	const attempts = 200
	for attempt := range attempts {
		// A generator of its own makes the draws of a trial independent of how many were needed before.
		random := rand.New(rand.NewPCG(s.Seed, uint64(len(trials))<<32|uint64(attempt)))
		if s.Method == TPE && attempt < attempts/2 {
			p = s.estimate(trials, random)
		} else {
			p = s.Space.draw(random)
		}
		if p = s.Space.snapped(p); !tried[s.id(p)] {
			return p, true
		}
	}
	return nil, false
}

// id tells points with different values apart.
func (s *Search) id(p Point) string { return strings.Join(s.Space.Settings(p), "\n") }
