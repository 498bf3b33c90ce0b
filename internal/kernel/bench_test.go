package kernel

import (
	"fmt"
	"testing"
)

// The products of the large network (300, 300 | 100, 50 units, 78 inputs), and of one step of composing.
var productShapes = []struct{ m, k, n int }{
	{48, 78, 1200}, {48, 300, 1200}, {48, 302, 400}, {48, 100, 400}, {48, 100, 200}, {48, 50, 200},
	{48, 1200, 300}, {48, 400, 302}, {48, 400, 100}, {48, 200, 100}, {480, 300, 1200},
	{1, 300, 1200}, {8, 302, 400}, {48, 50, 2}, {48, 13, 52},
}

func BenchmarkMulAdd(b *testing.B) {
	for _, s := range productShapes {
		each(b, fmt.Sprintf("%dx%dx%d", s.m, s.k, s.n), func(b *testing.B) {
			var r Right
			r.Pack(numbers(1, s.k*s.n), s.k, s.n)
			a, c := numbers(2, s.m*s.k), make([]float32, s.m*s.n)
			b.ReportAllocs()
			for b.Loop() {
				MulAdd(c, s.n, a, s.k, s.m, &r)
			}
			flops(b, s.m, s.k, s.n)
		})
	}
}

func BenchmarkAddOuter(b *testing.B) {
	for _, s := range []struct{ m, k, n int }{
		{4096, 78, 200}, {4096, 300, 200}, {4096, 302, 400}, {4096, 100, 200}, {4096, 50, 200}, {4096, 300, 1200}, {4096, 50, 2},
	} {
		each(b, fmt.Sprintf("%dx%dx%d", s.m, s.k, s.n), func(b *testing.B) {
			x, y, c := numbers(1, s.m*s.k), numbers(2, s.m*s.n), make([]float32, s.k*s.n)
			b.ReportAllocs()
			for b.Loop() {
				AddOuter(c, s.n, x, s.k, y, s.n, s.m, s.k, s.n)
			}
			flops(b, s.m, s.k, s.n)
		})
	}
}

func BenchmarkPack(b *testing.B) {
	const k, n = 300, 1200
	x := numbers(1, k*n)
	var r Right
	b.Run("Pack", func(b *testing.B) {
		b.SetBytes(4 * k * n)
		for b.Loop() {
			r.Pack(x, k, n)
		}
	})
	b.Run("PackTransposed", func(b *testing.B) {
		b.SetBytes(4 * k * n)
		for b.Loop() {
			r.PackTransposed(x, n, k)
		}
	})
}

func BenchmarkGates(b *testing.B) {
	for _, hidden := range []int{300, 100, 50, 13} {
		const m = 48
		z, c, h := numbers(1, m*4*hidden), numbers(2, m*hidden), make([]float32, m*hidden)
		each(b, fmt.Sprintf("Forward/%dx%d", m, hidden), func(b *testing.B) {
			for b.Loop() {
				Gates(h, h, z, c, m, hidden)
			}
			perElement(b, m*hidden)
		})
		dc := make([]float32, m*hidden)
		each(b, fmt.Sprintf("Backward/%dx%d", m, hidden), func(b *testing.B) {
			for b.Loop() {
				GatesBackward(z, dc, h, c, c, m, hidden)
			}
			perElement(b, m*hidden)
		})
	}
}

// each runs a benchmark with all instructions of this machine.
func each(b *testing.B, name string, run func(b *testing.B)) {
	for _, i := range available() {
		b.Run(name+"/"+i.String(), func(b *testing.B) {
			use(b, i)
			run(b)
		})
	}
}

func flops(b *testing.B, m, k, n int) {
	b.ReportMetric(2*float64(m*k*n)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func perElement(b *testing.B, elements int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*elements), "ns/element")
}
