package biaxial

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"workbench/features"
	"workbench/internal/categorical"
	"workbench/internal/control"
)

// candidate is a possible next step of a piece.
type candidate struct {
	frame features.Frame
	// logLikelihood is that of the frame, and logAllowed that of drawing a frame that keeps to the constraints: the
	// sum over the keys of the logarithm of the probability of the allowed states, 0 without constraints.
	logLikelihood, logAllowed float64
}

// Candidates is how many steps are drawn to choose among where the temperature is not 1 or there are
// constraints: eight rows of the note axis cost little next to the time axis.
const Candidates = 8

// candidatesFor is the number of candidates that a temperature takes.
func candidatesFor(temperature float64) int {
	if temperature == 1 {
		return 1
	}
	return Candidates
}

// Draw composes the next step, for each piece with its own stream of random numbers: key by key
// from the lowest, play and articulate are drawn with the probabilities that the keys below leave them. It
// panics unless the composer draws the candidates that the temperature needs.
func (c *Composer) Draw(temperature float64, random []*rand.Rand) []features.Frame {
	if c.candidates < candidatesFor(temperature) {
		panic(fmt.Sprintf("biaxial: %d candidates for a temperature of %v", c.candidates, temperature))
	}
	return c.draw(func(int) bool { return false }, control.Controls{Temperature: temperature}, random)
}

// mostDraws bounds how often a step is drawn, where nearly all that the model offers have parallels.
const mostDraws = 32

// draw draws the next step of each piece that is not skipped. A step with parallel fifths or octaves is accepted
// with the probability of their weight, or else drawn again (rejection sampling).
func (c *Composer) draw(skip func(p int) bool, o control.Controls, random []*rand.Rand) []features.Frame {
	frames, open := make([]features.Frame, c.pieces), make([]bool, c.pieces)
	for p := range open {
		open[p] = !skip(p)
	}
	for range mostDraws {
		c.drawFree(func(p int) bool { return !open[p] }, o.Keys, random)
		for p := range frames {
			if open[p] {
				frames[p] = c.atTemperature(p, o.Temperature, random[p])
				open[p] = c.rejects(p, &frames[p], o, random[p])
			}
		}
		if !slices.Contains(open, true) {
			break
		}
	}
	return frames
}

// drawFree draws the candidates of each piece that is not skipped with the model's own probabilities. Keys
// outside the range are silent.
func (c *Composer) drawFree(skip func(p int) bool, keys control.Range, random []*rand.Rand) {
	weighted := c.candidates > 1
	c.decide(skip, func(s *shard, row, n int, logits []float32) features.Cell {
		p := row / c.candidates
		play, articulate, velocity := c.numbers(random[p])
		if !keys.Has(n + features.Lowest) {
			return features.Silent
		}
		sounded := c.last[p][n].Play()
		cell, logVelocity := c.withVelocity(s, row, n, drawCell(logits, sounded, play, articulate), 0, velocity)
		if weighted {
			c.rows[row].logLikelihood += logsOf(logits, sounded).of(cell.State()) + logVelocity
		}
		return cell
	})
}

// numbers draws the random numbers of a key: two for every key, and a third with velocities, used or not, so that
// a stream's position tells the step.
func (c *Composer) numbers(random *rand.Rand) (play, articulate, velocity float64) {
	play, articulate = random.Float64(), random.Float64()
	if c.net.Velocity {
		velocity = random.Float64()
	}
	return play, articulate, velocity
}

// atTemperature chooses among a piece's candidates with weights likelihood^(1/T − 1). The first candidate
// decides how many keys sound and how many begin: only those like it are considered. So the temperature
// changes which notes are played, and the music keeps its density and its rhythm.
func (c *Composer) atTemperature(p int, temperature float64, random *rand.Rand) features.Frame {
	rows := c.rows[p*c.candidates : (p+1)*c.candidates]
	if temperature == 1 {
		return rows[0].frame
	}
	logs := make([]float64, len(rows))
	c.applyTemperature(logs, p, 0, temperature)
	return rows[choose(logs, random)].frame
}

// applyTemperature adds (1/T − 1)·log-likelihood to the logarithmic weights of a piece's candidates, and rules those
// out that differ from candidate like in the number of keys that sound or begin.
func (c *Composer) applyTemperature(logs []float64, p, like int, temperature float64) {
	rows := c.rows[p*c.candidates : (p+1)*c.candidates]
	wanted := counts(&rows[like].frame, &c.last[p])
	for i := range rows {
		logs[i] += (1/temperature - 1) * rows[i].logLikelihood
		if counts(&rows[i].frame, &c.last[p]) != wanted {
			logs[i] = math.Inf(-1)
		}
	}
}

// counts are the numbers of keys that sound and that begin: onsets, or silent in the step before.
func counts(f, before *features.Frame) (n [2]int) {
	for k, cell := range f {
		if cell.Play() {
			n[0]++
		}
		if cell.Articulate() || cell.Play() && !before[k].Play() {
			n[1]++
		}
	}
	return n
}

// choose draws an index with probabilities in proportion to the exponentials of logs, one of which at least
// is finite.
func choose(logs []float64, random *rand.Rand) int {
	highest := slices.Max(logs)
	return categorical.Draw(len(logs), func(i int) float64 { return math.Exp(logs[i] - highest) }, random.Float64())
}

// logSum is the logarithm of the sum of exponentials.
func logSum(logs []float64) float64 {
	highest := slices.Max(logs)
	if math.IsInf(highest, -1) {
		return highest
	}
	sum := 0.0
	for _, l := range logs {
		sum += math.Exp(l - highest)
	}
	return highest + math.Log(sum)
}
