package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// dotMemory emits VDPBF16PS sum, b, [base + scale·index + beyond]{1to16}: each element of sum gets the products
// of a pair of b with one pair of a added. Go's assembler does not have it (EVEX.512.F3.0F38.W0 52 /r).
func dotMemory(sum, b, base, index, scale, beyond int) {
	bit := func(set bool, mask byte) byte {
		if set {
			return 0
		}
		return mask
	}
	raw(0x62,
		bit(sum&8 != 0, 0x80)|bit(index > 7, 0x40)|bit(base > 7, 0x20)|bit(sum&16 != 0, 0x10)|2,
		byte(^b&15)<<3|4|prefixF3,
		0x40|0x10|bit(b&16 != 0, 8),
		0x52, byte(0x80|sum&7<<3|4))
	shift := map[int]byte{1: 0, 2: 1, 4: 2}[scale]
	raw(shift<<6|byte(index&7<<3|base&7), byte(beyond), byte(beyond>>8), byte(beyond>>16), byte(beyond>>24))
}

// Registers of the function: numbers of those that dotMemory encodes.
const (
	dotA, dotA5, dotLDA, dotTriple = rsi, rdx, r10, r13
	dotB0, dotB1                   = 28, 29
)

// product16Dot generates the product of bfloat16 with the dot products of AVX512_BF16. Each element is one
// chain over k, in the order of VDPBF16PS, which is added to c.
func product16Dot() {
	text("product16Dot", "func(c *float32, ldc int, a *uint16, lda, pair int, b *uint16, panel, k, m int)",
		"is product16AVX512 with VDPBF16PS, which adds in another order.")
	load := func(name string, to reg.GPPhysical, shift uint64) {
		Load(Param(name), to)
		if shift > 0 {
			SHLQ(Imm(shift), to)
		}
	}
	load("c", reg.R8, 0)
	load("ldc", reg.R9, 2)
	load("a", reg.RDI, 0)
	load("lda", reg.R10, 1)
	load("panel", reg.RCX, 1)
	load("m", reg.R11, 0)
	LEAQ(Mem{Base: reg.R10, Index: reg.R10, Scale: 2}, reg.R13)
	for _, rows := range []int{6, 1} {
		label := fmt.Sprint("rows", rows)
		Label(label)
		CMPQ(reg.R11, Imm(uint64(rows)))
		JLT(LabelRef(label + "Done"))
		dotTile(rows)
		SUBQ(Imm(uint64(rows)), reg.R11)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
	VZEROUPPER()
	RET()
}

// dotTile generates the product of some rows and two panels, and advances c and a.
func dotTile(rows int) {
	vectors := []reg.VecPhysical{reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7, reg.Z8, reg.Z9, reg.Z10, reg.Z11}
	for _, v := range vectors[:2*rows] {
		VPXORD(v, v, v)
	}
	MOVQ(reg.RDI, reg.RSI)
	LEAQ(Mem{Base: reg.RDI, Index: reg.R10, Scale: 4}, reg.RDX)
	ADDQ(reg.R10, reg.RDX)
	Load(Param("b"), reg.RBX)
	Load(Param("k"), reg.R12)
	XORQ(reg.RAX, reg.RAX) // 0 and the gap after a pair of blocks of a in turn
	Label(fmt.Sprint("block", rows))
	for q := range pairs {
		VMOVUPS(Mem{Base: reg.RBX, Disp: q * pairBytes}, reg.Z28)
		VMOVUPS(Mem{Base: reg.RBX, Index: reg.RCX, Scale: 1, Disp: q * pairBytes}, reg.Z29)
		for r := range rows {
			for v, b := range []int{dotB0, dotB1} {
				dotRow(2*r+v, b, r, 4*q)
			}
		}
	}
	ADDQ(U32(pairs*pairBytes), reg.RBX)
	for _, p := range []reg.GPPhysical{reg.RSI, reg.RDX} {
		LEAQ(Mem{Base: p, Index: reg.RAX, Scale: 1, Disp: 4 * pairs}, p)
	}
	NEGQ(reg.RAX)
	Load(Param("pair"), reg.R14)
	LEAQ(Mem{Base: reg.RAX, Index: reg.R14, Scale: 2, Disp: -128}, reg.RAX)
	DECQ(reg.R12)
	JNZ(LabelRef(fmt.Sprint("block", rows)))
	for r := range rows {
		for v := range 2 {
			at := Mem{Base: reg.R8, Disp: 64 * v}
			VADDPS(at, vectors[2*r+v], vectors[2*r+v])
			VMOVUPS(vectors[2*r+v], at)
		}
		ADDQ(reg.R9, reg.R8)
		ADDQ(reg.R10, reg.RDI)
	}
}

// dotRow emits the dot product with row r of a.
func dotRow(sum, b, r, beyond int) {
	base := []int{dotA, dotA5}[r/rowsPerPointer]
	switch r % rowsPerPointer {
	case 0: // without an index: that of the stack pointer means none
		dotMemory(sum, b, base, 4, 1, beyond)
	case 3:
		dotMemory(sum, b, base, dotTriple, 1, beyond)
	default:
		dotMemory(sum, b, base, dotLDA, r%rowsPerPointer, beyond)
	}
}
