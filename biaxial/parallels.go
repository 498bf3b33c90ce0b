package biaxial

import (
	"math"

	"workbench/features"
	"workbench/internal/metrics"
)

// discourage adds the logarithm of a weight to the logarithmic weights of a piece's candidates, once for each
// pair of voices that moves in parallel fifths or octaves into the candidate.
func (c *Composer) discourage(logs []float64, p int, weight float64) {
	before := sounding(&c.last[p])
	for i := range logs {
		row := &c.rows[p*c.candidates+i]
		if n := metrics.Parallels(before, sounding(&row.frame)); n > 0 {
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
