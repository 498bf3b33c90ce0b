package main

import (
	"math/rand/v2"
	"testing"

	"workbench/baselines/harmony"
	"workbench/features"
)

func BenchmarkVary(b *testing.B) {
	c, _ := features.Folder("/work/shared/data/nottingham-abc", 4)
	t := harmony.New(harmony.Options{Transpose: []int{-1, 0, 1}})
	r := rand.New(rand.NewPCG(1, 1))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		t.Vary(c.Pieces[i%len(c.Pieces)], r)
		i++
	}
}
