package main

import (
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// tables are the constants declared so far.
var tables = map[string]Mem{}

// table returns an array of 32-bit words in memory, which it declares on first use.
func (s shape) table(name string, values ...uint32) Mem {
	name += s.suffix
	if _, ok := tables[name]; !ok {
		tables[name] = GLOBL(name, RODATA|NOPTR)
		for i, v := range values {
			DATA(4*i, U32(v))
		}
	}
	return tables[name]
}

// integers is a vector of equal words in memory, as the operand of an operation. With AVX-512 it is one word:
// Go's linker aligns data to 32 bytes at most, so that a whole vector would often lie in two lines of the cache.
func (s shape) integers(name string, value uint32) Mem {
	if s.masks {
		return s.table(name, value)
	}
	return s.table(name, slices.Repeat([]uint32{value}, s.lanes)...)
}

// An operation is an instruction with a vector in memory as its first operand, and the same with a word that
// all lanes share.
type operation struct{ vector, word func(...Op) }

// with does the operation with the constant.
func (s shape) with(constant Mem, o operation, operands ...Op) {
	operands = append([]Op{constant}, operands...)
	if s.masks {
		o.word(operands...)
	} else {
		o.vector(operands...)
	}
}

var (
	load        = operation{VMOVUPS, VBROADCASTSS}
	multiplyAdd = operation{VFMADD231PS, VFMADD231PS_BCST}   // last += first·second
	multiplySub = operation{VFNMADD231PS, VFNMADD231PS_BCST} // last −= first·second
	timesPlus   = operation{VFMADD213PS, VFMADD213PS_BCST}   // last = last·second + first
	exclusiveOr = operation{VXORPS, VXORPS_BCST}
	inclusiveOr = operation{VORPS, VORPS_BCST}
	bitAnd      = operation{VANDPS, VANDPS_BCST}
)

// floats is a vector of equal numbers in memory.
func (s shape) floats(name string, value float32) Mem {
	return s.integers(name, math.Float32bits(value))
}

// expm1 returns p = e^r − 1 and 2^n for each y = n·ln 2 + r with n an integer, −126 ≤ n ≤ 127, and |r| ≤ ln 2 /
// 2. It overwrites y.
//
// Adding 1.5·2^23 rounds y/ln 2 to n and leaves n + 127 in the low bits, which a shift moves into the exponent.
// ln 2 is split in two so that n·ln 2 is subtracted without relevant error (Cody & Waite 1980, chapter 6). p is
// r + r²·q(r), where q is the polynomial of degree 4 with q(0) = 1/2 with the smallest maximal relative error
// of p, 1.4e-8.
//
// Several y are computed in parallel, because each step depends on the one before and would leave the processor
// idle.
func (s shape) expm1(y []VecVirtual) (p, power []VecVirtual) {
	p, power = s.vectorsOf(len(y)), s.vectorsOf(len(y))
	n, square := s.vectorsOf(len(y)), s.vectorsOf(len(y))
	each := func(step func(i int)) {
		for i := range y {
			step(i)
		}
	}
	round := s.vector()
	s.with(s.floats("round", 1.5*(1<<23)+127), load, round)
	each(func(i int) { VMOVUPS(round, power[i]) })
	each(func(i int) { s.with(s.floats("log2e", math.Log2E), multiplyAdd, y[i], power[i]) })
	each(func(i int) { VSUBPS(round, power[i], n[i]) })
	each(func(i int) { VPSLLD(Imm(23), power[i], power[i]) })

	r := y
	const high = 0.693359375 // 355/512: few enough bits for n·high to be exact
	each(func(i int) { s.with(s.floats("ln2High", high), multiplySub, n[i], r[i]) })
	each(func(i int) { s.with(s.floats("ln2Low", math.Ln2-high), multiplySub, n[i], r[i]) })

	each(func(i int) { VMULPS(r[i], r[i], square[i]) })
	odd := n
	each(func(i int) { s.with(s.floats("q3", 0.008366112), load, p[i]) })
	each(func(i int) { s.with(s.floats("q1", 0.16666548), load, odd[i]) })
	each(func(i int) { s.with(s.floats("q2", 0.041666828), timesPlus, r[i], p[i]) })
	each(func(i int) { s.with(s.floats("q0", 0.5), timesPlus, r[i], odd[i]) })
	each(func(i int) { s.with(s.floats("q4", 0.0013900424), multiplyAdd, square[i], p[i]) })
	each(func(i int) { VFMADD213PS(odd[i], square[i], p[i]) })
	each(func(i int) { VFMADD213PS(r[i], square[i], p[i]) })
	return p, power
}

// function is σ or tanh in two parts: an exponent whose power of e it needs, and the result from that power.
type function struct {
	exponent func(s shape, x VecVirtual) (y VecVirtual)
	result   func(s shape, x, p, power VecVirtual) VecVirtual
}

// apply returns f(x) of each function and its x, computed in parallel.
func (s shape) apply(functions []function, x ...VecVirtual) []VecVirtual {
	y := make([]VecVirtual, len(x))
	for i, f := range functions {
		y[i] = f.exponent(s, x[i])
	}
	p, power := s.expm1(y)
	for i, f := range functions {
		y[i] = f.result(s, x[i], p[i], power[i])
	}
	return y
}

// sigmoid is σ(x) = 1/(1+e^−x). Below −88 and above 87, where 2^n nears its bounds, it is constant: 6e-39 and
// 1.
var sigmoid = function{
	exponent: func(s shape, x VecVirtual) VecVirtual {
		y, limit := s.vector(), s.vector()
		s.with(s.floats("upper", 88), load, limit)
		s.with(s.integers("sign", 1<<31), exclusiveOr, x, y)
		VMINPS(y, limit, y) // the first operand here is the result for NaN
		s.with(s.floats("lower", -87), load, limit)
		VMAXPS(y, limit, y)
		return y
	},
	result: func(s shape, _, p, power VecVirtual) VecVirtual {
		VFMADD213PS(power, power, p)
		result := s.vector()
		s.with(s.floats("one", 1), load, result)
		VADDPS(result, p, p)
		VDIVPS(p, result, result)
		return result
	},
}

// tanh is tanh x = (1−e)/(1+e) with the sign of x, where e = e^−2|x|. 1−e is (1−2^n) − 2^n·p, which keeps its
// precision near 0.
var tanh = function{
	exponent: func(s shape, x VecVirtual) VecVirtual {
		y, limit := s.vector(), s.vector()
		s.with(s.floats("tanhLimit", -20), load, limit) // e^-40 vanishes beside 1
		s.with(s.integers("sign", 1<<31), inclusiveOr, x, y)
		VMAXPS(y, limit, y) // NaN stays NaN here too
		VADDPS(y, y, y)
		return y
	},
	result: func(s shape, x, p, power VecVirtual) VecVirtual {
		numerator, denominator := s.vector(), s.vector()
		s.with(s.floats("one", 1), load, numerator)
		VSUBPS(power, numerator, numerator)
		VFNMADD231PS(power, p, numerator)
		s.with(s.floats("two", 2), load, denominator)
		VSUBPS(numerator, denominator, denominator)
		VDIVPS(denominator, numerator, numerator)
		sign := s.vector()
		s.with(s.integers("sign", 1<<31), bitAnd, x, sign)
		VORPS(sign, numerator, numerator)
		return numerator
	},
}

// chains is the number of activations that are computed in parallel: as many as the registers have room for.
func (s shape) chains() int {
	if s.masks {
		return 4
	}
	return 2
}

// activations returns the activated gates i, f, g, o, which it stores too. It computes as many in parallel as
// there are chains; the cell needs i and g first.
func (s shape) activations(preActivation func(gate int) VecVirtual, store func(gate int, v VecVirtual)) []VecVirtual {
	y, functions := make([]VecVirtual, 4), []function{sigmoid, sigmoid, tanh, sigmoid}
	for gates := range slices.Chunk([]int{0, 2, 1, 3}, s.chains()) {
		pre, f := make([]VecVirtual, len(gates)), make([]function, len(gates))
		for i, gate := range gates {
			pre[i], f[i] = preActivation(gate), functions[gate]
		}
		for i, v := range s.apply(f, pre...) {
			y[gates[i]] = v
			store(gates[i], v)
		}
	}
	return y
}
