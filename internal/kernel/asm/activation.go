package main

import (
	"fmt"
	"math"
	"slices"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// tables are the constants that were declared.
var tables = map[string]Mem{}

// table declares 32-bit numbers in memory, the first time.
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

// integers is a vector of equal numbers in memory.
func (s shape) integers(name string, value uint32) Mem {
	return s.table(name, slices.Repeat([]uint32{value}, s.lanes)...)
}

// floats is a vector of equal numbers in memory.
func (s shape) floats(name string, value float32) Mem {
	return s.integers(name, math.Float32bits(value))
}

// expm1 returns p = e^r − 1 and 2^(n+shift), where y = n·ln 2 + r with n whole and |r| ≤ ln 2 / 2. It uses y up. shift is 0, or lifts n
// above the least exponent.
//
// Adding 1.5·2^23 rounds y/ln 2 to n, and leaves n + 127 + shift in the low bits, from where a shift makes it the exponent. ln 2 is split in
// two so that n·ln 2 is subtracted without error that matters (Cody & Waite 1980, chapter 6). p is r + r²·q(r), where q is the polynomial
// of degree 4 with q(0) = 1/2 that makes the largest relative error of p least, 1.4e-8.
func (s shape) expm1(y VecVirtual, shift int) (p, power VecVirtual) {
	round := s.floats(fmt.Sprintf("round%d", shift), float32(1.5*(1<<23)+127+float64(shift)))
	power, n := s.vector(), s.vector()
	VMOVUPS(round, power)
	VFMADD231PS(s.floats("log2e", math.Log2E), y, power)
	VSUBPS(round, power, n)
	VPSLLD(Imm(23), power, power)

	r := y
	high := float32(0.693359375) // 355/512: few enough bits for n·high to be exact
	VFNMADD231PS(s.floats("ln2High", high), n, r)
	VFNMADD231PS(s.floats("ln2Low", float32(math.Ln2-float64(high))), n, r)

	p = s.vector()
	VMOVUPS(s.floats("q4", 0.0013900424), p)
	for i, q := range []float32{0.008366112, 0.041666828, 0.16666548, 0.5} {
		VFMADD213PS(s.floats(fmt.Sprintf("q%d", 3-i), q), r, p)
	}
	square := s.vector()
	VMULPS(r, r, square)
	VFMADD213PS(r, square, p)
	return p, power
}

// negative returns −|x|, or the limit where that is more; NaN stays NaN.
func (s shape) negative(x VecVirtual, limit Mem) VecVirtual {
	y, bound := s.vector(), s.vector()
	VORPS(s.integers("sign", 1<<31), x, y)
	VMOVUPS(limit, bound)
	VMAXPS(y, bound, y) // the operand that comes first here is the result for NaN
	return y
}

// sigmoid returns σ(x) = 1/(1+e) for x ≥ 0 and e/(1+e) below, with e = e^−|x|: no term overflows, and small results
// keep their precision, down to the denormal numbers.
func (s shape) sigmoid(x VecVirtual) VecVirtual {
	const shift = 64
	y := s.negative(x, s.floats("sigmoidLimit", -105)) // e^-105 rounds to 0
	e, power := s.expm1(y, shift)
	VFMADD213PS(power, power, e)
	VMULPS(s.floats("unshift", 1.0/(1<<shift)), e, e)

	one, numerator := s.vector(), s.vector()
	VMOVUPS(s.floats("one", 1), one)
	VBLENDVPS(x, e, one, numerator)
	VADDPS(one, e, e)
	VDIVPS(e, numerator, numerator)
	return numerator
}

// tanh returns tanh x = (1−e)/(1+e) with the sign of x, where e = e^−2|x|. 1−e is (1−2^n) − 2^n·p, which keeps its
// precision near 0.
func (s shape) tanh(x VecVirtual) VecVirtual {
	y := s.negative(x, s.floats("tanhLimit", -20)) // e^-40 is nothing beside 1
	VADDPS(y, y, y)
	p, power := s.expm1(y, 0)
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
}
