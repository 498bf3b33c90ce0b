package main

import (
	"fmt"
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// shape is what differs between instruction sets.
type shape struct {
	suffix  string            // of the names of the functions
	lanes   int               // float32 elements in a vector
	vector  func() VecVirtual // a new vector register
	rows    int               // of a tile, an even number
	vectors int               // across a tile, a power of two; its sums, a row of vectors and one more must fit the registers
	rows16  int               // of a tile of bfloat16; its 4 sums a row and 7 more must fit the registers
	masks   bool              // mask registers choose lanes, not vectors
}

// AVX2 has 16 vector registers and AVX-512 has 32: tiles of 12 and 28 sums leave room for two vectors of b and
// one of a. AVX-512 stands for AVX512F and AVX512DQ here, and BMI2 goes with them.
var shapes = map[string]shape{
	"avx2":   {suffix: "AVX2", lanes: 8, vector: YMM, rows: 6, vectors: 2, rows16: 2},
	"avx512": {suffix: "AVX512", lanes: 16, vector: ZMM, rows: 14, vectors: 2, rows16: 6, masks: true},
}

// bytes is the size of a vector.
func (s shape) bytes() int { return 4 * s.lanes }

// vectorsOf returns n vectors.
func (s shape) vectorsOf(n int) []VecVirtual {
	v := make([]VecVirtual, n)
	for i := range v {
		v[i] = s.vector()
	}
	return v
}

// zero returns a vector of zeros.
func (s shape) zero() VecVirtual {
	v := s.vector()
	VXORPS(v, v, v)
	return v
}

// laneMask returns a mask of the first lanes, given their size in bytes.
func (s shape) laneMask(bytes GPVirtual) Register {
	if s.masks {
		lanes, ones, mask := GP32(), GP32(), K()
		MOVL(bytes.As32(), lanes)
		SHRL(Imm(2), lanes)
		MOVL(U32(math.MaxUint32), ones)
		BZHIL(lanes, ones, ones)
		KMOVW(ones, mask)
		return mask
	}
	start, mask := GP64(), s.vector()
	lanes := append(slices.Repeat([]uint32{math.MaxUint32}, s.lanes), make([]uint32, s.lanes)...)
	LEAQ(s.table("lanes", lanes...).Offset(s.bytes()), start)
	SUBQ(bytes, start)
	VMOVUPS(Mem{Base: start}, mask)
	return mask
}

// loadMasked reads the lanes of the mask, and sets the others to zero.
func (s shape) loadMasked(from Mem, mask Register, v VecVirtual) {
	if s.masks {
		VMOVUPS_Z(from, mask, v)
	} else {
		VMASKMOVPS(from, mask, v)
	}
}

// storeLanes writes the first lanes, given their size in bytes, less than a vector, and their mask. Stores with
// vectors as masks are slow on some processors (Zen: more than ten cycles), so AVX2 stores in pieces instead.
func (s shape) storeLanes(v VecVirtual, mask Register, bytes GPVirtual, to Mem) {
	if s.masks {
		VMOVUPS(v, mask, to)
		return
	}
	stores++
	at, piece := GP64(), XMM()
	LEAQ(to, at)
	VMOVAPS(v.AsX(), piece)
	for _, size := range []int{16, 8, 4} {
		next := fmt.Sprintf("save%dBelow%d", stores, size)
		TESTQ(U32(uint32(size)), bytes)
		JZ(LabelRef(next))
		switch size {
		case 16:
			VMOVUPS(piece, Mem{Base: at})
			VEXTRACTF128(Imm(1), v.AsY(), piece)
		case 8:
			VMOVLPS(piece, Mem{Base: at})
			VMOVHLPS(piece, piece, piece)
		case 4:
			VMOVSS(piece, Mem{Base: at})
		}
		if size > 4 {
			ADDQ(Imm(uint64(size)), at)
		}
		Label(next)
	}
}

// stores counts the calls of storeLanes, for its labels.
var stores int
