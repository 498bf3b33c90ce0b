package kernel

import "math"

// product16 computes what TDPBF16PS computes, step by step: over the even and the odd terms of each block of
// blockK a chain of fused multiply-adds in float32, which are added to each other, and then to c. Subnormal
// inputs count as zero, and subnormal results become zero.
func (plain) product16(c []float32, ldc, m, n int, add bool, operands [2]operand16) {
	for i := range m {
		row := c[i*ldc : i*ldc+n]
		if !add {
			clear(row)
		}
		for _, o := range operands {
			for j := range row {
				for t := range o.blocks {
					a := o.a[i*o.lda+t/2*o.pair+t%2*blockK:][:blockK]
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

// fusedAdd returns a·b + c, rounded once to float32. The product is exact in float64, and the sum is rounded to
// odd there, so that the second rounding cannot change the result (Boldo & Melquiond 2008).
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

func (plain) convert(dst []BF16, x []float32) {
	dst = dst[:len(x)]
	for i, v := range x {
		dst[i] = ToBF16(v)
	}
}

func (plain) interleave16(dst, b []BF16, ldb, k, panels, panelSize int) {
	for panel := range panels {
		to := dst[panel*panelSize:]
		if k%2 == 1 {
			clear(to[k/2*blockK:][:blockK])
		}
		for i := range k {
			for j, v := range b[i*ldb+panel*panel16:][:panel16] {
				to[i/2*blockK+2*j+i%2] = v
			}
		}
	}
}

func (plain) transpose16(dst []BF16, ld int, a []BF16, lda, zeros, rows, panels int) {
	for j := range panels * panel16 {
		row := dst[j*ld : (j+1)*ld]
		clear(row[:zeros])
		clear(row[rows:])
		for i := zeros; i < rows; i++ {
			row[i] = a[(i-zeros)*lda+j]
		}
	}
}

func (plain) gates16(s *Step16, pre []float32, block, from, m int) {
	first := block * unitBlock
	for row := from; row < from+m; row++ {
		z := s.Z[(block*s.M+row)*gateBlock:][:gateBlock]
		copy(z, pre[(row-from)*gateBlock:])
		for n, b := range s.Bias[block*gateBlock:][:gateBlock] {
			z[n] += b
		}
		for u := range unitBlock {
			i, f := sigmoid(z[u]), sigmoid(z[unitBlock+u])
			g, o := tanh(z[2*unitBlock+u]), sigmoid(z[3*unitBlock+u])
			z[u], z[unitBlock+u], z[2*unitBlock+u], z[3*unitBlock+u] = i, f, g, o
			at, cell := (block*s.M+row)*unitBlock+u, i*g
			if s.C != nil {
				cell += f * s.C[at]
			}
			h := o * tanh(cell)
			s.CNext[at], s.HNext16[row*Width16(s.Hidden)+first+u] = cell, ToBF16(h)
			if s.HNext != nil && first+u < s.Hidden {
				s.HNext[row*s.Hidden+first+u] = h
			}
		}
	}
}

func (plain) gatesBackward16(b *Backward16, block int) {
	first, sum := block*unitBlock, b.Sum[block*gateBlock:][:gateBlock]
	for row := range b.M {
		start := (block*b.M + row) * gateBlock
		z, dz := [gateBlock]float32(b.Z[start:]), Halves(b.Z)[2*block*b.M*gateBlock+row*gateBlock:][:gateBlock]
		clear(dz)
		for u := range min(unitBlock, b.Hidden-first) {
			i, f, g, o := z[u], z[unitBlock+u], z[2*unitBlock+u], z[3*unitBlock+u]
			at, unit := (block*b.M+row)*unitBlock+u, row*b.Hidden+first+u
			var before float32
			if b.C != nil {
				before = b.C[at]
			}
			tc := tanh(b.CNext[at])
			dOut := b.DH[unit] + b.DHNext[unit]
			dcell := b.DC[at] + dOut*o*(1-tc*tc)
			b.DC[at] = dcell * f
			for gate, d := range []float32{dcell * g * i * (1 - i), dcell * before * f * (1 - f), dcell * i * (1 - g*g), dOut * tc * o * (1 - o)} {
				n := gate*unitBlock + u
				sum[n] += d
				dz[n] = ToBF16(d)
			}
		}
	}
}
