package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// loadPairs loads 16 columns of two rows of bfloat16 as 16 pairs.
func loadPairs(even, odd Mem) VecVirtual {
	pairs, upper := ZMM(), ZMM()
	VPMOVZXWD(even, pairs)
	VPMOVZXWD(odd, upper)
	VPSLLD(Imm(16), upper, upper)
	VPORD(upper, pairs, pairs)
	return pairs
}

// interleave16 generates the packing of b for weight gradients, whose rows are the terms of the sum.
func interleave16() {
	text("interleave16AVX512", "func(dst, src *uint16, ld, panel, pairs, panels int)",
		"packs pairs of rows of src, ld apart, in panels of 16 columns, which are panel apart in dst.")
	dst, src, ld, panel := parameter("dst"), parameter("src"), stride("ld", 1), stride("panel", 1)
	pairs := parameter("pairs")
	Label("pair")
	from, to, panels := GP64(), GP64(), parameter("panels")
	MOVQ(src, from)
	MOVQ(dst, to)
	Label("panel")
	VMOVUPS(loadPairs(Mem{Base: from}, Mem{Base: from, Index: ld, Scale: 1}), Mem{Base: to})
	ADDQ(Imm(32), from)
	ADDQ(panel, to)
	DECQ(panels)
	JNZ(LabelRef("panel"))
	LEAQ(Mem{Base: src, Index: ld, Scale: 2}, src)
	ADDQ(Imm(64), dst)
	DECQ(pairs)
	JNZ(LabelRef("pair"))
	VZEROUPPER()
	RET()
}

// transpose16 generates the transpose of 32 rows of 16 columns: of 16×16 pairs of rows, 4×4 at a time.
func transpose16() {
	text("transpose16AVX512", "func(dst, src *uint16, lddst, ldsrc, blocks int)",
		"transposes blocks of 32 rows and 16 columns of src, one below the other, to 16 rows of dst.")
	dst, src, lddst, ldsrc := parameter("dst"), parameter("src"), stride("lddst", 1), stride("ldsrc", 1)
	blocks := parameter("blocks")
	Label("block")
	var r, a, b [16]VecVirtual
	for q := range r {
		r[q] = loadPairs(Mem{Base: src}, Mem{Base: src, Index: ldsrc, Scale: 1})
		LEAQ(Mem{Base: src, Index: ldsrc, Scale: 2}, src)
	}
	new := func(operation func(v VecVirtual)) VecVirtual {
		v := ZMM()
		operation(v)
		return v
	}
	for k := 0; k < 16; k += 2 {
		a[k] = new(func(v VecVirtual) { VPUNPCKLDQ(r[k+1], r[k], v) })
		a[k+1] = new(func(v VecVirtual) { VPUNPCKHDQ(r[k+1], r[k], v) })
	}
	for g := 0; g < 16; g += 4 {
		b[g] = new(func(v VecVirtual) { VPUNPCKLQDQ(a[g+2], a[g], v) })
		b[g+1] = new(func(v VecVirtual) { VPUNPCKHQDQ(a[g+2], a[g], v) })
		b[g+2] = new(func(v VecVirtual) { VPUNPCKLQDQ(a[g+3], a[g+1], v) })
		b[g+3] = new(func(v VecVirtual) { VPUNPCKHQDQ(a[g+3], a[g+1], v) })
	}
	const evenLanes, oddLanes = 0x88, 0xdd
	shuffle := func(lanes uint64, low, high VecVirtual) VecVirtual {
		return new(func(v VecVirtual) { VSHUFI32X4(Imm(lanes), high, low, v) })
	}
	var out [16]VecVirtual
	for c := range 4 {
		s0, s1 := shuffle(evenLanes, b[c], b[4+c]), shuffle(oddLanes, b[c], b[4+c])
		s2, s3 := shuffle(evenLanes, b[8+c], b[12+c]), shuffle(oddLanes, b[8+c], b[12+c])
		out[c], out[8+c] = shuffle(evenLanes, s0, s2), shuffle(oddLanes, s0, s2)
		out[4+c], out[12+c] = shuffle(evenLanes, s1, s3), shuffle(oddLanes, s1, s3)
	}
	to := GP64()
	MOVQ(dst, to)
	for _, v := range out {
		VMOVUPS(v, Mem{Base: to})
		ADDQ(lddst, to)
	}
	ADDQ(Imm(64), dst)
	DECQ(blocks)
	JNZ(LabelRef("block"))
	VZEROUPPER()
	RET()
}

// narrow16 generates the conversion of a row to bfloat16.
func (s shape) narrow16() {
	text("narrow16"+s.suffix, "func(dst *uint16, src *float32, vectors int)", "converts whole vectors to bfloat16; vectors is at least 1.")
	dst, src, vectors := parameter("dst"), parameter("src"), parameter("vectors")
	Label("vector")
	v := s.vector()
	VMOVUPS(Mem{Base: src}, v)
	s.storeBF16(v, Mem{Base: dst})
	ADDQ(Imm(uint64(s.bytes())), src)
	ADDQ(Imm(uint64(s.bytes()/2)), dst)
	DECQ(vectors)
	JNZ(LabelRef("vector"))
	VZEROUPPER()
	RET()
}
