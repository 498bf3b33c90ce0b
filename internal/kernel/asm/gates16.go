package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// unitBlock loops over m rows of a block of 16 units. The rows of z are 4×16 gates, those of c and dc 16 cells,
// without a gap between rows. Outputs and their gradients have one element for each unit that exists: where the
// last block is incomplete they are read and written through a mask. Units that do not exist have weights and
// so pre-activations of zero, which makes their output and all gradients zero.
type unitBlock struct {
	shape
	vector, bytes int // index of the vector in the block, and its size
	mask          Register
	left          GPVirtual // bytes that the mask covers
	masked        bool
}

// eachVector generates a body for each vector of the block, once for whole vectors and once masked.
func (s shape) eachVector(body func(u unitBlock)) {
	for v := range 16 / s.lanes {
		u := unitBlock{shape: s, vector: v, bytes: s.bytes()}
		u.left = parameter("lanes")
		SHLQ(Imm(2), u.left)
		if v > 0 {
			SUBQ(Imm(uint64(v*u.bytes)), u.left)
		}
		CMPQ(u.left, Imm(0))
		JLE(LabelRef(fmt.Sprint("end", v)))
		CMPQ(u.left, U32(uint32(u.bytes)))
		JGE(LabelRef(fmt.Sprint("full", v)))
		masked := u
		masked.mask, masked.masked = s.laneMask(u.left), true
		body(masked)
		JMP(LabelRef(fmt.Sprint("end", v)))
		Label(fmt.Sprint("full", v))
		body(u)
		Label(fmt.Sprint("end", v))
	}
	VZEROUPPER()
	RET()
}

// label makes a name unique to this body.
func (u unitBlock) label(name string) string { return fmt.Sprintf("%s%d%t", name, u.vector, u.masked) }

// pointer loads an address and moves it to the vector, given the size of an element.
func (u unitBlock) pointer(name string, size int) GPVirtual {
	p := parameter(name)
	if beyond := u.vector * u.lanes * size; beyond > 0 {
		ADDQ(Imm(uint64(beyond)), p)
	}
	return p
}

// optionalPointer is pointer for an array of float32 that may be nil.
func (u unitBlock) optionalPointer(name string) GPVirtual {
	p := parameter(name)
	if beyond := u.vector * u.lanes; beyond > 0 {
		u.optional("advance"+name, p, func() { ADDQ(Imm(uint64(4*beyond)), p) })
	}
	return p
}

// units loads a vector with one element for each unit.
func (u unitBlock) units(base GPVirtual) VecVirtual {
	v := u.shape.vector()
	if u.masked {
		u.loadMasked(Mem{Base: base}, u.mask, v)
	} else {
		VMOVUPS(Mem{Base: base}, v)
	}
	return v
}

// storeUnits writes a vector with one element for each unit.
func (u unitBlock) storeUnits(v VecVirtual, base GPVirtual) {
	if u.masked {
		u.storeLanes(v, u.mask, u.left, Mem{Base: base})
	} else {
		VMOVUPS(v, Mem{Base: base})
	}
}

// gate is the address of a gate of z or the bias.
func (u unitBlock) gate(base GPVirtual, n int) Mem { return Mem{Base: base, Disp: 64 * n} }

// loadGate loads a gate.
func (u unitBlock) loadGate(base GPVirtual, n int) VecVirtual {
	v := u.shape.vector()
	VMOVUPS(u.gate(base, n), v)
	return v
}

// stride loads a distance between rows, in elements of a size.
func stride(name string, shift uint64) GPVirtual {
	r := parameter(name)
	SHLQ(Imm(shift), r)
	return r
}

// optional generates code that runs unless the pointer is nil.
func (u unitBlock) optional(name string, pointer GPVirtual, code func()) {
	TESTQ(pointer, pointer)
	JZ(LabelRef(u.label(name)))
	code()
	Label(u.label(name))
}

// storeBF16 writes v as bfloat16: rounded to nearest, ties to even; NaN stays NaN. It overwrites v.
func (s shape) storeBF16(v VecVirtual, to Mem) {
	rounded := s.vector()
	VPSRLD(Imm(16), v, rounded)
	if s.masks {
		nan := K()
		VPANDD_BCST(s.integers("lowest", 1), rounded, rounded)
		VPADDD_BCST(s.integers("half", 0x7fff), rounded, rounded)
		VCMPPS(Imm(3), v, v, nan)
		VPADDD(v, rounded, rounded)
		VPORD_BCST(s.integers("quiet", 0x400000), v, nan, rounded)
		VPSRLD(Imm(16), rounded, rounded)
		VPMOVDW(rounded, to)
		return
	}
	nan := s.vector()
	VPAND(s.integers("lowest", 1), rounded, rounded)
	VPADDD(s.integers("half", 0x7fff), rounded, rounded)
	VPADDD(v, rounded, rounded)
	VCMPPS(Imm(3), v, v, nan)
	VPOR(s.integers("quiet", 0x400000), v, v)
	VBLENDVPS(nan, v, rounded, rounded)
	VPSRLD(Imm(16), rounded, rounded)
	VPACKUSDW(rounded, rounded, rounded)
	VPERMQ(Imm(0xd8), rounded, rounded)
	VMOVUPS(rounded.AsX(), to)
}

// gates16 generates the forward pass of a block of units: the cells of all rows, then their outputs. The outputs
// have a loop of their own, several rows at a time, so that the processor need not wait for each cell.
func (s shape) gates16() {
	text("gates16"+s.suffix, "func(h *float32, h16 *uint16, c, cNext, z, gates, bias *float32, ldh, ld16, m, lanes int)",
		"computes the gates of a block of 16 units, of which lanes exist, for m rows, from the pre-activations z, which it",
		"overwrites. It writes the gates past the caches, to a multiple of 64 bytes. h and c may be nil.")
	s.eachVector(func(u unitBlock) {
		u.cells()
		u.outputs()
	})
}

