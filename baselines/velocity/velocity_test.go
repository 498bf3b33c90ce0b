package velocity

import (
	"math"
	"testing"

	"workbench/features"
)

// piece has a struck key of each of the given velocities, one a step, going around three keys.
func piece(velocities ...features.Velocity) *features.Piece {
	p := &features.Piece{Roll: make(features.Roll, len(velocities))}
	for t, v := range velocities {
		p.Roll[t][40+t%3] = features.Onset.With(v)
		p.Roll[t][10] = features.Onset // of unknown velocity: not scored
	}
	return p
}

func sum(steps []float64) (nats float64) {
	for _, step := range steps {
		nats += step
	}
	return nats
}

// TestPerKey compares with the formula: a half is added to the count of each of the 32 velocities.
func TestPerKey(t *testing.T) {
	m := NewPerKey([]*features.Piece{piece(5, 6, 7, 5)})
	steps := m.Piece(piece(5, 5))
	want := []float64{-math.Log(2.5 / (2 + 16)), -math.Log(0.5 / (1 + 16))} // key 40 had 5 twice, key 41 had 6
	for i := range want {
		if math.Abs(steps[i]-want[i]) > 1e-12 {
			t.Errorf("step %d: %v nats, want %v", i, steps[i], want[i])
		}
	}
}

// TestRunningMean makes sure that the mean of a loud and of a soft piece tells their velocities, that the first
// struck key has a distribution of its own, and that a mean that forgets is chosen for pieces that change.
func TestRunningMean(t *testing.T) {
	var loud, soft, changing []features.Velocity
	for i := range 64 {
		loud, soft = append(loud, features.Velocity(24+i%2)), append(soft, features.Velocity(8+i%2))
		changing = append(changing, features.Velocity(1+i/2))
	}
	m := NewRunningMean([]*features.Piece{piece(loud...), piece(soft...)})
	if got := sum(m.Piece(piece(loud...))) / 64; got > 1.2 {
		t.Errorf("%v nats a key in a piece of two velocities", got)
	}
	if first := m.Piece(piece(24))[0]; math.Abs(first+math.Log(1.5/18)) > 1e-12 {
		t.Errorf("%v nats of a first key that was struck so in one of two pieces", first)
	}
	if m := NewRunningMean([]*features.Piece{piece(changing...)}); m.decay > 0.8 {
		t.Errorf("the decay is %v for a piece that grows louder all the time", m.decay)
	}
}

// TestSums makes sure that the probabilities of all velocities sum to 1.
func TestSums(t *testing.T) {
	training := []*features.Piece{piece(5, 6, 7, 5, 9, 30)}
	for _, m := range []Model{NewPerKey(training), NewRunningMean(training)} {
		total := 0.0
		for v := range features.Velocity(features.Velocities) {
			total += math.Exp(-m.Piece(piece(5, 7, v+1))[2])
		}
		if math.Abs(total-1) > 1e-9 {
			t.Errorf("%T: the probabilities sum to %v", m, total)
		}
	}
}
