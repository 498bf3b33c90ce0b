package biaxial

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
	"workbench/internal/control"
)

func TestStyleWeights(t *testing.T) {
	s := Shape{Styles: []string{"jig", "polka", "waltz", "air"}}
	for name, test := range map[string]struct {
		style features.Style
		want  []float32
	}{
		"one style":                    {features.Style{"polka": 1}, []float32{0, 1, 0, 0}},
		"a mixture":                    {features.Style{"waltz": 0.75, "jig": 0.25}, []float32{0.25, 0, 0.75, 0}},
		"no style":                     {nil, []float32{0.25, 0.25, 0.25, 0.25}},
		"a style that is not known":    {features.Style{"reel": 1}, []float32{0.25, 0.25, 0.25, 0.25}},
		"one of two styles is unknown": {features.Style{"reel": 0.5, "air": 0.5}, []float32{0, 0, 0, 1}},
	} {
		if got := s.styleWeights(test.style); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// Styles change neither the initial weights of the layers nor, as their vectors are zero at first, what the
// network predicts.
func TestNewStylesChangeNothing(t *testing.T) {
	shape := tinyShapes[0]
	plain := New(shape, rand.New(rand.NewPCG(1, 2)))
	shape.Styles = []string{"jig", "waltz"}
	with := New(shape, rand.New(rand.NewPCG(1, 2)))
	e, p := encoding(t, shape), tune(40, 1)
	p.Style = features.Style{"waltz": 1}
	want, got := plain.Likelihood(e).Piece(p), with.Likelihood(e).Piece(p)
	for i := range want {
		if !slices.Equal(want[i], got[i]) {
			t.Fatalf("step %d: %v with new styles, %v without", i, got[i], want[i])
		}
	}
}

// The style of a primer is that of the piece; pieces side by side do not share it.
func TestComposeInAStyle(t *testing.T) {
	shape := tinyShapes[3]
	random := rand.New(rand.NewPCG(3, 4))
	m, e := New(shape, random), encoding(t, shape)
	styled(m, random)
	compose := func(styles ...string) (rolls []features.Roll) {
		var starts []features.Primer
		var streams []*rand.Rand
		for _, style := range styles {
			p := features.EmptyPiece(tune(1, 1).Measures[0].Metre, 4)
			p.Style = features.Style{style: 1}
			starts = append(starts, features.Primer{Piece: p, Silence: true})
			streams = append(streams, rand.New(rand.NewPCG(9, 9)))
		}
		for _, c := range m.Continue(e, starts, 12, control.Controls{Temperature: 1}, streams) {
			rolls = append(rolls, c.Piece.Roll)
		}
		return rolls
	}
	together := compose("jig", "waltz", "jig")
	if !slices.Equal(together[0], together[2]) || !slices.Equal(together[1], compose("waltz")[0]) {
		t.Error("a piece depends on those that are composed beside it")
	}
	if slices.Equal(together[0], together[1]) {
		t.Error("two styles give the same piece")
	}
}
