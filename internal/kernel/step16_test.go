package kernel

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// runStep16 runs a step forward and back on random numbers, and returns all results, the gradients of the gates
// in the order of an M×4H matrix.
func runStep16(m, inputs, hidden int) [][]float32 {
	cells, gates := CellWidth16(hidden), GateWidth16(hidden)
	wx, wh, whT := PackedB{}, PackedB{}, PackedB{}
	wx.PackGates(numbers(1, inputs*4*hidden), inputs, hidden)
	wh.PackGates(numbers(2, hidden*4*hidden), hidden, hidden)
	whT.PackGatesTransposed(numbers(2, hidden*4*hidden), hidden, hidden)
	rows := func(seed uint64, n int) []BF16 {
		x := make([]BF16, m*Width16(n))
		for r := range m {
			ConvertBF16(x[r*Width16(n):], numbers(seed+uint64(100*r), n))
		}
		return x
	}
	bias, c := make([]float32, gates), make([]float32, m*cells)
	BlockGates(bias, numbers(4, 4*hidden), 1, hidden)
	for i, v := range numbers(5, m*hidden) {
		row, unit := i/hidden, i%hidden
		c[(unit/unitBlock*m+row)*unitBlock+unit%unitBlock] = v
	}
	s := Step16{M: m, Hidden: hidden, X: rows(6, inputs), Wx: &wx, H: rows(7, hidden), Wh: &wh, Bias: bias, Z: make([]float32, m*gates),
		C: c, CNext: make([]float32, m*cells), HNext: make([]float32, m*hidden), HNext16: make([]BF16, m*Width16(hidden))}
	s.Forward()
	activated, h := make([]float32, m*4*hidden), make([]float32, len(s.HNext16))
	UnblockGates(activated, s.Z, m, hidden)
	for i, v := range s.HNext16 {
		h[i] = v.Float32()
	}
	g := Backward16{M: m, Hidden: hidden, Z: s.Z, DC: make([]float32, m*cells), DH: numbers(8, m*hidden), DHNext: numbers(9, m*hidden),
		CNext: s.CNext, C: c, Sum: make([]float32, gates)}
	g.Gates()
	dz, sum := make([]float32, m*4*hidden), make([]float32, 4*hidden)
	GateGradients(dz, g.Z, m, hidden)
	UnblockGates(sum, g.Sum, 1, hidden)
	MulGates(g.DHNext, hidden, g.Z, m, &whT)
	return [][]float32{activated, s.CNext, s.HNext, h, dz, g.DC, sum, g.DHNext}
}

// The SIMD sets compute the same bits, except that with other products, and nearly what plain Go computes.
func TestStep16(t *testing.T) {
	for _, shape := range [][3]int{{1, 1, 1}, {3, 5, 7}, {33, 40, 16}, {50, 78, 25}, {17, 33, 50}, {2*stepRows + 5, 9, 20}} {
		m, inputs, hidden := shape[0], shape[1], shape[2]
		use(t, plain{})
		want := runStep16(m, inputs, hidden)
		var first [][]float32
		for _, set := range available() {
			use(t, set)
			got := runStep16(m, inputs, hidden)
			for i := range want {
				for j, w := range want[i] {
					// dz and h are rounded to 8 bits, which may fall to either side; sums of dz may cancel.
					if diff := math.Abs(float64(got[i][j] - w)); !(diff <= 5e-4+0x1p-7*math.Abs(float64(w))) {
						t.Fatalf("%s, %v: result %d, element %d is %v, want %v", set, shape, i, j, got[i][j], w)
					}
				}
			}
			if !SameBits16(set.String(), "avx2") {
				continue
			}
			if first == nil {
				first = got
			}
			checkBits(t, fmt.Sprintf("%s, %v", set, shape), slices.Concat(got...), slices.Concat(first...))
		}
	}
}

