package biaxial

import (
	"math"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/control"
)

// drawConstrained draws the candidates of each draft with the model's probabilities among the states that the
// constraints allow.
func (c *Composer) drawConstrained(step *control.Step, keys control.Range, drafts []*draft) {
	must, may, mayFromBass := above(step, keys)
	playing := make([]int, len(c.rows))
	c.decide(func(int) bool { return false }, func(s *shard, row, n int, logits []float32) features.Cell {
		p := row / c.candidates
		play, articulate, velocity := c.numbers(drafts[p].random)
		sounded := c.last[p][n].Play()
		allowed := permitted(within(step, keys, n), c.net.Outputs)
		wrongBass := playing[row] == 0 && !step.AllowsBass(n+features.Lowest)
		if (wrongBass || playing[row]+must[n] >= step.MaxKeys) && allowed&control.MustBeSilent != 0 {
			allowed = control.MustBeSilent
		}
		left := may[n]
		if playing[row] == 0 {
			left = mayFromBass[n]
		}
		if playing[row]+left < step.MinKeys && allowed&control.MustSound != 0 {
			allowed &= control.MustSound
		}
		logs := logsOf(logits, sounded)
		cell, logAllowed := drawAllowed(logs, allowed, play, articulate)
		struck, logVelocity := c.withVelocity(s, row, n, cell, step.Velocities[n], velocity)
		c.rows[row].logLikelihood += logs.of(cell) + logVelocity
		c.rows[row].logAllowed += logAllowed
		if step.Velocities[n] > 0 {
			c.rows[row].logAllowed += logVelocity
		}
		if cell.Play() {
			playing[row]++
		}
		return struck
	})
}

// within are the states that key n may have: one outside the range is silent unless it must sound.
func within(step *control.Step, keys control.Range, n int) control.Cells {
	if allowed := step.Cells[n]; keys.Has(n+features.Lowest) || allowed&control.MustBeSilent == 0 {
		return allowed
	}
	return control.MustBeSilent
}

// above counts, for each key, the keys above it that must sound, that may sound, and that may if none has
// sounded yet, from the first that may be the lowest.
func above(step *control.Step, keys control.Range) (must, may, mayFromBass [notes]int) {
	for n := notes - 2; n >= 0; n-- {
		must[n], may[n], mayFromBass[n] = must[n+1], may[n+1], mayFromBass[n+1]
		allowed := within(step, keys, n+1)
		if allowed&control.MustBeSilent == 0 {
			must[n]++
		}
		if allowed&control.MustSound != 0 {
			may[n]++
			if step.AllowsBass(n + 1 + features.Lowest) {
				mayFromBass[n] = may[n]
			}
		}
	}
	return must, may, mayFromBass
}

// chooseConstrained chooses one of a draft's candidates in proportion to what the model gives to the allowed states, and
// returns it with the logarithm of the mean of that. At a temperature other than 1 it then chooses, as
// [Composer.atTemperature] does, among those with as many keys.
func (c *Composer) chooseConstrained(p int, o control.Controls, random *rand.Rand) (features.Frame, float64) {
	rows := c.rows[p*c.candidates : (p+1)*c.candidates]
	logs := make([]float64, len(rows))
	for i := range rows {
		logs[i] = rows[i].logAllowed
	}
	if o.WeighsParallels() {
		c.weighParallels(logs, p, o.Parallels)
	}
	sum := logSum(logs)
	if math.IsInf(sum, -1) {
		return rows[0].frame, sum
	}
	chosen := choose(logs, random)
	if o.Temperature != 1 {
		c.applyTemperature(logs, p, chosen, o.Temperature)
		chosen = choose(logs, random)
	}
	return rows[chosen].frame, sum - math.Log(float64(len(rows)))
}

// decided is the only frame that a step allows.
func decided(s *control.Step, outputs int) (f features.Frame) {
	for n, allowed := range s.Cells {
		if f[n] = likeliest(cellLogs{}, permitted(allowed, outputs)); f[n].Articulate() {
			f[n] = f[n].With(s.Velocities[n])
		}
	}
	return f
}

// permitted are the allowed states as the network represents them: without articulate, an onset only
// sounds.
func permitted(allowed control.Cells, outputs int) control.Cells {
	if outputs == 1 && allowed&control.MustSound != 0 {
		return allowed&control.MustBeSilent | control.Only(features.Held)
	}
	return allowed
}
