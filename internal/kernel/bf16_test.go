package kernel

import (
	"fmt"
	"math"
	"testing"
)

func TestToBF16(t *testing.T) {
	for _, c := range []struct{ x, want float32 }{
		{1, 1}, {-2.5, -2.5}, {1 + 0x1p-8, 1}, {1 + 3*0x1p-8, 1 + 0x1p-6}, {1 + 0x1.8p-8, 1 + 0x1p-7}, {255, 255}, {257, 256},
		{float32(math.Inf(1)), float32(math.Inf(1))}, {math.MaxFloat32, float32(math.Inf(1))}, {0x1p-130, 0x1p-130},
	} {
		if got := ToBF16(c.x).Float32(); got != c.want {
			t.Errorf("ToBF16(%v) = %v, want %v", c.x, got, c.want)
		}
	}
	for _, bits := range []uint32{0x7f800001, 0x7fffffff, 0xffffffff, 0xff800001} {
		if got := ToBF16(math.Float32frombits(bits)).Float32(); got == got {
			t.Errorf("ToBF16(NaN %x) = %v", bits, got)
		}
	}
}

// wideNumbers returns numbers of very different sizes, some subnormal.
func wideNumbers(seed uint64, n int) []float32 {
	x, e := numbers(seed, n), numbers(seed+100, n)
	for i := range x {
		x[i] *= float32(math.Exp2(float64(10 * e[i])))
		if i%97 == 0 {
			x[i] *= 0x1p-70
		}
		if i%101 == 0 {
			x[i] *= 0x1p-128
		}
	}
	return x
}

// bf16Sets are the sets whose products of bfloat16 have the same bits.
func bf16Sets() (sets []kernelSet) {
	for _, s := range available() {
		if SameBits16(s.String(), "avx2") || s.String() == "plain" {
			sets = append(sets, s)
		}
	}
	return sets
}

// All sets compute the bits of the plain one, for whole tiles and edges.
func TestProduct16HasTheBitsOfPlain(t *testing.T) {
	for _, s := range shapes {
		if s.m*s.k*s.n > 500_000 {
			continue // plain is slow
		}
		a, b, start := wideNumbers(1, s.m*s.k), wideNumbers(2, s.k*s.n), wideNumbers(3, s.m*s.n)
		var want [2][]float32
		for _, set := range append([]kernelSet{plain{}}, bf16Sets()...) {
			use(t, set)
			for i, transposed := range []bool{false, true} {
				p := PackedB{Precision: BFloat16}
				if transposed {
					p.PackTransposed(b, s.k, s.n)
				} else {
					p.Pack(b, s.k, s.n)
				}
				product, productAll := fenced(start)
				Mul(product, s.n, a, s.k, s.m, &p)
				MulAdd(product, s.n, a, s.k, s.m, &p)
				checkFence(t, productAll)
				if want[i] == nil {
					want[i] = product
				}
				checkBits(t, fmt.Sprintf("%v, transposed %t, %s", s, transposed, set), product, want[i])
			}
		}
	}
}

// The plain products are right: within the rounding errors of the exact products of the rounded factors.
func TestProduct16(t *testing.T) {
	withEach(t, func(t *testing.T) {
		for _, s := range shapes {
			if s.m*s.k*s.n > 200_000 {
				continue
			}
			a, b := numbers(1, s.m*s.k), numbers(2, s.k*s.n)
			p := PackedB{Precision: BFloat16}
			p.Pack(b, s.k, s.n)
			c := make([]float32, s.m*s.n)
			Mul(c, s.n, a, s.k, s.m, &p)
			for i := range s.m {
				for j := range s.n {
					var want sum
					for l := range s.k {
						want.add(ToBF16(a[i*s.k+l]).Float32(), ToBF16(b[l*s.n+j]).Float32())
					}
					want.check(t, c[i*s.n+j], s.k, fmt.Sprintf("%v: %d,%d", s, i, j))
				}
			}
		}
	})
}