// A layer whose inputs are products already gives what the product with Wx gives.
func TestStep16OfProducts(t *testing.T) {
	const m, inputs, hidden = stepRows + 3, 5, 20
	withEach(t, func(t *testing.T) {
		var wx PackedB
		w := numbers(1, inputs*4*hidden)
		wx.PackGates(w, inputs, hidden)
		x, z := numbers(2, m*inputs), make([]float32, m*4*hidden)
		x16, bias := make([]BF16, m*Width16(inputs)), make([]float32, GateWidth16(hidden))
		for r := range m {
			ConvertBF16(x16[r*Width16(inputs):], x[r*inputs:][:inputs])
		}
		p := PackedB{Precision: BFloat16}
		p.Pack(w, inputs, 4*hidden)
		Mul(z, 4*hidden, x, inputs, m, &p)
		run := func(x []BF16, z []float32) []float32 {
			s := Step16{M: m, Hidden: hidden, X: x, Wx: &wx, Bias: bias, Z: z, CNext: make([]float32, m*CellWidth16(hidden)),
				HNext: make([]float32, m*hidden), HNext16: make([]BF16, m*Width16(hidden))}
			s.Forward()
			return s.HNext
		}
		blocked := make([]float32, m*GateWidth16(hidden))
		BlockGates(blocked, z, m, hidden)
		checkBits(t, "h", run(nil, blocked), run(x16, make([]float32, m*GateWidth16(hidden))))
	})
}

func TestMulAddTransABF16(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, s := range shapes {
			if s.m*s.k*s.n > 300_000 {
				continue
			}
			a, b, c := numbers(1, s.m*s.k), numbers(2, s.m*s.n), make([]float32, s.k*s.n)
			MulAddTransABF16(c, s.n, a, s.k, b, s.n, s.m, s.k, s.n)
			for l := range s.k {
				for j := range s.n {
					var want sum
					for i := range s.m {
						want.add(ToBF16(a[i*s.k+l]).Float32(), ToBF16(b[i*s.n+j]).Float32())
					}
					want.check(t, c[l*s.n+j], s.m, fmt.Sprintf("%v: %d,%d", s, l, j))
				}
			}
		}
	})
}

// Blocks of rows that are packed apart give the bits of one block, and rows before the first count as zero.
func TestPackGateGradients(t *testing.T) {
	const rows, k, hidden = 70, 40, 20
	gates := GateWidth16(hidden)
	withEach(t, func(t *testing.T) {
		gradients := func(m int, seed uint64) []float32 {
			z := make([]float32, m*gates)
			cells := m * CellWidth16(hidden)
			g := Backward16{M: m, Hidden: hidden, Z: z, DC: numbers(seed, cells), DH: numbers(seed+1, m*hidden), DHNext: make([]float32, m*hidden),
				CNext: make([]float32, cells), Sum: make([]float32, gates)}
			for i := range z {
				z[i] = 0.25
			}
			g.Gates()
			return z
		}
		a := make([]BF16, rows*Width16(k))
		for r := range rows {
			ConvertBF16(a[r*Width16(k):], numbers(uint64(r), k))
		}
		first, second := gradients(30, 1), gradients(40, 3)
		p := PackedB{Precision: BFloat16}
		p.ReserveTerms(rows, gates)
		p.PackGateGradients(0, first, 30, 0, gates/gateBlock)
		p.PackGateGradients(30, second, 40, 0, gates/gateBlock)
		for _, zeros := range []int{0, 8} {
			got := make([]float32, k*gates)
			MulAddTransA16(got, gates, a, Width16(k), zeros, k, &p)
			dz := make([]float32, rows*4*hidden)
			GateGradients(dz, first, 30, hidden)
			GateGradients(dz[30*4*hidden:], second, 40, hidden)
			for l := range k {
				for j := range 4 * hidden {
					var want sum
					for r := zeros; r < rows; r++ {
						want.add(a[(r-zeros)*Width16(k)+l].Float32(), dz[r*4*hidden+j])
					}
					want.check(t, got[l*gates+gateColumn(j, hidden)], rows, fmt.Sprintf("zeros %d: %d,%d", zeros, l, j))
				}
			}
			half := make([]float32, k*gates)
			for _, from := range []int{0, gateBlock} {
				columns := p.Columns(from, from+gateBlock)
				MulAddTransA16(half[from:], gates, a, Width16(k), zeros, k, &columns)
			}
			checkBits(t, "the columns apart", half, got)
		}
	})
}

// gateColumn returns the position of column j of the 4H gates in the order of blocks.
func gateColumn(j, hidden int) int {
	gate, unit := j/hidden, j%hidden
	return unit/unitBlock*gateBlock + gate*unitBlock + unit%unitBlock
}
