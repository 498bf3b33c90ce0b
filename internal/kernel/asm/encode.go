package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/ir"
	. "github.com/mmcloughlin/avo/operand"
)

// Instructions that Go's assembler does not have, as bytes (Intel SDM, volume 2). Registers are given by
// number: for general-purpose registers rax, rcx, rdx, rbx, rsp, rbp, rsi, rdi, r8 to r15 are 0 to 15.

// raw emits bytes.
func raw(bytes ...byte) {
	for _, b := range bytes {
		Instruction(&ir.Instruction{Opcode: "BYTE", Operands: []Op{U8(b)}})
	}
}

// Values of the pp field: the implied prefix.
const (
	prefixNone = 0
	prefixF3   = 2
	prefixF2   = 3
)

// vex emits a VEX.128 instruction of the map 0F38 up to its opcode. x and b extend the index and base register.
func vex(x, b bool, vvvv, pp int, opcode byte) {
	second := byte(0xe2)
	if x {
		second &^= 0x40
	}
	if b {
		second &^= 0x20
	}
	raw(0xc4, second, byte(^vvvv&15<<3|pp), opcode)
}

// tileMemory emits a tile instruction with the memory operand [base + stride·row], beyond bytes after it.
func tileMemory(pp int, tile, base, stride, beyond int) {
	vex(stride > 7, base > 7, 0, pp, 0x4b)
	raw(byte(0x80|tile<<3|4), byte(stride&7<<3|base&7), byte(beyond), byte(beyond>>8), byte(beyond>>16), byte(beyond>>24))
}

func tileLoad(tile, base, stride, beyond int)  { tileMemory(prefixF2, tile, base, stride, beyond) }
func tileStore(tile, base, stride, beyond int) { tileMemory(prefixF3, tile, base, stride, beyond) }
func tileZero(tile int) {
	vex(false, false, 0, prefixF2, 0x49)
	raw(byte(0xc0 | tile<<3))
}

// tileMultiply emits TDPBF16PS c += a·b.
func tileMultiply(c, a, b int) {
	vex(false, false, b, prefixF3, 0x5c)
	raw(byte(0xc0 | c<<3 | a))
}

// tileConfigure emits LDTILECFG [base].
func tileConfigure(base int) {
	vex(false, base > 7, 0, prefixNone, 0x49)
	raw(byte(base & 7))
}

func tileRelease() { raw(0xc4, 0xe2, 0x78, 0x49, 0xc0) }
