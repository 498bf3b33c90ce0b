package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// peak generates a loop of fused multiply-adds on registers alone, one for each sum of a tile, the reference
// rate for benchmarks.
func (s shape) peak() {
	text("peak"+s.suffix, "func(iterations int)", "multiplies and adds zeros, a tile's sums per iteration; iterations is at least 1.")
	iterations := parameter("iterations")
	sums, x := make([]Op, s.rows*s.vectors), s.zero()
	for i := range sums {
		sums[i] = s.zero()
	}
	Label("iteration")
	for _, sum := range sums {
		VFMADD231PS(x, x, sum)
	}
	DECQ(iterations)
	JNZ(LabelRef("iteration"))
	VZEROUPPER()
	RET()
}
