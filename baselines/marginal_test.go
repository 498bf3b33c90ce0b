package baselines

import (
	"math"
	"testing"

	"workbench/features"
)

// TestMarginal works one key out by hand: of 3 training steps it plays in 2 and is struck in 1, so it plays with (2+½)/(3+1) and
// is then struck with (1+½)/(2+1).
func TestMarginal(t *testing.T) {
	train := &features.Piece{Roll: make(features.Roll, 3)}
	train.Roll[0][10], train.Roll[1][10] = features.Struck, features.Held
	valid := &features.Piece{Roll: make(features.Roll, 2)}
	valid.Roll[1][10] = features.Struck
	never := -87 * math.Log(1-0.5/4) // the other keys

	got := NewMarginal([]*features.Piece{train}, true).Piece(valid)
	if want := never - math.Log(1-2.5/4); math.Abs(got[0].Total()-want) > 1e-12 {
		t.Errorf("silent step: %v, want %v", got[0], want)
	}
	if want := never - math.Log(2.5/4); math.Abs(got[1].Play-want) > 1e-12 {
		t.Errorf("struck step: play %v, want %v", got[1].Play, want)
	}
	if want := -math.Log(1.5 / 3); math.Abs(got[1].Articulate-want) > 1e-12 {
		t.Errorf("struck step: articulate %v, want %v", got[1].Articulate, want)
	}
	if play := NewMarginal([]*features.Piece{train}, false).Piece(valid)[1]; play.Articulate != 0 {
		t.Errorf("without articulation: %v", play)
	}
}