// cells generates the gates and cells of all rows.
func (u unitBlock) cells() {
	c, cNext := u.optionalPointer("c"), u.pointer("cNext", 4)
	z, gates, bias, m := u.pointer("z", 4), u.pointer("gates", 4), u.pointer("bias", 4), parameter("m")
	Label(u.label("row"))
	y := u.activations(func(gate int) VecVirtual {
		v := u.loadGate(z, gate)
		VADDPS(u.gate(bias, gate), v, v)
		return v
	}, func(gate int, v VecVirtual) {
		VMOVNTPS(v, u.gate(gates, gate))
		if gate == 3 {
			VMOVUPS(v, u.gate(z, gate)) // for the outputs
		}
	})
	cell := u.productOf(y[0], y[2])
	u.optional("first", c, func() {
		VFMADD231PS(Mem{Base: c}, y[1], cell)
		ADDQ(Imm(64), c)
	})
	VMOVUPS(cell, Mem{Base: cNext})
	ADDQ(U32(256), z)
	ADDQ(U32(256), gates)
	ADDQ(Imm(64), cNext)
	DECQ(m)
	JNZ(LabelRef(u.label("row")))
}

// outputs generates the outputs of all rows from their cells and gates.
func (u unitBlock) outputs() {
	h, h16, cNext, z := u.optionalPointer("h"), u.pointer("h16", 2), u.pointer("cNext", 4), u.pointer("z", 4)
	ldh, ld16, m := stride("ldh", 2), stride("ld16", 1), parameter("m")
	rows := func(n int) {
		cells, tanhs := u.vectorsOf(n), make([]function, n)
		for i := range n {
			VMOVUPS(Mem{Base: cNext, Disp: 64 * i}, cells[i])
			tanhs[i] = tanh
		}
		for i, out := range u.apply(tanhs, cells...) {
			VMULPS(u.gate(z, 3).Offset(256*i), out, out)
			u.optional(fmt.Sprintf("float32of%dat%d", n, i), h, func() {
				u.storeUnits(out, h)
				ADDQ(ldh, h)
			})
			u.storeBF16(out, Mem{Base: h16})
			ADDQ(ld16, h16)
		}
		ADDQ(U32(uint32(256*n)), z)
		ADDQ(U32(uint32(64*n)), cNext)
		SUBQ(Imm(uint64(n)), m)
	}
	together := u.chains()
	Label(u.label("outputs"))
	CMPQ(m, Imm(uint64(together)))
	JLT(LabelRef(u.label("rest")))
	rows(together)
	JMP(LabelRef(u.label("outputs")))
	Label(u.label("rest"))
	TESTQ(m, m)
	JZ(LabelRef(u.label("finished")))
	rows(1)
	JMP(LabelRef(u.label("rest")))
	Label(u.label("finished"))
}

// gatesBackward16 generates the gradient of gates16.
func (s shape) gatesBackward16() {
	text("gatesBackward16"+s.suffix,
		"func(z *float32, dz *uint16, dc, dh, dhNext, cNext, c, sum *float32, ldh, m, lanes int)",
		"computes dz, in bfloat16, from the gates z of a block of 16 units, of which lanes exist, for m rows, and adds",
		"its rows, in float32, to sum. c may be nil. dz may start where z does if a vector has 16 elements.")
	s.eachVector(func(u unitBlock) {
		z, dz, dc, dh := u.pointer("z", 4), u.pointer("dz", 2), u.pointer("dc", 4), u.pointer("dh", 4)
		dhNext, cNext, c := u.pointer("dhNext", 4), u.pointer("cNext", 4), u.optionalPointer("c")
		ldh, m := stride("ldh", 2), parameter("m")
		sum := u.pointer("sum", 4)
		store := func(gate int, v VecVirtual) {
			total := u.shape.vector()
			VADDPS(u.gate(sum, gate), v, total)
			VMOVUPS(total, u.gate(sum, gate))
			u.storeBF16(v, Mem{Base: dz, Disp: 32 * gate})
		}
		Label(u.label("row"))
		i, f, g, o := u.loadGate(z, 0), u.loadGate(z, 1), u.loadGate(z, 2), u.loadGate(z, 3)
		cell, dCell := u.shape.vector(), u.shape.vector()
		VMOVUPS(Mem{Base: cNext}, cell)
		tc := u.apply([]function{tanh}, cell)[0]
		dOut := u.units(dh)
		PREFETCHT0(Mem{Base: dh, Disp: 64}) // for the next block of units
		VADDPS(u.units(dhNext), dOut, dOut)
		VMOVUPS(Mem{Base: dc}, dCell)
		VFMADD231PS(u.productOf(dOut, o), u.oneMinus(tc, tc), dCell)
		store(3, u.productOf(u.derivative(o), dOut, tc))
		VMOVUPS(u.productOf(dCell, f), Mem{Base: dc})
		store(0, u.productOf(u.derivative(i), g, dCell))
		store(2, u.productOf(u.oneMinus(g, g), i, dCell))
		before := u.zero()
		u.optional("first", c, func() {
			VMOVUPS(Mem{Base: c}, before)
			ADDQ(Imm(64), c)
		})
		store(1, u.productOf(u.derivative(f), before, dCell))
		ADDQ(U32(256), z)
		ADDQ(U32(128), dz)
		for _, p := range []GPVirtual{dc, cNext} {
			ADDQ(Imm(64), p)
		}
		for _, p := range []GPVirtual{dh, dhNext} {
			ADDQ(ldh, p)
		}
		DECQ(m)
		JNZ(LabelRef(u.label("row")))
	})
}
