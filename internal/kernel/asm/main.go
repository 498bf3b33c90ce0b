// Command asm writes the assembly of package kernel and its Go declarations.
//
// It is a module of its own so that the program does not depend on avo. In internal/kernel, `go generate` runs it:
//
//	go run -C asm . -out ../avx2_amd64.s -stubs ../avx2_amd64.go -pkg kernel
//
// Every function is built from a shape: the instruction set's name, width of a vector and size of a tile. Another
// instruction set is another shape, written to a file of its own; its activations may need other instructions for masks and
// selections, in cells and sigmoid.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// shape is what differs between instruction sets.
type shape struct {
	suffix  string            // of the names of the functions
	lanes   int               // float32 numbers in a vector
	vector  func() VecVirtual // a fresh vector register
	rows    int               // of a tile, an even number
	vectors int               // across a tile, a power of two; its sums, a row of vectors and one more must fit the registers
}

var avx2 = shape{suffix: "AVX2", lanes: 8, vector: YMM, rows: 6, vectors: 2}

// bytes is the size of a vector.
func (s shape) bytes() int { return 4 * s.lanes }

func main() {
	ConstraintExpr("amd64")
	s := avx2
	for vectors := s.vectors; vectors > 0; vectors /= 2 {
		s.panel(vectors)
		s.pack(vectors * s.lanes)
	}
	s.pack(s.rows)
	s.gates()
	s.gatesBackward()
	Generate()
}

// scale sets r, a number of float32 numbers, to their size in bytes.
func scale(r GPVirtual) { SHLQ(Imm(2), r) }

// parameter loads an integer or pointer parameter.
func parameter(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// text starts a function without a frame, and documents it.
func text(name, signature string, doc ...string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(append([]string{name + " " + doc[0]}, doc[1:]...)...)
}
