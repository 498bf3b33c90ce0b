package dynamics

import (
	"math"
	"testing"

	"workbench/features"
)

// TestAttributes checks a key that was struck twice, a neighbour, and a key that is out of reach.
func TestAttributes(t *testing.T) {
	loud, soft := features.VelocityOf(100), features.VelocityOf(40)
	a, b := float64(loud.Share()), float64(soft.Share())
	roll := make(features.Roll, 9) // the last step is the latest
	roll[0][40] = features.Onset.With(loud)
	roll[1][40] = features.Held
	roll[8][43] = features.Onset.With(soft)
	past := func(back int) *features.Frame {
		if back >= len(roll) {
			return new(features.Frame)
		}
		return &roll[len(roll)-1-back]
	}
	dst := make([]float32, features.Keys*5)
	Attributes.Encode(dst, 5, past, features.Place{})
	mean := func(wa, wb float64) float64 { return (a*wa + b*wb) / (wa + wb) }
	now, lasting := mean(1./16, 1), mean(1, 1) // eight steps ago, and just now
	for n, want := range map[int][Width]float64{
		40: {a, mean(1./2, 1./2), now, lasting}, // weights: eight steps; three keys
		43: {b, mean(1./4, 1), now, lasting},
		52: {0, mean(1./2*1./16, 1./8), now, lasting},
		56: {0, 0, now, lasting},
	} {
		for i, v := range want {
			if got := float64(dst[n*5+i]); math.Abs(got-v) > 1e-6 {
				t.Errorf("key %d, attribute %d: %v, want %v", n, i, got, v)
			}
		}
		if dst[n*5+Width] != 0 {
			t.Errorf("key %d: more than %d attributes", n, Width)
		}
	}
}

func TestEncodeLower(t *testing.T) {
	loud, soft := features.VelocityOf(100), features.VelocityOf(40)
	f := features.Frame{10: features.Onset.With(soft), 20: features.Onset.With(loud), 30: features.Held, 40: features.Onset}
	both := (loud.Share() + soft.Share()) / 2
	for n, want := range map[int][LowerWidth]float32{10: {}, 11: {soft.Share(), soft.Share()}, 20: {soft.Share(), soft.Share()}, 21: {loud.Share(), both}, 50: {loud.Share(), both}} {
		var got [LowerWidth]float32
		if EncodeLower(got[:], &f, n); got != want {
			t.Errorf("below key %d: %v, want %v", n, got, want)
		}
	}
}
