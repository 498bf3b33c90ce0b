package biaxial

import (
	"math"
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/control"
	"workbench/internal/metrics"
)

// parallels counts the pairs of voices that move in parallel fifths or octaves into a piece's next step.
func (c *Composer) parallels(p int, next *features.Frame) int {
	return metrics.Parallels(sounding(&c.last[p]), sounding(next))
}

// rejects draws whether a step is not accepted because of its parallels.
func (c *Composer) rejects(p int, next *features.Frame, o control.Controls, random *rand.Rand) bool {
	if !o.WeighsParallels() {
		return false
	}
	n := c.parallels(p, next)
	return n > 0 && random.Float64() >= math.Pow(o.Parallels, float64(n))
}

// weighParallels adds to the logarithmic weights of a piece's candidates those of their parallels.
func (c *Composer) weighParallels(logs []float64, p int, weight float64) {
	for i := range logs {
		if n := c.parallels(p, &c.rows[p*c.candidates+i].frame); n > 0 {
			logs[i] += float64(n) * math.Log(weight)
		}
	}
}

// sounding lists the keys that sound in a frame, lowest first.
func sounding(f *features.Frame) (keys []int) {
	for n, cell := range f {
		if cell.Play() {
			keys = append(keys, n)
		}
	}
	return keys
}
