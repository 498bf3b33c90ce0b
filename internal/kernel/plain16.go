package kernel

import "math"

// product16 computes what TDPBF16PS computes, step by step: over the even and the odd terms of each block of blockK a
// chain of fused multiply-adds in float32, which are added to each other, and then to c. Subnormal inputs count as
// zero, and subnormal results become zero.
func (plain) product16(c []float32, ldc, m, n int, add bool, operands [2]operand16) {
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		if !add {
			clear(row)
		}
		for _, o := range operands {
			for j := range row {
				for t := range o.blocks {
					a := o.a[i*o.lda+t*blockK:][:blockK]
					b := o.b[j/panel16*o.panel+t*block16+j%panel16*2:]
					var even, odd float32
					for q := range blockK / 2 {
						even = fusedAdd(a[2*q], b[q*blockK], even)
						odd = fusedAdd(a[2*q+1], b[q*blockK+1], odd)
					}
					row[j] = flush(row[j] + flush(even+odd))
				}
			}
		}
	}
}

// flush returns x, or a zero of the same sign if x is subnormal.
func flush(x float32) float32 {
	if bits := math.Float32bits(x); bits&0x7f800000 == 0 {
		return math.Float32frombits(bits & 0x80000000)
	}
	return x
}

// fusedAdd returns a·b + c, rounded once to float32. The product is exact in float64, and the sum is rounded to odd
// there, so that the second rounding cannot change the result (Boldo & Melquiond 2008).
func fusedAdd(a, b BF16, c float32) float32 {
	product := float64(flush(a.Float32())) * float64(flush(b.Float32()))
	sum := product + float64(c)
	rest := sum - product
	failed := (product - (sum - rest)) + (float64(c) - rest)
	if failed != 0 && !math.IsNaN(failed) {
		if bits := math.Float64bits(sum); bits&1 == 0 {
			if failed > 0 != (sum > 0) {
				bits--
			}
			sum = math.Float64frombits(bits | 1)
		}
	}
	if math.Abs(sum) < (1-0x1p-25)*0x1p-126 { // subnormal after rounding to 24 bits
		return float32(math.Copysign(0, sum))
	}
	return float32(sum)
}
