package features

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkEncode is the input of one step: 88 notes of Deep Jammer's 78 attributes, with eight keys sounding.
func BenchmarkEncode(b *testing.B) {
	e, err := NewEncoder([]string{"position", "pitch-class", "vicinity", "beat"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	var f Frame
	for n := 20; n < 60; n += 5 {
		f[n] = Onset
	}
	dst := make([]float32, Keys*e.Width())
	b.SetBytes(int64(4 * len(dst)))
	b.ReportAllocs()
	for b.Loop() {
		e.Encode(dst, func(int) *Frame { return &f }, Place{Sixteenth: 3, NextBar: 16})
	}
}

// BenchmarkDraw is the choice of one segment among the starter corpus's.
func BenchmarkDraw(b *testing.B) {
	corpus, err := Starter(Grid(4))
	if err != nil {
		b.Fatal(err)
	}
	s, random := NewSampler(corpus.Pieces, 128, []int{0}), rand.New(rand.NewPCG(1, 1))
	b.ReportAllocs()
	for b.Loop() {
		s.Draw(1, random)
	}
}
