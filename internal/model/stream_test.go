package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/control"
)

// TestStreamEqualsCompose makes sure that what is shown step by step is the piece that compose writes.
func TestStreamEqualsCompose(t *testing.T) {
	c, err := config.Parse("tiny.toml", []byte("[model]\ntime_layers = [8]\nnote_layers = [6]\n"), nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := newBiaxial(c)
	if err != nil {
		t.Fatal(err)
	}
	b.ema.Initialize(rand.New(rand.NewPCG(1, 2)))
	corpus, err := features.Starter(c.Reading())
	if err != nil {
		t.Fatal(err)
	}
	const steps = 80 // an untrained network fills up with keys, and the guards take it back
	from := corpus.Pieces[0]
	metre := from.Measures[0].Metre
	for i, primer := range []features.Primer{
		{Piece: features.EmptyPiece(metre, 4), Silence: true},
		{Piece: from.Excerpt(0, 1, metre)},
		{Piece: from.Excerpt(0, 40, metre), Silence: true},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			generator := func() *rand.Rand { return rand.New(rand.NewPCG(7, 0)) }
			controls := control.Controls{Temperature: 0.9, Guards: true}
			composed, err := b.ComposeControlled([]features.Primer{primer}, steps, controls, []*rand.Rand{generator()})
			if err != nil {
				t.Fatal(err)
			}
			want := composed[0].Piece.Roll
			roll := slices.Clone(primer.Piece.Roll)
			for at, frame := range b.Stream(primer, steps, controls, generator()) {
				roll = append(roll[:at], frame)
			}
			if len(roll) != primer.Piece.Steps()+steps || !slices.Equal(roll, want) {
				t.Errorf("the stream has %d steps and differs from the %d that Compose writes", len(roll), len(want))
			}
		})
	}
}
