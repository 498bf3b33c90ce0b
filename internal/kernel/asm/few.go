package main

import (
	"fmt"
	"math/bits"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// fewSums is the number of vectors of sums that the kernels for few rows keep: as many as there are steps of fused multiply-adds under
// way at once, 4 cycles with 2 each.
const fewSums = 8

// few generates the product of one or two rows and several panels side by side, up to four. A tile of so few rows has too few sums to
// keep the processor busy while each waits for its last step.
func (s shape) few(rows int) {
	panels := fewSums / rows / s.vectors
	name := fmt.Sprintf("rows%d%s", rows, s.suffix)
	text(name, "func(c *float32, ldc int, a *float32, row int, b *float32, apart, k int, add bool)",
		fmt.Sprintf("sets %d rows of %d numbers of c, ldc apart, to a·b, or adds a·b if add is set.", rows, panels*s.vectors*s.lanes),
		"a's rows are row apart, their numbers follow each other.",
		fmt.Sprintf("b is %d packed panels of k rows, k at least 1; they begin apart numbers from each other.", panels))
	f := few{product: product{shape: s, vectors: s.vectors}, panels: panels}
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

// few holds the registers of a function for few rows.
type few struct {
	product
	panels        int
	b             GPVirtual
	apart, apart3 GPVirtual // bytes from one panel to the next, and 3 times as many
}

// sum generates the loop over k.
func (f few) sum(sums [][]VecVirtual) {
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
func (f few) multiply(sums [][]VecVirtual, u int) {
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

// right is a place in a panel, so many bytes beyond the present row.
func (f few) right(panel, beyond int) Mem {
	at := Mem{Base: f.b, Disp: beyond}
	switch panel {
	case 1, 2:
		at.Index, at.Scale = f.apart, uint8(panel)
	case 3:
		at.Index, at.Scale = f.apart3, 1
	}
	return at
}
