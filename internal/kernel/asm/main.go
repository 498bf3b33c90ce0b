// Command asm writes the assembly of package kernel and its Go declarations.
//
// It is a module of its own so that the program does not depend on avo. In internal/kernel, `go generate` runs
// it once for each instruction set:
//
//	go run -C asm . -set avx2 -out ../avx2_amd64.s -stubs ../avx2_amd64.go -pkg kernel
//
// Every function is built from a shape: the instruction set's name, width of a vector and size of a tile. The
// instructions that differ between sets are in shape.go.
package main

import (
	"flag"
	"log"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

func main() {
	set := flag.String("set", "", "instruction set: avx2, avx512, amx or neon")
	flag.Parse()
	ConstraintExpr("amd64")
	if *set == "neon" {
		if err := neon("../neon_arm64.s", "../neon_arm64.go"); err != nil {
			log.Fatal(err)
		}
		return
	}
	if *set == "amx" {
		amx()
		Generate()
		return
	}
	s, ok := shapes[*set]
	if !ok {
		log.Fatalf("-set %q: want avx2, avx512, amx or neon", *set)
	}
	for vectors := s.vectors; vectors > 0; vectors /= 2 {
		s.panel(vectors)
		s.pack(vectors * s.lanes)
	}
	s.pack(s.rows)
	s.edge()
	s.smallM(1)
	s.smallM(2)
	s.gates()
	s.gatesBackward()
	s.sumRows()
	s.addScaled()
	s.adam()
	s.peak()
	s.product16()
	s.gates16()
	s.gatesBackward16()
	s.narrow16()
	if s.masks {
		product16Dot()
		interleave16()
		transpose16()
	}
	Generate()
}

// scale converts r from a count of float32 elements to bytes.
func scale(r GPVirtual) { SHLQ(Imm(2), r) }

// parameter loads an integer or pointer parameter.
func parameter(name string) GPVirtual { return Load(Param(name), GP64()).(GPVirtual) }

// text starts a function without a frame, and documents it.
func text(name, signature string, doc ...string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(append([]string{name + " " + doc[0]}, doc[1:]...)...)
}
