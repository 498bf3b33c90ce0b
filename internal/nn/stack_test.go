package nn

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// TestStackRows makes sure that a row has the same bits wherever it stands, whatever others do: when it is
// moved, and when it begins anew among others.
func TestStackRows(t *testing.T) {
	const R, I, H = 5, 4, 6
	random := rand.New(rand.NewPCG(1, 2))
	layers := make([]LSTM, 2)
	layers[0].Pack(normal(I*4*H, random), normal(H*4*H, random), normal(4*H, random), I, H)
	layers[1].Pack(normal(H*4*H, random), normal(H*4*H, random), normal(4*H, random), H, H)
	first, second := normal(I, random), normal(I, random)
	alone := NewStack(layers, 2, 1)
	want1 := slices.Clone(alone.Run(slices.Concat(first, second), 2)[H:])
	alone.Reset()
	want2 := slices.Clone(alone.Run(second, 1))

	s := NewStack(layers, 1, R)
	s.Run(slices.Concat(normal(4*I, random), first), 1) // the first input to the last row
	s.CopyRow(1, R-1)
	s.ResetRow(0)
	s.Rows = 2
	h := s.Run(slices.Concat(second, second), 1)
	if !slices.Equal(h[H:], want1) {
		t.Error("the row that was moved is another one")
	}
	if !slices.Equal(h[:H], want2) {
		t.Error("the row that began anew remembers")
	}
}
