package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// peak generates a loop of fused multiply-adds on registers alone, one for each sum of a tile: the yardstick of the benchmarks.
func (s shape) peak() {
	text("peak"+s.suffix, "func(turns int)", "multiplies and adds zeros, a tile's sums a turn; turns is at least 1.")
	turns := parameter("turns")
	sums, x := make([]Op, s.rows*s.vectors), s.zero()
	for i := range sums {
		sums[i] = s.zero()
	}
	Label("turn")
	for _, sum := range sums {
		VFMADD231PS(x, x, sum)
	}
	DECQ(turns)
	JNZ(LabelRef("turn"))
	VZEROUPPER()
	RET()
}
