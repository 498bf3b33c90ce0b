package kernel

import "math"

// plain is the set of kernels in Go: the reference for the others, and the fallback. Its PackedB is one panel
// as wide as the matrix.
type plain struct{}

func (plain) String() string { return "plain" }

func (plain) panelWidth(columns int) int { return columns }

func (plain) product(c []float32, ldc int, a []float32, lda, m int, b *PackedB, add bool) {
	for i := range m {
		row := c[i*ldc : i*ldc+b.N]
		if !add {
			clear(row)
		}
		for k, x := range a[i*lda : i*lda+b.K] {
			for j, y := range b.data[k*b.N : (k+1)*b.N] {
				row[j] += x * y
			}
		}
	}
}

func (plain) mulAddTransA(c []float32, ldc int, a []float32, lda int, b []float32, ldb, m, k, n int) {
	for i := range m {
		for l, x := range a[i*lda : i*lda+k] {
			row := c[l*ldc : l*ldc+n]
			for j, y := range b[i*ldb : i*ldb+n] {
				row[j] += x * y
			}
		}
	}
}

func (plain) gates(h, cNext, z, bias, c []float32, m, hidden int) {
	for row := range m {
		gates := z[row*4*hidden : (row+1)*4*hidden]
		for j, b := range bias[:4*hidden] {
			gates[j] += b
		}
		for j := range hidden {
			i, f := sigmoid(gates[j]), sigmoid(gates[hidden+j])
			g, o := tanh(gates[2*hidden+j]), sigmoid(gates[3*hidden+j])
			gates[j], gates[hidden+j], gates[2*hidden+j], gates[3*hidden+j] = i, f, g, o
			cell := i * g
			if c != nil {
				cell += f * c[row*hidden+j]
			}
			cNext[row*hidden+j] = cell
			h[row*hidden+j] = o * tanh(cell)
		}
	}
}

func (plain) gatesBackward(z, dc, dh, dhNext, cNext, c []float32, m, hidden int) {
	for row := range m {
		gates := z[row*4*hidden : (row+1)*4*hidden]
		for j := range hidden {
			at := row*hidden + j
			i, f, g, o := gates[j], gates[hidden+j], gates[2*hidden+j], gates[3*hidden+j]
			var before float32
			if c != nil {
				before = c[at]
			}
			tc := tanh(cNext[at])
			dOut := dh[at] + dhNext[at]
			dcell := dc[at] + dOut*o*(1-tc*tc)
			gates[j] = dcell * g * i * (1 - i)
			gates[hidden+j] = dcell * before * f * (1 - f)
			gates[2*hidden+j] = dcell * i * (1 - g*g)
			gates[3*hidden+j] = dOut * tc * o * (1 - o)
			dc[at] = dcell * f
		}
	}
}

func sigmoid(x float32) float32 { return float32(1 / (1 + math.Exp(-float64(x)))) }
func tanh(x float32) float32    { return float32(math.Tanh(float64(x))) }
