package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// sumVectors is the number of vectors of columns that sumRows adds in parallel.
const sumVectors = 4

// sumRows generates the sum of the rows of a matrix, panel by panel. Each element is one chain of additions
// from zero, first row to last.
func (s shape) sumRows() {
	text("sumRows"+s.suffix, "func(sum, x *float32, ld, m, panels int)",
		fmt.Sprintf("sets sum, %d elements per panel, to the sum of m rows of x, ld apart; m and panels are at least 1.", sumVectors*s.lanes))
	sum, x, ld, panels := parameter("sum"), parameter("x"), parameter("ld"), parameter("panels")
	scale(ld)
	row, m := GP64(), GP64()

	Label("panel")
	sums := s.vectorsOf(sumVectors)
	for _, v := range sums {
		VXORPS(v, v, v)
	}
	MOVQ(x, row)
	Load(Param("m"), m)
	Label("row")
	for i, v := range sums {
		VADDPS(Mem{Base: row, Disp: i * s.bytes()}, v, v)
	}
	ADDQ(ld, row)
	DECQ(m)
	JNZ(LabelRef("row"))
	for i, v := range sums {
		VMOVUPS(v, Mem{Base: sum, Disp: i * s.bytes()})
	}
	ADDQ(U32(uint32(sumVectors*s.bytes())), x)
	ADDQ(U32(uint32(sumVectors*s.bytes())), sum)
	DECQ(panels)
	JNZ(LabelRef("panel"))
	VZEROUPPER()
	RET()
}
