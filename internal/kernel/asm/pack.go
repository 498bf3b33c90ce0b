package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// pack generates the copy of rows into panels of an even width. It goes along the rows, for long runs of
// memory, and prefetches some rows ahead.
func (s shape) pack(width int) {
	text(fmt.Sprintf("pack%d%s", width, s.suffix), "func(dst, src *float32, ld, rows, panels int)",
		fmt.Sprintf("copies rows, ld apart in src, to dst, in panels of %d columns.", width),
		"A panel's rows follow each other without a gap, and so do the panels.")
	dst, src, ld, rows := parameter("dst"), parameter("src"), parameter("ld"), parameter("rows")
	bytes := U32(uint32(4 * width))
	apart := GP64()
	IMUL3Q(bytes, rows, apart)
	scale(ld)

	Label("row")
	TESTQ(rows, rows)
	JZ(LabelRef("done"))
	from, to, panels := GP64(), GP64(), parameter("panels")
	MOVQ(src, from)
	MOVQ(dst, to)
	Label("panel")
	TESTQ(panels, panels)
	JZ(LabelRef("next"))
	PREFETCHT0(Mem{Base: from, Index: ld, Scale: 8})
	s.copy(from, to, width)
	ADDQ(bytes, from)
	ADDQ(apart, to)
	DECQ(panels)
	JMP(LabelRef("panel"))
	Label("next")
	ADDQ(ld, src)
	ADDQ(bytes, dst)
	DECQ(rows)
	JMP(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	RET()
}

// copy generates the copy of an even number of elements, in the largest pieces that fit.
func (s shape) copy(from, to GPVirtual, numbers int) {
	for at, end := 0, 4*numbers; at < end; {
		source, target := Mem{Base: from, Disp: at}, Mem{Base: to, Disp: at}
		switch left := end - at; {
		case left >= s.bytes():
			v := s.vector()
			VMOVUPS(source, v)
			VMOVUPS(v, target)
			at += s.bytes()
		case left >= 32:
			v := YMM()
			VMOVUPS(source, v)
			VMOVUPS(v, target)
			at += 32
		case left >= 16:
			v := XMM()
			VMOVUPS(source, v)
			VMOVUPS(v, target)
			at += 16
		default:
			v := GP64()
			MOVQ(source, v)
			MOVQ(v, target)
			at += 8
		}
	}
}
