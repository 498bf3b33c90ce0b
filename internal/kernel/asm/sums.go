package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// strip is the number of vectors of columns that sumRows adds side by side.
const strip = 4

// sumRows generates the sum of the rows of a matrix, strip by strip. Each element is one chain of additions from zero, first row to last.
func (s shape) sumRows() {
	text("sumRows"+s.suffix, "func(sum, x *float32, ld, m, strips int)",
		fmt.Sprintf("sets sum, %d numbers a strip, to the sum of m rows of x, ld apart; m and strips are at least 1.", strip*s.lanes))
	sum, x, ld, strips := parameter("sum"), parameter("x"), parameter("ld"), parameter("strips")
	scale(ld)
	row, m := GP64(), GP64()

	Label("strip")
	sums := s.fresh(strip)
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
	ADDQ(U32(uint32(strip*s.bytes())), x)
	ADDQ(U32(uint32(strip*s.bytes())), sum)
	DECQ(strips)
	JNZ(LabelRef("strip"))
	VZEROUPPER()
	RET()
}
