package metrics

import (
	"math"

	"workbench/features"
)

// DroneSteps is the length of a drone: a key that sounds for this many steps without a step of silence, struck again
// or not.
const DroneSteps = 64

// longestDrone is the longest stretch of steps in which one key sounds throughout, struck again or not.
func (s *sound) longestDrone() float64 {
	longest := 0
	var sounded [features.Keys]int // steps for which each key has sounded up to here
	for t := range s.piece.Roll {
		for n, cell := range s.piece.Roll[t] {
			if !cell.Play() {
				sounded[n] = 0
				continue
			}
			sounded[n]++
			longest = max(longest, sounded[n])
		}
	}
	return float64(longest)
}

// drone is 1 if a key sounds for DroneSteps or more, otherwise 0.
func (s *sound) drone() float64 { return yes(s.longestDrone() >= DroneSteps) }

// topDroneAtEnd is 1 if the highest key of the last sounding step has sounded for the last DroneSteps up to there:
// the melody stands still at the end. It is 0 otherwise, and NaN for silence.
func (s *sound) topDroneAtEnd() float64 {
	last := s.end() - 1
	if last < 0 {
		return math.NaN()
	}
	top := features.Keys - 1
	for !s.piece.Roll[last][top].Play() {
		top--
	}
	t := last
	for t >= 0 && s.piece.Roll[t][top].Play() {
		t--
	}
	return yes(last-t >= DroneSteps)
}

// yes is the value of a metric that is 1 or 0.
func yes(holds bool) float64 {
	if holds {
		return 1
	}
	return 0
}
