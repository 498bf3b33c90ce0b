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

// integers is a vector of equal words in memory.
func (s shape) integers(name string, value uint32) Mem {
	return s.table(name, slices.Repeat([]uint32{value}, s.lanes)...)
}

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
	round := s.floats("round", 1.5*(1<<23)+127)
	each(func(i int) { VMOVUPS(round, power[i]) })
	each(func(i int) { VFMADD231PS(s.floats("log2e", math.Log2E), y[i], power[i]) })
	each(func(i int) { VSUBPS(round, power[i], n[i]) })
	each(func(i int) { VPSLLD(Imm(23), power[i], power[i]) })

	r := y
	const high = 0.693359375 // 355/512: few enough bits for n·high to be exact
	each(func(i int) { VFNMADD231PS(s.floats("ln2High", high), n[i], r[i]) })
	each(func(i int) { VFNMADD231PS(s.floats("ln2Low", math.Ln2-high), n[i], r[i]) })

	each(func(i int) { VMULPS(r[i], r[i], square[i]) })
	odd := n
	each(func(i int) { VMOVUPS(s.floats("q3", 0.008366112), p[i]) })
	each(func(i int) { VMOVUPS(s.floats("q1", 0.16666548), odd[i]) })
	each(func(i int) { VFMADD213PS(s.floats("q2", 0.041666828), r[i], p[i]) })
	each(func(i int) { VFMADD213PS(s.floats("q0", 0.5), r[i], odd[i]) })
	each(func(i int) { VFMADD231PS(s.floats("q4", 0.0013900424), square[i], p[i]) })
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
		VMOVUPS(s.floats("upper", 88), limit)
		VXORPS(s.integers("sign", 1<<31), x, y)
		VMINPS(y, limit, y) // the first operand here is the result for NaN
		VMOVUPS(s.floats("lower", -87), limit)
		VMAXPS(y, limit, y)
		return y
	},
	result: func(s shape, _, p, power VecVirtual) VecVirtual {
		VFMADD213PS(power, power, p)
		result := s.vector()
		VMOVUPS(s.floats("one", 1), result)
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
		VMOVUPS(s.floats("tanhLimit", -20), limit) // e^-40 vanishes beside 1
		VORPS(s.integers("sign", 1<<31), x, y)
		VMAXPS(y, limit, y) // NaN stays NaN here too
		VADDPS(y, y, y)
		return y
	},
	result: func(s shape, x, p, power VecVirtual) VecVirtual {
		numerator, denominator := s.vector(), s.vector()
		VMOVUPS(s.floats("one", 1), numerator)
		VSUBPS(power, numerator, numerator)
		VFNMADD231PS(power, p, numerator)
		VMOVUPS(s.floats("two", 2), denominator)
		VSUBPS(numerator, denominator, denominator)
		VDIVPS(denominator, numerator, numerator)
		sign := s.vector()
		VANDPS(s.integers("sign", 1<<31), x, sign)
		VORPS(sign, numerator, numerator)
		return numerator
	},
}
