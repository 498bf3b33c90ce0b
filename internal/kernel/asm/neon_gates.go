package main

import (
	"fmt"
	"math"
)

// Registers of the constants of the activations, and their values; see shape.expm1.
const (
	cRound = 16 + iota
	cLog2E
	cLn2High
	cLn2Low
	cQ0
	cQ1
	cQ2
	cQ3
	cQ4
	cOne
	cTwo
	cUpper
	cLower
	cTanhLimit
	cSign
	constantCount = iota
)

// constants declares the table of constants, a vector each.
func (w *neonWriter) constants() {
	const high = 0.693359375
	values := []float32{1.5*(1<<23) + 127, math.Log2E, high, math.Ln2 - high, 0.5, 0.16666548, 0.041666828, 0.008366112,
		0.0013900424, 1, 2, 88, -87, -20, float32(math.Copysign(0, -1))}
	for i, v := range values {
		for lane := range 4 {
			fmt.Fprintf(&w.assembly, "DATA neonConstants<>+%d(SB)/4, $%#08x\n", 16*i+4*lane, math.Float32bits(v))
		}
	}
	fmt.Fprintf(&w.assembly, "GLOBL neonConstants<>(SB), RODATA|NOPTR, $%d\n", 16*constantCount)
}

// loadConstants loads them, using R26.
func (w *neonWriter) loadConstants() {
	w.op("MOVD $neonConstants<>(SB), R26")
	for i := 0; i < constantCount; i += 4 {
		n := min(4, constantCount-i)
		w.op("VLD1.P %d(R26), %s", 16*n, span(16+i, n))
	}
}

// activation replaces v by its σ, or tanh, with the operations of shape.apply in the same order. It uses 6 more
// registers from temporary on.
func (w *neonWriter) activation(v int, isTanh bool, temporary int) {
	y, p, power, n, square, odd := temporary, temporary+1, temporary+2, temporary+3, temporary+4, temporary+5
	if isTanh {
		w.op("VORR V%d.B16, V%d.B16, V%d.B16", cSign, v, y)
		w.fmax(y, y, cTanhLimit)
		w.fadd(y, y, y)
	} else {
		w.op("VEOR V%d.B16, V%d.B16, V%d.B16", cSign, v, y)
		w.fmin(y, y, cUpper)
		w.fmax(y, y, cLower)
	}
	w.move(power, cRound)
	w.fmla(power, y, cLog2E)
	w.fsub(n, power, cRound)
	w.op("VSHL $23, V%d.S4, V%d.S4", power, power)
	w.fmls(y, n, cLn2High)
	w.fmls(y, n, cLn2Low)
	w.fmul(square, y, y)
	w.move(p, cQ2)
	w.fmla(p, y, cQ3)
	w.move(odd, cQ0)
	w.fmla(odd, y, cQ1)
	w.fmla(p, square, cQ4)
	w.fmla(odd, square, p)
	w.fmla(y, square, odd) // e^r − 1
	if !isTanh {
		w.move(p, power)
		w.fmla(p, power, y)
		w.fadd(p, p, cOne)
		w.fdiv(v, cOne, p)
		return
	}
	w.fsub(n, cOne, power)
	w.fmls(n, y, power)
	w.fsub(odd, cTwo, n)
	w.fdiv(n, n, odd)
	w.op("VAND V%d.B16, V%d.B16, V%d.B16", cSign, v, v)
	w.op("VORR V%d.B16, V%d.B16, V%d.B16", n, v, v)
}

// eachVector generates loops over m rows in R6 and columns, a multiple of 4, in R8, and the body with the
// offset of the vector in a row in R9. Rows of z, whose gates are hidden (R7) elements apart, are at R10;
// pointers, of M×H arrays, advance by a row as well.
func (w *neonWriter) eachVector(z int, pointers []int, body func()) {
	w.loadConstants()
	w.op("LSL $2, R7, R7")
	w.op("LSL $2, R8, R8")
	w.label("row")
	w.op("MOVD $0, R9")
	w.label("vector")
	w.op("ADD R9, R%d, R10", z)
	w.op("ADD R7, R10, R11")
	w.op("ADD R7, R11, R12")
	w.op("ADD R7, R12, R13")
	body()
	w.op("ADD $16, R9, R9")
	w.op("CMP R8, R9")
	w.op("BLT vector")
	w.op("ADD R7<<2, R%d, R%d", z, z)
	for _, p := range pointers {
		w.op("ADD R7, R%d, R%d", p, p)
	}
	w.op("SUBS $1, R6, R6")
	w.op("BNE row")
	w.op("RET")
}

