package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// cells walks through m rows of H units, a vector at a time; the last vector of a row is masked where H needs it, so that
// every element goes through the same instructions.
type cells struct {
	shape
	z      GPVirtual // gates of the present vector: i, f, g, o are hidden apart
	hidden GPVirtual // H in bytes
	three  GPVirtual // 3·hidden
	at     GPVirtual // offset in bytes of the present vector in the M×H arrays
	before GPVirtual // c, 0 if it is nil
	mask   Register  // of the last vector
	masked bool
}

// walk generates the loops around the passes, each of which goes through a row, and the end of the function.
func (w cells) walk(passes ...func(w cells)) {
	m := parameter("m")
	w.hidden = parameter("hidden")
	scale(w.hidden)
	w.three, w.at = GP64(), GP64()
	LEAQ(Mem{Base: w.hidden, Index: w.hidden, Scale: 2}, w.three)
	XORQ(w.at, w.at)

	Label("row")
	TESTQ(m, m)
	JZ(LabelRef("done"))
	for i, pass := range passes {
		if i > 0 {
			SUBQ(w.hidden, w.z)
			SUBQ(w.hidden, w.at)
		}
		w.row(fmt.Sprint(i), pass)
	}
	ADDQ(w.three, w.z)
	DECQ(m)
	JMP(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	RET()
}

// row generates a pass through a row, which moves z and at past it.
func (w cells) row(label string, pass func(w cells)) {
	left := GP64()
	MOVQ(w.hidden, left)
	Label("vector" + label)
	CMPQ(left, U32(uint32(w.bytes())))
	JLT(LabelRef("tail" + label))
	pass(w)
	ADDQ(U32(uint32(w.bytes())), w.z)
	ADDQ(U32(uint32(w.bytes())), w.at)
	SUBQ(U32(uint32(w.bytes())), left)
	JMP(LabelRef("vector" + label))

	Label("tail" + label)
	TESTQ(left, left)
	JZ(LabelRef("end" + label))
	w.loadMask(left)
	pass(w)
	ADDQ(left, w.z)
	ADDQ(left, w.at)
	Label("end" + label)
}

// loadMask sets the first lanes of the mask, of so many bytes together.
func (w *cells) loadMask(left GPVirtual) {
	w.mask, w.masked = w.firstLanes(left), true
}

// load reads the present vector.
func (w cells) load(from Mem) VecVirtual {
	v := w.vector()
	w.loadInto(v, from)
	return v
}

func (w cells) loadInto(v VecVirtual, from Mem) {
	if w.masked {
		w.loadMasked(from, w.mask, v)
	} else {
		VMOVUPS(from, v)
	}
}

// save writes the present vector.
func (w cells) save(v VecVirtual, to Mem) {
	if w.masked {
		w.saveMasked(v, w.mask, to)
	} else {
		VMOVUPS(v, to)
	}
}

// cell is the present vector of an M×H array.
func (w cells) cell(base GPVirtual) Mem { return Mem{Base: base, Index: w.at, Scale: 1} }

// gate is the present vector of a gate: 0 … 3 for i, f, g, o.
func (w cells) gate(n int) Mem {
	return []Mem{
		{Base: w.z},
		{Base: w.z, Index: w.hidden, Scale: 1},
		{Base: w.z, Index: w.hidden, Scale: 2},
		{Base: w.z, Index: w.three, Scale: 1},
	}[n]
}

// loadBefore reads c, zero where it is nil.
func (w cells) loadBefore() VecVirtual {
	label := fmt.Sprintf("zero%t", w.masked)
	v := w.zero()
	TESTQ(w.before, w.before)
	JZ(LabelRef(label))
	w.loadInto(v, w.cell(w.before))
	Label(label)
	return v
}

// times returns the product of vectors.
func (s shape) times(first VecVirtual, more ...VecVirtual) VecVirtual {
	product := s.vector()
	VMULPS(more[0], first, product)
	for _, v := range more[1:] {
		VMULPS(v, product, product)
	}
	return product
}

// oneMinus returns 1 − x·y.
func (s shape) oneMinus(x, y VecVirtual) VecVirtual {
	v := s.vector()
	VMOVUPS(s.floats("one", 1), v)
	VFNMADD231PS(x, y, v)
	return v
}

// derivative returns y·(1 − y), the derivative of σ where σ is y.
func (s shape) derivative(y VecVirtual) VecVirtual {
	v := s.vector()
	VMOVUPS(s.floats("one", 1), v)
	VSUBPS(y, v, v)
	VMULPS(y, v, v)
	return v
}

// gates generates Gates. The outputs have a pass of their own, so that they do not make the processor wait for each cell.
func (s shape) gates() {
	text("gates"+s.suffix, "func(h, cNext, z, c *float32, m, hidden int)", "is Gates for m rows; c may be nil.")
	h, cNext := parameter("h"), parameter("cNext")
	w := cells{shape: s, z: parameter("z"), before: parameter("c")}
	w.walk(func(w cells) {
		y := w.apply([]function{sigmoid, tanh}, w.load(w.gate(0)), w.load(w.gate(2)))
		w.save(y[0], w.gate(0))
		w.save(y[1], w.gate(2))
		cell := w.times(y[0], y[1])
		y = w.apply([]function{sigmoid, sigmoid}, w.load(w.gate(1)), w.load(w.gate(3)))
		w.save(y[0], w.gate(1))
		w.save(y[1], w.gate(3))
		VFMADD231PS(w.loadBefore(), y[0], cell)
		w.save(cell, w.cell(cNext))
	}, func(w cells) {
		y := w.apply([]function{tanh}, w.load(w.cell(cNext)))
		w.save(w.times(y[0], w.load(w.gate(3))), w.cell(h))
	})
}

// gatesBackward generates GatesBackward.
func (s shape) gatesBackward() {
	text("gatesBackward"+s.suffix, "func(z, dc, dh, cNext, c *float32, m, hidden int)", "is GatesBackward for m rows; c may be nil.")
	w := cells{shape: s, z: parameter("z")}
	dc, dh, cNext := parameter("dc"), parameter("dh"), parameter("cNext")
	w.before = parameter("c")
	w.walk(func(w cells) {
		tc := w.apply([]function{tanh}, w.load(w.cell(cNext)))[0]
		o, dOut := w.load(w.gate(3)), w.load(w.cell(dh))
		w.save(w.times(w.derivative(o), dOut, tc), w.gate(3))
		dCell := w.load(w.cell(dc))
		VFMADD231PS(w.times(dOut, o), w.oneMinus(tc, tc), dCell)

		i, g := w.load(w.gate(0)), w.load(w.gate(2))
		w.save(w.times(w.derivative(i), g, dCell), w.gate(0))
		w.save(w.times(w.oneMinus(g, g), i, dCell), w.gate(2))
		f := w.load(w.gate(1))
		w.save(w.times(dCell, f), w.cell(dc))
		w.save(w.times(w.derivative(f), w.loadBefore(), dCell), w.gate(1))
	})
}
