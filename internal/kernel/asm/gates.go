package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// gateLoop loops over m rows of H units, a vector at a time. The last vector of a row is masked if H is no
// multiple of a vector, so that every element goes through the same instructions.
type gateLoop struct {
	shape
	z      GPVirtual // gates of the current vector: i, f, g, o are hidden apart
	hidden GPVirtual // H in bytes
	three  GPVirtual // 3·hidden
	at     GPVirtual // offset in bytes of the current vector in the M×H arrays
	bias   GPVirtual // of the current vector, like z; nil where it is not used
	c      GPVirtual // the cell before the step, 0 if it is nil
	left   GPVirtual // bytes that remain of the row
	mask   Register  // of the last vector
	masked bool
}

// A pass goes through a row, a number of vectors at a time as far as they are whole, and then one at a time.
type pass struct {
	together int
	body     func(w gateLoop, vectors int)
}

// loop generates the loops around the passes and the end of the function.
func (w gateLoop) loop(passes ...pass) {
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

// row generates a pass through a row, which advances z, bias and at to its end.
func (w gateLoop) row(label string, p pass) {
	w.left = GP64()
	MOVQ(w.hidden, w.left)
	whole := func(vectors int, name, next string) {
		bytes := U32(uint32(vectors * w.bytes()))
		Label(name + label)
		CMPQ(w.left, bytes)
		JLT(LabelRef(next + label))
		p.body(w, vectors)
		w.advance(bytes)
		SUBQ(bytes, w.left)
		JMP(LabelRef(name + label))
	}
	if p.together > 1 {
		whole(p.together, "vectors", "vector")
	}
	whole(1, "vector", "tail")

	Label("tail" + label)
	TESTQ(w.left, w.left)
	JZ(LabelRef("end" + label))
	w.mask, w.masked = w.laneMask(w.left), true
	p.body(w, 1)
	w.advance(w.left)
	Label("end" + label)
}

// advance moves on by a number of bytes.
func (w gateLoop) advance(bytes Op) {
	ADDQ(bytes, w.z)
	ADDQ(bytes, w.at)
	if w.bias != nil {
		ADDQ(bytes, w.bias)
	}
}

// load reads the current vector.
func (w gateLoop) load(from Mem) VecVirtual {
	v := w.vector()
	w.loadInto(v, from)
	return v
}

func (w gateLoop) loadInto(v VecVirtual, from Mem) {
	if w.masked {
		w.loadMasked(from, w.mask, v)
	} else {
		VMOVUPS(from, v)
	}
}

// store writes the current vector.
func (w gateLoop) store(v VecVirtual, to Mem) {
	if w.masked {
		w.storeLanes(v, w.mask, w.left, to)
	} else {
		VMOVUPS(v, to)
	}
}

// cell is the current vector of an M×H array.
func (w gateLoop) cell(base GPVirtual) Mem { return Mem{Base: base, Index: w.at, Scale: 1} }

// gate is the current vector of gate n, 0 to 3 for i, f, g, o. base is z or bias.
func (w gateLoop) gate(base GPVirtual, n int) Mem {
	return []Mem{
		{Base: base},
		{Base: base, Index: w.hidden, Scale: 1},
		{Base: base, Index: w.hidden, Scale: 2},
		{Base: base, Index: w.three, Scale: 1},
	}[n]
}

// preActivation reads the current vector of a gate and adds the bias.
func (w gateLoop) preActivation(n int) VecVirtual {
	v, bias := w.load(w.gate(w.z, n)), w.gate(w.bias, n)
	if w.masked {
		VADDPS(w.load(bias), v, v)
	} else {
		VADDPS(bias, v, v)
	}
	return v
}

// loadC reads c, or zeros if it is nil.
func (w gateLoop) loadC() VecVirtual {
	label := fmt.Sprintf("zero%t", w.masked)
	v := w.zero()
	TESTQ(w.c, w.c)
	JZ(LabelRef(label))
	w.loadInto(v, w.cell(w.c))
	Label(label)
	return v
}

// productOf returns the product of vectors.
func (s shape) productOf(first VecVirtual, more ...VecVirtual) VecVirtual {
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
	s.with(s.floats("one", 1), load, v)
	VFNMADD231PS(x, y, v)
	return v
}

// derivative returns y·(1 − y), the derivative of σ at σ = y.
func (s shape) derivative(y VecVirtual) VecVirtual {
	v := s.vector()
	s.with(s.floats("one", 1), load, v)
	VSUBPS(y, v, v)
	VMULPS(y, v, v)
	return v
}

// gates generates Gates. The outputs have a pass of their own, several vectors at a time, so that the processor
// need not wait for each cell.
func (s shape) gates() {
	text("gates"+s.suffix, "func(h, cNext, z, bias, c *float32, m, hidden int)", "is Gates for m rows; c may be nil.")
	h, cNext := parameter("h"), parameter("cNext")
	w := gateLoop{shape: s, z: parameter("z"), bias: parameter("bias"), c: parameter("c")}
	w.loop(pass{1, func(w gateLoop, _ int) {
		y := w.activations(w.preActivation, func(gate int, v VecVirtual) { w.store(v, w.gate(w.z, gate)) })
		cell := w.productOf(y[0], y[2])
		VFMADD231PS(w.loadC(), y[1], cell)
		w.store(cell, w.cell(cNext))
	}}, pass{s.chains(), func(w gateLoop, vectors int) {
		cells, tanhs := make([]VecVirtual, vectors), make([]function, vectors)
		for i := range vectors {
			cells[i], tanhs[i] = w.load(w.cell(cNext).Offset(i*w.bytes())), tanh
		}
		for i, v := range w.apply(tanhs, cells...) {
			w.store(w.productOf(v, w.load(w.gate(w.z, 3).Offset(i*w.bytes()))), w.cell(h).Offset(i*w.bytes()))
		}
	}})
}

// gatesBackward generates GatesBackward.
func (s shape) gatesBackward() {
	text("gatesBackward"+s.suffix, "func(z, dc, dh, dhNext, cNext, c *float32, m, hidden int)", "is GatesBackward for m rows; c may be nil.")
	w := gateLoop{shape: s, z: parameter("z")}
	dc, dh, dhNext, cNext := parameter("dc"), parameter("dh"), parameter("dhNext"), parameter("cNext")
	w.c = parameter("c")
	w.loop(pass{1, func(w gateLoop, _ int) {
		tc := w.apply([]function{tanh}, w.load(w.cell(cNext)))[0]
		o, dOut := w.load(w.gate(w.z, 3)), w.load(w.cell(dh))
		VADDPS(w.load(w.cell(dhNext)), dOut, dOut)
		w.store(w.productOf(w.derivative(o), dOut, tc), w.gate(w.z, 3))
		dCell := w.load(w.cell(dc))
		VFMADD231PS(w.productOf(dOut, o), w.oneMinus(tc, tc), dCell)

		i, g := w.load(w.gate(w.z, 0)), w.load(w.gate(w.z, 2))
		w.store(w.productOf(w.derivative(i), g, dCell), w.gate(w.z, 0))
		w.store(w.productOf(w.oneMinus(g, g), i, dCell), w.gate(w.z, 2))
		f := w.load(w.gate(w.z, 1))
		w.store(w.productOf(dCell, f), w.cell(dc))
		w.store(w.productOf(w.derivative(f), w.loadC(), dCell), w.gate(w.z, 1))
	}})
}
