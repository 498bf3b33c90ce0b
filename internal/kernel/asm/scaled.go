package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// addScaled generates sum += scale·x, rounded after the product and after the sum.
func (s shape) addScaled() {
	text("addScaled"+s.suffix, "func(sum, x *float32, scale float32, vectors int)",
		"adds scale·x to sum, rounded after each operation; vectors is at least 1.")
	sum, x, vectors := parameter("sum"), parameter("x"), parameter("vectors")
	factor, v := s.vector(), s.vector()
	scale, err := Param("scale").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(scale.Addr, factor)

	Label("vector")
	VMULPS(Mem{Base: x}, factor, v)
	VADDPS(Mem{Base: sum}, v, v)
	VMOVUPS(v, Mem{Base: sum})
	ADDQ(Imm(uint64(s.bytes())), x)
	ADDQ(Imm(uint64(s.bytes())), sum)
	DECQ(vectors)
	JNZ(LabelRef("vector"))
	VZEROUPPER()
	RET()
}
