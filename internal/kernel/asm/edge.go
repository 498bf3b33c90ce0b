package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// edge generates the copy of a product's last columns, which fill only part of a panel, to c.
func (s shape) edge() {
	text("edge"+s.suffix, "func(c *float32, ldc int, x *float32, ldx, columns, m int, add bool)",
		"sets the columns of m rows of c, ldc apart, to those of x, ldx apart, or adds them if add is set.",
		"x's rows end with a whole vector.")
	c, x, ldc, ldx := parameter("c"), parameter("x"), parameter("ldc"), parameter("ldx")
	columns, m := parameter("columns"), parameter("m")
	add := Load(Param("add"), GP8())
	for _, r := range []GPVirtual{ldc, ldx, columns} {
		scale(r)
	}

	Label("row")
	from, to, left := GP64(), GP64(), GP64()
	MOVQ(x, from)
	MOVQ(c, to)
	MOVQ(columns, left)

	Label("vector")
	CMPQ(left, U32(uint32(s.bytes())))
	JLT(LabelRef("tail"))
	v := s.vector()
	VMOVUPS(Mem{Base: from}, v)
	TESTB(add, add)
	JZ(LabelRef("set"))
	VADDPS(Mem{Base: to}, v, v)
	Label("set")
	VMOVUPS(v, Mem{Base: to})
	ADDQ(U32(uint32(s.bytes())), from)
	ADDQ(U32(uint32(s.bytes())), to)
	SUBQ(U32(uint32(s.bytes())), left)
	JMP(LabelRef("vector"))

	Label("tail")
	TESTQ(left, left)
	JZ(LabelRef("next"))
	mask := s.laneMask(left)
	v = s.vector()
	VMOVUPS(Mem{Base: from}, v)
	TESTB(add, add)
	JZ(LabelRef("setTail"))
	before := s.vector()
	s.loadMasked(Mem{Base: to}, mask, before)
	VADDPS(before, v, v)
	Label("setTail")
	s.storeLanes(v, mask, left, Mem{Base: to})

	Label("next")
	ADDQ(ldx, x)
	ADDQ(ldc, c)
	DECQ(m)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}
