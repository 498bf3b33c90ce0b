package baselines

import (
	"math"
	"testing"

	"workbench/features"
	"workbench/loss"
)

// TestMarginal computes one key by hand: of 3 training steps it plays in 2 with 1 onset, so the probability
// of play is (2+½)/(3+1), and that of articulate (1+½)/(2+1).
func TestMarginal(t *testing.T) {
	train := &features.Piece{Roll: make(features.Roll, 3)}
	train.Roll[0][10], train.Roll[1][10] = features.Onset, features.Held
	valid := &features.Piece{Roll: make(features.Roll, 2)}
	valid.Roll[1][10] = features.Onset
	never := -87 * math.Log(1-0.5/4) // the other keys

	got := NewMarginal([]*features.Piece{train}, true).Piece(valid)
	if want := never - math.Log(1-2.5/4); math.Abs(got[0].Total()-want) > 1e-12 {
		t.Errorf("silent step: %v, want %v", got[0], want)
	}
	if want := never - math.Log(2.5/4); math.Abs(got[1][loss.Play]-want) > 1e-12 {
		t.Errorf("onset step: play %v, want %v", got[1][loss.Play], want)
	}
	if want := -math.Log(1.5 / 3); math.Abs(got[1][loss.Articulate]-want) > 1e-12 {
		t.Errorf("onset step: articulate %v, want %v", got[1][loss.Articulate], want)
	}
	if play := NewMarginal([]*features.Piece{train}, false).Piece(valid)[1]; len(play) != 1 {
		t.Errorf("without articulation: %v", play)
	}
}

// TestPersistence computes one key by hand. After silence it has two onsets (steps 0 and 3); after it played
// it is held once (step 1) and silent once (step 2).
func TestPersistence(t *testing.T) {
	train := &features.Piece{Roll: make(features.Roll, 4)}
	train.Roll[0][10], train.Roll[1][10], train.Roll[3][10] = features.Onset, features.Held, features.Onset
	valid := &features.Piece{Roll: make(features.Roll, 3)}
	valid.Roll[1][10], valid.Roll[2][10] = features.Onset, features.Held
	never := -87 * math.Log(1-0.5/5) // the other keys: silent after silence 4 times
	got := NewPersistence([]*features.Piece{train}, true).Piece(valid)
	for i, want := range []loss.Nats{
		{loss.Play: never - math.Log(1-2.5/3), loss.Articulate: 0},                // silent after silence; play after silence 2 times of 2
		{loss.Play: never - math.Log(2.5/3), loss.Articulate: -math.Log(2.5 / 3)}, // articulate 2 times of 2
		{loss.Play: never - math.Log(1.5/3), loss.Articulate: -math.Log(1.5 / 2)}, // play after play 1 time of 2, held 1 time of 1
	} {
		if math.Abs(got[i][loss.Play]-want[loss.Play]) > 1e-12 || math.Abs(got[i][loss.Articulate]-want[loss.Articulate]) > 1e-12 {
			t.Errorf("step %d: %v, want %v", i, got[i], want)
		}
	}
}
