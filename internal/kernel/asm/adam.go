package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

// adam generates a step of Adam. Each operation is rounded on its own, in the order of the plain kernels.
func (s shape) adam() {
	text("adam"+s.suffix, "func(a, w, gradient, mean, square *float32, vectors int)",
		"is Adam.Update for whole vectors; vectors is at least 1.")
	constants, vectors := parameter("a"), parameter("vectors")
	w, g, mean, square := parameter("w"), parameter("gradient"), parameter("mean"), parameter("square")
	c := s.vectorsOf(8) // the fields of Adam
	for i, v := range c {
		VBROADCASTSS(Mem{Base: constants, Disp: 4 * i}, v)
	}
	beta1, fresh1, beta2, fresh2, size, bias2, epsilon, smallest := c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]
	x, m, q, t := s.vector(), s.vector(), s.vector(), s.vector()

	Label("vector")
	VMOVUPS(Mem{Base: g}, x)
	VMULPS(Mem{Base: mean}, beta1, m)
	VMULPS(x, fresh1, t)
	VADDPS(t, m, m)
	s.flush(m, smallest)
	VMOVUPS(m, Mem{Base: mean})
	VMULPS(Mem{Base: square}, beta2, q)
	VMULPS(x, fresh2, t)
	VMULPS(x, t, t)
	VADDPS(t, q, q)
	s.flush(q, smallest)
	VMOVUPS(q, Mem{Base: square})
	VMULPS(bias2, q, q)
	VSQRTPS(q, q)
	VADDPS(epsilon, q, q)
	VMULPS(size, m, m)
	VDIVPS(q, m, m)
	VMOVUPS(Mem{Base: w}, t)
	VSUBPS(m, t, t)
	VMOVUPS(t, Mem{Base: w})
	for _, p := range []Op{w, g, mean, square} {
		ADDQ(Imm(uint64(s.bytes())), p)
	}
	DECQ(vectors)
	JNZ(LabelRef("vector"))
	VZEROUPPER()
	RET()
}

// flush sets the lanes of v whose absolute value is below smallest to zero; NaN stays.
func (s shape) flush(v, smallest Op) {
	const notLess = 5 // or unordered
	size := s.vector()
	s.with(s.integers("withoutSign", 0x7fffffff), bitAnd, v, size)
	if s.masks {
		keep := K()
		VCMPPS(Imm(notLess), smallest, size, keep)
		VMOVAPS_Z(v, keep, v)
		return
	}
	VCMPPS(Imm(notLess), smallest, size, size)
	VANDPS(size, v, v)
}
