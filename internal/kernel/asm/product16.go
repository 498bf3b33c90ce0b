package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// product16 holds the registers of a product of bfloat16 without AMX. It computes the same bits as TDPBF16PS:
// over each 32 terms of k the products of even and of odd terms are two chains of fused multiply-adds, which
// are added to each other and then to c. Subnormal numbers count as zero.
type product16 struct {
	shape
	c, ldc, a, lda, triple, b, panel GPVirtual
	pair                             GPVirtual  // bytes by which pairs of blocks of a are farther apart than adjacent ones
	odd                              VecVirtual // mask of the upper half of each lane, nil for AVX2
}

// pairs is the number of pairs of terms in a block of k, and pairBytes the size of a row of 16 pairs in a
// panel.
const pairs, pairBytes = 16, 64

// product16 generates the function, for blocks of two vectors of columns.
func (s shape) product16() {
	columns, rows := 2*s.lanes, s.rows16
	text("product16"+s.suffix, "func(c *float32, ldc int, a *uint16, lda, pair int, b *uint16, panel, k, m int)",
		fmt.Sprintf("adds the product of m rows of a and %d columns of b, in panels of 16, to c.", columns),
		"There are k blocks of 32 terms; m and k are at least 1. Rows of c are ldc apart, of a lda, panels of b",
		"panel, and every second block of k starts pair elements after the last such block in a.")
	control, saved := AllocLocal(8), AllocLocal(8)
	STMXCSR(saved)
	MOVL(U32(0x9fc0), control) // the default, with flush-to-zero and denormals-are-zero
	LDMXCSR(control)
	p := product16{shape: s, c: parameter("c"), ldc: parameter("ldc"), a: parameter("a"), lda: parameter("lda")}
	p.panel = parameter("panel")
	SHLQ(Imm(2), p.ldc)
	SHLQ(Imm(1), p.lda)
	SHLQ(Imm(1), p.panel)
	p.pair = stride("pair", 1)
	SUBQ(U32(128), p.pair)
	p.triple = GP64()
	LEAQ(Mem{Base: p.lda, Index: p.lda, Scale: 2}, p.triple)
	if s.masks {
		p.odd = s.vector()
		s.with(s.integers("odd", 0xffff0000), load, p.odd)
	}
	m := parameter("m")
	for _, r := range []int{rows, 1} {
		label := fmt.Sprint("rows", r)
		Label(label)
		CMPQ(m, Imm(uint64(r)))
		JLT(LabelRef(label + "Done"))
		p.tile(r)
		SUBQ(Imm(uint64(r)), m)
		JMP(LabelRef(label))
		Label(label + "Done")
	}
	LDMXCSR(saved)
	VZEROUPPER()
	RET()
}

// tile generates the product of some rows, and advances c and a.
func (p product16) tile(rows int) {
	label := func(name string) string { return fmt.Sprint(name, rows) }
	a := []GPVirtual{GP64()}
	MOVQ(p.a, a[0])
	if rows > rowsPerPointer {
		a = append(a, GP64())
		LEAQ(Mem{Base: p.a, Index: p.lda, Scale: 4}, a[1])
		ADDQ(p.lda, a[1])
	}
	p.b = parameter("b")
	k, gap := parameter("k"), GP64()
	XORQ(gap, gap)
	Label(label("block"))
	sums := make([][]VecVirtual, rows)
	for r := range sums {
		sums[r] = p.vectorsOf(4) // even and odd of the first vector, then of the second
		for _, v := range sums[r] {
			VXORPS(v, v, v)
		}
	}
	const unrolled = 4
	pair := GP64()
	MOVQ(U32(pairs/unrolled), pair)
	Label(label("pair"))
	for u := range unrolled {
		p.multiply(sums, a, u)
	}
	for _, pointer := range a {
		ADDQ(Imm(4*unrolled), pointer)
	}
	ADDQ(U32(pairBytes*unrolled), p.b)
	DECQ(pair)
	JNZ(LabelRef(label("pair")))
	p.add(sums)
	for _, pointer := range a {
		ADDQ(gap, pointer)
	}
	NEGQ(gap) // 0 and pair in turn
	ADDQ(p.pair, gap)
	DECQ(k)
	JNZ(LabelRef(label("block")))
	for range rows {
		ADDQ(p.lda, p.a)
		ADDQ(p.ldc, p.c)
	}
}

// multiply generates the fused multiply-adds of one pair of terms.
func (p product16) multiply(sums [][]VecVirtual, a []GPVirtual, u int) {
	b := p.vectorsOf(4)
	for v, from := range p.vectorsOfB(u * pairBytes) {
		VMOVUPS(from, b[2*v+1])
		p.split(b[2*v+1], b[2*v], b[2*v+1])
	}
	for r := range sums {
		even, odd := p.vector(), p.vector()
		from := product{row: p.lda, triple: p.triple}.left(a, r).Offset(4 * u)
		if p.masks {
			VPSLLD_BCST(Imm(16), from, even)
			VPANDD_BCST(from, p.odd, odd)
		} else {
			VBROADCASTSS(from, odd)
			p.split(odd, even, odd)
		}
		for v := range 2 {
			VFMADD231PS(b[2*v], even, sums[r][2*v])
			VFMADD231PS(b[2*v+1], odd, sums[r][2*v+1])
		}
	}
}

// split generates the conversion of pairs to their even and odd elements. odd may be pairs.
func (p product16) split(pairs, even, odd VecVirtual) {
	VPSLLD(Imm(16), pairs, even)
	if p.masks {
		VPANDD(p.odd, pairs, odd)
	} else {
		VPAND(p.integers("odd", 0xffff0000), pairs, odd)
	}
}

// vectorsOfB are the two vectors of a row of pairs: of one panel (AVX2) or of two.
func (p product16) vectorsOfB(beyond int) []Mem {
	first := Mem{Base: p.b, Disp: beyond}
	if p.masks {
		return []Mem{first, {Base: p.b, Index: p.panel, Scale: 1, Disp: beyond}}
	}
	return []Mem{first, first.Offset(p.bytes())}
}

// add generates the end of a block of k: even and odd sums are added to each other and to c.
func (p product16) add(sums [][]VecVirtual) {
	c := GP64()
	MOVQ(p.c, c)
	for r := range sums {
		for v := range 2 {
			sum, at := sums[r][2*v], Mem{Base: c, Disp: v * p.bytes()}
			VADDPS(sums[r][2*v+1], sum, sum)
			VADDPS(at, sum, sum)
			VMOVUPS(sum, at)
		}
		ADDQ(p.ldc, c)
	}
}
