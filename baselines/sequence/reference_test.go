package sequence

import (
	"math"
	"testing"

	"workbench/features"
	"workbench/loss"
)

// TestReference has the nats of a reference computed by hand. Harmony, of 3 classes: training 0 0 1 and 1 1,
// test 0 1. Of the two training pieces one begins with 0, one with 1.
func TestReference(t *testing.T) {
	piece := func(harmonies ...int) *features.Piece {
		p := &features.Piece{}
		for _, h := range harmonies {
			p.Roll = append(p.Roll, toyFrame(h, 2))
		}
		return p
	}
	reference := NewReference(toy{}, []*features.Piece{piece(0, 0, 1), piece(1, 1)})
	got := reference.Piece(piece(0, 1))
	// Melody 2 begins both pieces, and follows 3 times of 3 after 2.
	want := []loss.Nats{
		{-math.Log(1.5 / (2 + 1.5)), -math.Log(2.5 / (2 + 2.5))}, // 0 begins one of 2 pieces
		{-math.Log(1.5 / (2 + 1.5)), -math.Log(3.5 / (3 + 2.5))}, // after 0, of which there are two, 1 comes once
	}
	if reference.Name() != "bigram" || !near(got, want) {
		t.Errorf("%s %v, want bigram %v", reference.Name(), got, want)
	}
	if none := reference.Piece(piece()); len(none) != 0 {
		t.Errorf("%v for a piece without units", none)
	}
}

// near tells whether all parts are equal but for rounding.
func near(a, b []loss.Nats) bool {
	if len(a) != len(b) {
		return false
	}
	for t := range a {
		if len(a[t]) != len(b[t]) {
			return false
		}
		for i := range a[t] {
			if math.Abs(a[t][i]-b[t][i]) > 1e-12 {
				return false
			}
		}
	}
	return true
}

// keys has which of three keys play, and which of these have an onset.
type keys struct{ toy }

func (keys) Heads() []Head {
	return []Head{{Name: "play", Classes: 3, Binary: true, Weight: 1}, {Name: "onset", Classes: 3, Binary: true, Weight: 1}}
}

func (keys) Encode(p *features.Piece) *Sequence {
	s := &Sequence{Inputs: make([][]Input, p.Steps())}
	for _, f := range p.Roll {
		play, onset := make([]int16, 3), []int16{Unscored, Unscored, Unscored}
		for k, cell := range f[:3] {
			if cell.Play() {
				play[k], onset[k] = 1, 0
			}
			if cell.Articulate() {
				onset[k] = 1
			}
		}
		s.Targets = append(s.Targets, append(play, onset...)...)
	}
	return s
}

// TestMarginalReference: in 3 training steps key 0 plays twice with one onset, key 1 plays once, with an
// onset, key 2 never; in the test step key 0 is held.
func TestMarginalReference(t *testing.T) {
	const s, h = features.Onset, features.Held
	training := &features.Piece{Roll: features.Roll{{0: s, 1: s}, {0: h}, {}}}
	reference := NewReference(keys{}, []*features.Piece{training})
	got := reference.Piece(&features.Piece{Roll: features.Roll{{0: h}}})
	want := []loss.Nats{{-math.Log(2.5/4) - math.Log(2.5/4) - math.Log(3.5/4), -math.Log(1.5 / 3)}}
	if reference.Name() != "marginal" || !near(got, want) {
		t.Errorf("%s %v, want marginal %v", reference.Name(), got, want)
	}
}
