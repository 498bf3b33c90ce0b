package main

import (
	"fmt"
	"math/bits"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// smallMSums is the number of vectors of sums in the kernels for one row or two: as many as the fused
// multiply-adds in flight, 4 cycles with 2 each.
const smallMSums = 8

// smallM generates the product of one or two rows and several adjacent panels, up to four. A tile of so few
// rows has too few sums to keep the processor busy.
func (s shape) smallM(rows int) {
	panels := smallMSums / rows / s.vectors
	name := fmt.Sprintf("rows%d%s", rows, s.suffix)
	text(name, "func(c *float32, ldc int, a *float32, row int, b *float32, apart, k int, add bool)",
		fmt.Sprintf("sets %d rows of %d columns of c, ldc apart, to a·b, or adds a·b if add is set.", rows, panels*s.vectors*s.lanes),
		"a's rows are row apart, their elements follow each other.",
		fmt.Sprintf("b is %d packed panels of k rows, k at least 1; their starts are apart elements apart.", panels))
	f := smallM{product: product{shape: s, vectors: s.vectors}, panels: panels}
	f.c, f.ldc = parameter("c"), parameter("ldc")
	f.a, f.row = parameter("a"), parameter("row")
	f.b, f.apart = parameter("b"), parameter("apart")
	for _, r := range []GPVirtual{f.ldc, f.row, f.apart} {
		scale(r)
	}
	f.apart3 = GP64()
	LEAQ(Mem{Base: f.apart, Index: f.apart, Scale: 2}, f.apart3)

	sums := make([][]VecVirtual, rows)
	for r := range sums {
		for range panels * s.vectors {
			sums[r] = append(sums[r], s.zero())
		}
	}
	f.sum(sums)
	f.store(sums)
	VZEROUPPER()
	RET()
}

// smallM holds the registers of a function for one row or two.
type smallM struct {
	product
	panels        int
	b             GPVirtual
	apart, apart3 GPVirtual // bytes from one panel to the next, and 3 times as many
}

// sum generates the loop over k.
func (f smallM) sum(sums [][]VecVirtual) {
	loop := func(name string, k GPVirtual, steps int) {
		JZ(LabelRef(name + "Done"))
		Label(name)
		for u := range steps {
			f.multiply(sums, u)
		}
		ADDQ(U32(uint32(4*steps)), f.a)
		ADDQ(U32(uint32(steps*f.vectors*f.bytes())), f.b)
		DECQ(k)
		JNZ(LabelRef(name))
		Label(name + "Done")
	}
	k := parameter("k")
	SHRQ(Imm(uint64(bits.TrailingZeros(unroll))), k)
	loop("unrolled", k, unroll)
	k = parameter("k")
	ANDQ(U32(unroll-1), k)
	loop("single", k, 1)
}

// multiply generates step u of the sums.
func (f smallM) multiply(sums [][]VecVirtual, u int) {
	left := make([]VecVirtual, len(sums))
	for r := range left {
		left[r] = f.vector()
		at := Mem{Base: f.a, Disp: 4 * u}
		if r > 0 {
			at.Index, at.Scale = f.row, 1
		}
		VBROADCASTSS(at, left[r])
	}
	for p := range f.panels {
		for v := range f.vectors {
			right := f.vector()
			VMOVUPS(f.right(p, (u*f.vectors+v)*f.bytes()), right)
			for r := range left {
				VFMADD231PS(right, left[r], sums[r][p*f.vectors+v])
			}
		}
	}
}

// right is an address in a panel, a number of bytes beyond the current row.
func (f smallM) right(panel, beyond int) Mem {
	at := Mem{Base: f.b, Disp: beyond}
	switch panel {
	case 1, 2:
		at.Index, at.Scale = f.apart, uint8(panel)
	case 3:
		at.Index, at.Scale = f.apart3, 1
	}
	return at
}
