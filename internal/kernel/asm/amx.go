package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Numbers of the registers that tile instructions use. The other registers of these functions are fixed too.
const (
	rax, rcx, rdx, rbx, rsi, r8, r10, r13 = 0, 1, 2, 3, 6, 8, 10, 13
)

// Offsets of the fields of tileArguments in package kernel. There are two operands, whose products are added.
const (
	argC, argLDC, argAdd, argConfig, argRows, argColumns = 0, 8, 16, 24, 32, 40
	argOperands, operandSize                             = 48, 56
	opA, opLDA, opPair, opB, opPanel, opK, opRow         = 0, 8, 16, 24, 32, 40, 48
)

// A tileBlock is a block of c in tiles: rows×columns tiles of 16×16, whose sums are in registers.
type tileBlock struct {
	rows, columns int
	arguments     Mem // a copy of tileArguments, which the function advances
}

// field is a field of tileArguments.
func (t tileBlock) field(offset int) Mem { return t.arguments.Offset(offset) }

// operand is a field of operand o.
func (t tileBlock) operand(o, offset int) Mem { return t.field(argOperands + o*operandSize + offset) }

func (t tileBlock) sum(row, column int) int { return row*t.columns + column }
func (t tileBlock) sums() int               { return t.rows * t.columns }

// amx generates the products of bfloat16 with AMX, for blocks of 2×2 tiles, 1×4 for few rows, 2×1 and 1×1 for
// edges.
func amx() {
	for _, t := range []tileBlock{{rows: 2, columns: 2}, {rows: 1, columns: 4}, {rows: 2, columns: 1}, {rows: 1, columns: 1}} {
		t.generate()
	}
}

// generate generates the loops over the columns and rows of c, in blocks, and over k.
func (t tileBlock) generate() {
	name := fmt.Sprintf("tiles%dx%dAMX", t.rows, t.columns)
	text(name, "func(arguments *uintptr)",
		fmt.Sprintf("computes blocks of %d×%d tiles of c; arguments points to a tileArguments.", t.rows, t.columns))
	const size = argOperands + 2*operandSize
	t.arguments = AllocLocal(size)
	Load(Param("arguments"), reg.RDI)
	for at := 0; at < size; at += 8 {
		MOVQ(Mem{Base: reg.RDI, Disp: at}, reg.RAX)
		MOVQ(reg.RAX, t.field(at))
	}
	MOVQ(t.field(argConfig), reg.RAX)
	tileConfigure(rax)

	Label("column")
	MOVQ(t.field(argC), reg.R10)
	MOVQ(t.field(argRows), reg.R12)
	for o := range 2 {
		MOVQ(t.operand(o, opA), reg.RAX)
		MOVQ(reg.RAX, t.operand(o, opRow))
	}

	Label("row")
	t.start()
	for o := range 2 {
		t.multiply(o)
	}
	t.eachSum(tileStore)
	MOVQ(t.field(argLDC), reg.RAX)
	SHLQ(Imm(uint64(3+t.rows)), reg.RAX) // 16 or 32 rows
	ADDQ(reg.RAX, reg.R10)
	DECQ(reg.R12)
	JNZ(LabelRef("row"))

	ADDQ(U32(uint32(64*t.columns)), t.field(argC))
	for o := range 2 {
		MOVQ(t.operand(o, opPanel), reg.RAX)
		if t.columns > 1 {
			SHLQ(Imm(uint64(t.columns/2)), reg.RAX) // 2 or 4 panels
		}
		ADDQ(reg.RAX, t.operand(o, opB))
	}
	DECQ(t.field(argColumns))
	JNZ(LabelRef("column"))
	tileRelease()
	RET()
}

// start sets the sums to zero, or to c.
func (t tileBlock) start() {
	CMPQ(t.field(argAdd), Imm(0))
	JEQ(LabelRef("zero"))
	t.eachSum(tileLoad)
	JMP(LabelRef("started"))
	Label("zero")
	for s := range t.sums() {
		tileZero(s)
	}
	Label("started")
}

