package main

import "fmt"

// neonRows is the number of rows of a tile: with 4 vectors each, 24 sums, 4 vectors of b and 4 for elements of
// a.
const neonRows = 6

// panel generates the product of rows and a panel; see shape.panel for the arguments.
func (w *neonWriter) panel(vectors int) {
	w.function(fmt.Sprintf("panel%dNEON", 4*vectors), "c *float32, ldc int, a *float32, row int, step int, tile int, b *float32, k int, m int, add bool",
		fmt.Sprintf("sets m rows of %d columns of c, ldc apart, to a·b, or adds a·b if add is set.\n"+
			"// a is m×k: rows are row apart, columns step apart, and tiles of %d rows tile apart.\n"+
			"// b is a packed panel of k rows, k at least 1.", 4*vectors, neonRows))
	w.load("c", "ldc", "a", "row", "step", "tile", "b", "k", "m")
	w.op("MOVBU add+72(FP), R9")
	for _, r := range []int{1, 3, 4, 5} {
		w.op("LSL $2, R%d, R%d", r, r)
	}
	w.label("tiles")
	w.op("CMP $%d, R8", neonRows)
	w.op("BLT rest")
	w.tile(neonRows, vectors)
	w.op("ADD R5, R2, R2")
	w.op("SUB $%d, R8, R8", neonRows)
	w.op("B tiles")
	w.label("rest")
	for rows := neonRows - 1; rows > 0; rows-- {
		w.op("CMP $%d, R8", rows)
		w.op("BEQ rest%d", rows)
	}
	w.op("RET")
	for rows := neonRows - 1; rows > 0; rows-- {
		w.label(fmt.Sprintf("rest%d", rows))
		w.tile(rows, vectors)
		w.op("RET")
	}
}

// tile generates the product of some rows and the panel, and advances c in R0. Each element is one chain of
// fused multiply-adds from zero.
func (w *neonWriter) tile(rows, vectors int) {
	const rowPointer, b, k, c = 19, 10, 11, 12
	sum := func(r, v int) int { return r*vectors + v }
	for i := range rows * vectors {
		w.zero(i)
	}
	for r := range rows {
		if r == 0 {
			w.op("MOVD R2, R%d", rowPointer)
		} else {
			w.op("ADD R3, R%d, R%d", rowPointer+r-1, rowPointer+r)
		}
	}
	w.op("MOVD R6, R%d", b)
	w.op("MOVD R7, R%d", k)
	w.label(fmt.Sprintf("k%d", rows))
	w.op("VLD1.P %d(R%d), %s", 16*vectors, b, span(24, vectors))
	for r := range rows {
		element := 28 + r%4
		w.op("VLD1R (R%d), [V%d.S4]", rowPointer+r, element)
		w.op("ADD R4, R%d, R%d", rowPointer+r, rowPointer+r)
		for v := range vectors {
			w.fmla(sum(r, v), element, 24+v)
		}
	}
	w.op("SUBS $1, R%d, R%d", k, k)
	w.op("BNE k%d", rows)
	w.op("CBZ R9, set%d", rows)
	w.op("MOVD R0, R%d", c)
	for r := range rows {
		w.op("VLD1 (R%d), %s", c, span(24, vectors))
		for v := range vectors {
			w.fadd(sum(r, v), sum(r, v), 24+v)
		}
		w.op("ADD R1, R%d, R%d", c, c)
	}
	w.label(fmt.Sprintf("set%d", rows))
	for r := range rows {
		w.op("VST1 %s, (R0)", span(sum(r, 0), vectors))
		w.op("ADD R1, R0, R0")
	}
}

// peak generates fused multiply-adds on registers alone.
func (w *neonWriter) peak() {
	w.function("peakNEON", "iterations int", "multiplies and adds zeros, a tile's sums per iteration; iterations is at least 1.")
	w.load("iterations")
	for i := range 25 {
		w.zero(i)
	}
	w.label("iteration")
	for i := range 24 {
		w.fmla(i, 24, 24)
	}
	w.op("SUBS $1, R0, R0")
	w.op("BNE iteration")
	w.op("RET")
}
