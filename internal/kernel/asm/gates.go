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
	bias   GPVirtual // of the present vector, as z; not used by all
	before GPVirtual // c, 0 if it is nil
	left   GPVirtual // bytes of the row that are left
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
		if w.bias != nil {
			SUBQ(w.hidden, w.bias)
		}
	}
	ADDQ(w.three, w.z)
	DECQ(m)
	JMP(LabelRef("row"))
	Label("done")
	VZEROUPPER()
	RET()
}

// row generates a pass through a row, which moves z, bias and at past it.
func (w cells) row(label string, pass func(w cells)) {
	w.left = GP64()
	MOVQ(w.hidden, w.left)
	Label("vector" + label)
	CMPQ(w.left, U32(uint32(w.bytes())))
	JLT(LabelRef("tail" + label))
	pass(w)
	w.advance(U32(uint32(w.bytes())))
	SUBQ(U32(uint32(w.bytes())), w.left)
	JMP(LabelRef("vector" + label))

	Label("tail" + label)
	TESTQ(w.left, w.left)
	JZ(LabelRef("end" + label))
	w.mask, w.masked = w.firstLanes(w.left), true
	pass(w)
	w.advance(w.left)
	Label("end" + label)
}

// advance moves by so many bytes.
func (w cells) advance(bytes Op) {
	ADDQ(bytes, w.z)
	ADDQ(bytes, w.at)
	if w.bias != nil {
		ADDQ(bytes, w.bias)
	}
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
		w.saveFirst(v, w.mask, w.left, to)
	} else {
		VMOVUPS(v, to)
	}
}

// cell is the present vector of an M×H array.
func (w cells) cell(base GPVirtual) Mem { return Mem{Base: base, Index: w.at, Scale: 1} }

// gate is the present vector of a gate, 0 … 3 for i, f, g, o, where the first is at base: z or bias.
func (w cells) gate(base GPVirtual, n int) Mem {
	return []Mem{
		{Base: base},
		{Base: base, Index: w.hidden, Scale: 1},
		{Base: base, Index: w.hidden, Scale: 2},
		{Base: base, Index: w.three, Scale: 1},
	}[n]
}

// preActivation reads the present vector of a gate, and adds the bias.
func (w cells) preActivation(n int) VecVirtual {
	v, bias := w.load(w.gate(w.z, n)), w.gate(w.bias, n)
	if w.masked {
		VADDPS(w.load(bias), v, v)
	} else {
		VADDPS(bias, v, v)
	}
	return v
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
	text("gates"+s.suffix, "func(h, cNext, z, bias, c *float32, m, hidden int)", "is Gates for m rows; c may be nil.")
	h, cNext := parameter("h"), parameter("cNext")
	w := cells{shape: s, z: parameter("z"), bias: parameter("bias"), before: parameter("c")}
	w.walk(func(w cells) {
		y := w.apply([]function{sigmoid, tanh}, w.preActivation(0), w.preActivation(2))
		w.save(y[0], w.gate(w.z, 0))
		w.save(y[1], w.gate(w.z, 2))
		cell := w.times(y[0], y[1])
		y = w.apply([]function{sigmoid, sigmoid}, w.preActivation(1), w.preActivation(3))
		w.save(y[0], w.gate(w.z, 1))
		w.save(y[1], w.gate(w.z, 3))
		VFMADD231PS(w.loadBefore(), y[0], cell)
		w.save(cell, w.cell(cNext))
	}, func(w cells) {
		y := w.apply([]function{tanh}, w.load(w.cell(cNext)))
		w.save(w.times(y[0], w.load(w.gate(w.z, 3))), w.cell(h))
	})
}

// gatesBackward generates GatesBackward.
func (s shape) gatesBackward() {
	text("gatesBackward"+s.suffix, "func(z, dc, dh, dhLater, cNext, c *float32, m, hidden int)", "is GatesBackward for m rows; c may be nil.")
	w := cells{shape: s, z: parameter("z")}
	dc, dh, dhLater, cNext := parameter("dc"), parameter("dh"), parameter("dhLater"), parameter("cNext")
	w.before = parameter("c")
	w.walk(func(w cells) {
		tc := w.apply([]function{tanh}, w.load(w.cell(cNext)))[0]
		o, dOut := w.load(w.gate(w.z, 3)), w.load(w.cell(dh))
		VADDPS(w.load(w.cell(dhLater)), dOut, dOut)
		w.save(w.times(w.derivative(o), dOut, tc), w.gate(w.z, 3))
		dCell := w.load(w.cell(dc))
		VFMADD231PS(w.times(dOut, o), w.oneMinus(tc, tc), dCell)

		i, g := w.load(w.gate(w.z, 0)), w.load(w.gate(w.z, 2))
		w.save(w.times(w.derivative(i), g, dCell), w.gate(w.z, 0))
		w.save(w.times(w.oneMinus(g, g), i, dCell), w.gate(w.z, 2))
		f := w.load(w.gate(w.z, 1))
		w.save(w.times(dCell, f), w.cell(dc))
		w.save(w.times(w.derivative(f), w.loadBefore(), dCell), w.gate(w.z, 1))
	})
}