// eachSum loads or stores the tiles of c.
func (t tileBlock) eachSum(move func(tile, base, stride, beyond int)) {
	MOVQ(t.field(argLDC), reg.RCX)
	for row, base := range []int{r10, r13}[:t.rows] {
		if row == 1 {
			MOVQ(reg.RCX, reg.R13)
			SHLQ(Imm(4), reg.R13)
			ADDQ(reg.R10, reg.R13)
		}
		for column := range t.columns {
			move(t.sum(row, column), base, rcx, 64*column)
		}
	}
}

// multiply generates the loop over k of operand o, and advances its rows of a.
func (t tileBlock) multiply(o int) {
	label := func(name string) string { return fmt.Sprint(name, o) }
	MOVQ(t.operand(o, opK), reg.R9)
	TESTQ(reg.R9, reg.R9)
	JZ(LabelRef(label("done")))
	MOVQ(t.operand(o, opRow), reg.RDX)
	MOVQ(t.operand(o, opLDA), reg.RAX)
	MOVQ(reg.RAX, reg.RBX)
	SHLQ(Imm(4), reg.RBX)
	if t.rows == 2 {
		LEAQ(Mem{Base: reg.RDX, Index: reg.RBX, Scale: 2}, reg.R11)
	} else {
		LEAQ(Mem{Base: reg.RDX, Index: reg.RBX, Scale: 1}, reg.R11)
	}
	MOVQ(reg.R11, t.operand(o, opRow))
	ADDQ(reg.RDX, reg.RBX) // the second row of tiles
	MOVQ(t.operand(o, opB), reg.RSI)
	MOVQ(t.operand(o, opPanel), reg.R11)
	if t.columns == 4 {
		LEAQ(Mem{Base: reg.RSI, Index: reg.R11, Scale: 2}, reg.R8) // the third panel
	} else {
		LEAQ(Mem{Base: reg.RSI, Index: reg.R11, Scale: 1}, reg.R8) // the second panel
	}
	MOVQ(U32(64), reg.RCX)
	MOVQ(U32(64), reg.RDI) // the distance to the next block of a, which alternates
	Label(label("k"))
	t.step()
	ADDQ(reg.RDI, reg.RDX)
	ADDQ(reg.RDI, reg.RBX)
	NEGQ(reg.RDI)
	ADDQ(t.operand(o, opPair), reg.RDI)
	ADDQ(U32(1024), reg.RSI)
	ADDQ(U32(1024), reg.R8)
	DECQ(reg.R9)
	JNZ(LabelRef(label("k")))
	Label(label("done"))
}

// step generates the products of 32 terms of k. Tiles 4 and up hold a and b.
func (t tileBlock) step() {
	const a0, a1, b0, b1 = 4, 5, 6, 7
	tileLoad(a0, rdx, rax, 0)
	tileLoad(b0, rsi, rcx, 0)
	tileMultiply(t.sum(0, 0), a0, b0)
	switch [2]int{t.rows, t.columns} {
	case [2]int{2, 2}:
		tileLoad(b1, r8, rcx, 0)
		tileMultiply(t.sum(0, 1), a0, b1)
		tileLoad(a1, rbx, rax, 0)
		tileMultiply(t.sum(1, 0), a1, b0)
		tileMultiply(t.sum(1, 1), a1, b1)
	case [2]int{2, 1}:
		tileLoad(a1, rbx, rax, 0)
		tileMultiply(t.sum(1, 0), a1, b0)
	case [2]int{1, 4}:
		const b2, b3 = 5, 6
		ADDQ(reg.R11, reg.RSI)
		ADDQ(reg.R11, reg.R8)
		tileLoad(b1, rsi, rcx, 0)
		tileMultiply(t.sum(0, 1), a0, b1)
		tileLoad(b3, r8, rcx, 0)
		SUBQ(reg.R11, reg.RSI)
		SUBQ(reg.R11, reg.R8)
		tileLoad(b2, r8, rcx, 0)
		tileMultiply(t.sum(0, 2), a0, b2)
		tileMultiply(t.sum(0, 3), a0, b3)
	}
}