// vector reads or writes the vector at an offset of R9 from a pointer.
func (w *neonWriter) vector(instruction string, pointer, v int) {
	w.op("ADD R9, R%d, R14", pointer)
	if instruction == "VLD1" {
		w.op("VLD1 (R14), [V%d.S4]", v)
	} else {
		w.op("VST1 [V%d.S4], (R14)", v)
	}
}

// gates generates Gates for whole vectors.
func (w *neonWriter) gates() {
	w.function("gatesNEON", "h *float32, cNext *float32, z *float32, bias *float32, c *float32, zero int, m int, hidden int, columns int",
		"is Gates for m rows and the first columns, a multiple of 4, of hidden. If zero is 1, c is a row of zeros.")
	w.load("h", "cNext", "z", "bias", "c", "zero", "m", "hidden", "columns")
	const i, f, g, o, b, cell = 0, 1, 2, 3, 4, 5
	w.eachVector(2, []int{0, 1}, func() {
		w.op("ADD R9, R3, R15")
		for gate := range 4 {
			w.op("VLD1 (R%d), [V%d.S4]", 10+gate, gate)
			w.op("VLD1 (R15), [V%d.S4]", b)
			w.op("ADD R7, R15, R15")
			w.fadd(gate, gate, b)
		}
		for gate := range 4 {
			w.activation(gate, gate == g, 6)
			w.op("VST1 [V%d.S4], (R%d)", gate, 10+gate)
		}
		w.fmul(cell, i, g)
		w.vector("VLD1", 4, b)
		w.fmla(cell, f, b)
		w.vector("VST1", 1, cell)
		w.activation(cell, true, 6)
		w.fmul(cell, cell, o)
		w.vector("VST1", 0, cell)
		w.rowOfC()
	})
}

// rowOfC advances c in R4 at the end of a row, unless R5, the flag of a row of zeros, is set.
func (w *neonWriter) rowOfC() {
	w.op("ADD $16, R9, R14")
	w.op("CMP R8, R14")
	w.op("BLT sameRow")
	w.op("CBNZ R5, sameRow")
	w.op("ADD R7, R4, R4")
	w.label("sameRow")
}

// gatesBackward generates GatesBackward for whole vectors.
func (w *neonWriter) gatesBackward() {
	w.function("gatesBackwardNEON", "z *float32, dc *float32, dh *float32, dhNext *float32, c *float32, zero int, m int, hidden int, columns int, cNext *float32",
		"is GatesBackward for m rows and the first columns, a multiple of 4, of hidden. c and zero are as in gatesNEON.")
	w.load("z", "dc", "dh", "dhNext", "c", "zero", "m", "hidden", "columns")
	w.op("MOVD cNext+72(FP), R16")
	const tc, o, dOut, dCell, x, i, f, g, before, product = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
	derivative := func(y int) { // x = (1 − y)·y
		w.fsub(x, cOne, y)
		w.fmul(x, x, y)
	}
	oneMinus := func(y int) { // x = 1 − y²
		w.move(x, cOne)
		w.fmls(x, y, y)
	}
	store := func(gate, first, second int) {
		w.fmul(x, x, first)
		w.fmul(x, x, second)
		w.op("VST1 [V%d.S4], (R%d)", x, 10+gate)
	}
	w.eachVector(0, []int{1, 2, 3, 16}, func() {
		w.vector("VLD1", 16, tc)
		w.activation(tc, true, 6)
		w.op("VLD1 (R13), [V%d.S4]", o)
		w.vector("VLD1", 2, dOut)
		w.vector("VLD1", 3, x)
		w.fadd(dOut, dOut, x)
		derivative(o)
		store(3, dOut, tc)
		w.vector("VLD1", 1, dCell)
		w.fmul(product, dOut, o)
		oneMinus(tc)
		w.fmla(dCell, product, x)
		w.op("VLD1 (R10), [V%d.S4]", i)
		w.op("VLD1 (R11), [V%d.S4]", f)
		w.op("VLD1 (R12), [V%d.S4]", g)
		derivative(i)
		store(0, g, dCell)
		oneMinus(g)
		store(2, i, dCell)
		w.fmul(product, dCell, f)
		w.vector("VST1", 1, product)
		w.vector("VLD1", 4, before)
		derivative(f)
		store(1, before, dCell)
		w.rowOfC()
	})
}
