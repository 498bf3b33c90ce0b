// Package dynamics has the attributes that a network with velocities reads: of each note, how hard it and its
// neighbours were struck in the last steps, and of each key, how hard the lower keys are struck in the same step.
// All of them are MIDI velocities divided by 127, or means of these, and 0 where nothing was struck.
package dynamics

import (
	"math"

	"workbench/features"
)

// Width is the number of attributes of a note, and LowerWidth that of a key's lower notes.
const (
	Width      = 4
	LowerWidth = 2
)

const (
	Memory = 32 // steps that the attributes look back
	Reach  = 12 // keys to each side that are neighbours
)

// Weights of a neighbour's strike, by its distance in steps and in keys, which halve with every eight steps and with
// every three keys, and of any strike in the mean of the last moments, which halve with every two steps.
var (
	NearInTime = halving(Memory, 8)
	NearInKeys = halving(Reach+1, 3)
	JustNow    = halving(Memory, 2)
)

// halving are the n weights 2^(−i/every), for i from 0.
func halving(n int, every float64) []float32 {
	weights := make([]float32, n)
	for i := range weights {
		weights[i] = float32(math.Exp2(-float64(i) / every))
	}
	return weights
}

// Attributes are, for each note: the velocity of its latest strike in the last 32 steps; the mean of its
// neighbours and itself, the nearer and the later the heavier; the mean of all strikes in the last moments; and
// that of the last 32 steps.
var Attributes = features.Encoding{Width: Width, Encode: encode}

func encode(dst []float32, stride int, past features.Past, _ features.Place) {
	var latest [features.Keys]float32
	var near [features.Keys]mean
	var now, lasting mean
	for back := range Memory {
		for key, cell := range past(back) {
			velocity := cell.Velocity().Share()
			if velocity == 0 {
				continue
			}
			if latest[key] == 0 {
				latest[key] = velocity
			}
			now.add(velocity, JustNow[back])
			lasting.add(velocity, 1)
			for n := max(key-Reach, 0); n <= min(key+Reach, features.Keys-1); n++ {
				near[n].add(velocity, NearInTime[back]*NearInKeys[max(n-key, key-n)])
			}
		}
	}
	for n := range features.Keys {
		copy(dst[n*stride:], []float32{latest[n], near[n].value(), now.value(), lasting.value()})
	}
}

// EncodeLower writes the velocity of the next lower key that is struck in f below key n, and the mean of all of
// these: LowerWidth numbers.
func EncodeLower(dst []float32, f *features.Frame, n int) {
	var all mean
	for key := n - 1; key >= 0; key-- {
		velocity := f[key].Velocity().Share()
		if velocity == 0 {
			continue
		}
		if all.weight == 0 {
			dst[0] = velocity
		}
		all.add(velocity, 1)
	}
	dst[1] = all.value()
}

// mean is a weighted mean; 0 of nothing.
type mean struct{ sum, weight float32 }

func (m *mean) add(v, weight float32) {
	m.sum += v * weight
	m.weight += weight
}

func (m *mean) value() float32 {
	if m.weight == 0 {
		return 0
	}
	return m.sum / m.weight
}
