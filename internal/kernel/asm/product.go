package main

import (
	"fmt"
	"math/bits"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// unroll is the number of steps of the sum in one iteration of the inner loop, a power of two.
const unroll = 4

// product holds the registers of a panel function.
type product struct {
	shape
	vectors int // across this panel
	c       GPVirtual
	ldc     GPVirtual
	a       GPVirtual // start of the tile's rows of a
	row     GPVirtual // bytes from one row of a to the next
	triple  GPVirtual // 3·row
	step    GPVirtual // bytes from one column of a to the next
}

// panel generates the product of m rows and one panel. It goes through the rows a tile at a time; the last tile
// has the remaining rows. Each element is one chain of fused multiply-adds over k from zero, whatever the tile.
func (s shape) panel(vectors int) {
	name := fmt.Sprintf("panel%d%s", vectors*s.lanes, s.suffix)
	text(name, "func(c *float32, ldc int, a *float32, row, step, tile int, b *float32, k, m int, add bool)",
		fmt.Sprintf("sets m rows of %d columns of c, ldc apart, to a·b, or adds a·b if add is set.", vectors*s.lanes),
		fmt.Sprintf("a is m×k: rows are row apart, columns step apart, and tiles of %d rows tile apart.", s.rows),
		"b is a packed panel of k rows, k at least 1.")
	p := product{shape: s, vectors: vectors}
	p.c, p.ldc = parameter("c"), parameter("ldc")
	p.a, p.row, p.step = parameter("a"), parameter("row"), parameter("step")
	m := parameter("m")
	for _, r := range []GPVirtual{p.ldc, p.row, p.step} {
		scale(r)
	}
	p.triple = GP64()
	LEAQ(Mem{Base: p.row, Index: p.row, Scale: 2}, p.triple)

	Label("tiles")
	CMPQ(m, U32(uint32(s.rows)))
	JLT(LabelRef("rest"))
	p.tile(s.rows)
	tile := parameter("tile")
	scale(tile)
	ADDQ(tile, p.a)
	SUBQ(U32(uint32(s.rows)), m)
	JMP(LabelRef("tiles"))

	Label("rest")
	for rows := s.rows - 1; rows > 0; rows-- {
		CMPQ(m, U32(uint32(rows)))
		JEQ(LabelRef(fmt.Sprintf("rest%d", rows)))
	}
	VZEROUPPER()
	RET()
	for rows := s.rows - 1; rows > 0; rows-- {
		Label(fmt.Sprintf("rest%d", rows))
		p.tile(rows)
		VZEROUPPER()
		RET()
	}
}

// tile generates the product of a number of rows and the panel, and advances c.
func (p product) tile(rows int) {
	sums := make([][]VecVirtual, rows)
	for r := range sums {
		for range p.vectors {
			sums[r] = append(sums[r], p.zero())
		}
	}
	p.prefetch(rows)
	p.sum(sums)
	p.store(sums)
}

// prefetch loads both ends of the rows of c into the cache before the sums are done.
func (p product) prefetch(rows int) {
	c := GP64()
	MOVQ(p.c, c)
	for range rows {
		PREFETCHT0(Mem{Base: c})
		PREFETCHT0(Mem{Base: c, Disp: p.vectors*p.bytes() - 4})
		ADDQ(p.ldc, c)
	}
}

// sum generates the loop over k.
func (p product) sum(sums [][]VecVirtual) {
	rows := len(sums)
	label := func(name string) string { return fmt.Sprintf("%s%d", name, rows) }
	a := []GPVirtual{GP64()}
	MOVQ(p.a, a[0])
	for row := rowsPerPointer; row < rows; row += rowsPerPointer {
		next := GP64()
		LEAQ(Mem{Base: a[len(a)-1], Index: p.row, Scale: 4}, next)
		ADDQ(p.row, next)
		a = append(a, next)
	}
	b, k := parameter("b"), parameter("k")
	SHRQ(Imm(uint64(bits.TrailingZeros(unroll))), k)
	JZ(LabelRef(label("single")))
	Label(label("unrolled"))
	for u := range unroll {
		p.multiply(sums, a, b, u)
	}
	ADDQ(U32(uint32(unroll*p.vectors*p.bytes())), b)
	DECQ(k)
	JNZ(LabelRef(label("unrolled")))

	Label(label("single"))
	Load(Param("k"), k)
	ANDQ(U32(unroll-1), k)
	JZ(LabelRef(label("done")))
	Label(label("one"))
	p.multiply(sums, a, b, 0)
	ADDQ(U32(uint32(p.vectors*p.bytes())), b)
	DECQ(k)
	JNZ(LabelRef(label("one")))
	Label(label("done"))
}

// rowsPerPointer is the number of rows of a that are addressed from one pointer: 0 to 4 rows beyond it.
const rowsPerPointer = 5

// left is the current element of row r of a.
func (p product) left(a []GPVirtual, r int) Mem {
	at := Mem{Base: a[r/rowsPerPointer]}
	switch r % rowsPerPointer {
	case 1, 2, 4:
		at.Index, at.Scale = p.row, uint8(r%rowsPerPointer)
	case 3:
		at.Index, at.Scale = p.triple, 1
	}
	return at
}

// multiply generates one step of the sum: a column of the tile of a by row u of the panel at b.
func (p product) multiply(sums [][]VecVirtual, a []GPVirtual, b GPVirtual, u int) {
	right := make([]VecVirtual, p.vectors)
	for v := range right {
		right[v] = p.vector()
		VMOVUPS(Mem{Base: b, Disp: (u*p.vectors + v) * p.bytes()}, right[v])
	}
	for r := range sums {
		left := p.vector()
		VBROADCASTSS(p.left(a, r), left)
		for v := range right {
			VFMADD231PS(right[v], left, sums[r][v])
		}
	}
	for _, pointer := range a {
		ADDQ(p.step, pointer)
	}
}

// store generates the end of a tile: it stores the sums in c, or adds them.
func (p product) store(sums [][]VecVirtual) {
	label := fmt.Sprintf("set%d", len(sums))
	add := Load(Param("add"), GP8())
	TESTB(add, add)
	JZ(LabelRef(label))
	c := GP64()
	MOVQ(p.c, c)
	for r := range sums {
		for v, sum := range sums[r] {
			VADDPS(Mem{Base: c, Disp: v * p.bytes()}, sum, sum)
		}
		ADDQ(p.ldc, c)
	}
	Label(label)
	for r := range sums {
		for v, sum := range sums[r] {
			VMOVUPS(sum, Mem{Base: p.c, Disp: v * p.bytes()})
		}
		ADDQ(p.ldc, p.c)
	}
}
