package kernel

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"
)

// layers are those of the three networks whose products cost most: I inputs and H units.
var layers = []struct {
	name   string
	inputs int
	hidden int
}{
	{"Large/time1", 78, 300}, {"Large/time2", 300, 300}, {"Large/note1", 302, 100}, {"Medium/time2", 150, 150}, {"Small/time2", 75, 75},
}

// About as many rows as package nn takes through an LSTM at a time, and the rows and the most columns of a
// piece of the gradient of its weights.
const (
	chunkRows    = 48
	outerRows    = 320
	outerColumns = 600
)

func BenchmarkForward(b *testing.B) {
	for _, l := range layers {
		b.Run(l.name, func(b *testing.B) { benchmarkMulAdd(b, chunkRows, l.inputs, 4*l.hidden) })
	}
}

// BenchmarkForward16 multiplies in bfloat16. The peak that it is compared with is that of float32.
func BenchmarkForward16(b *testing.B) {
	for _, l := range layers {
		b.Run(l.name, func(b *testing.B) {
			const m = 128
			k, n := l.inputs, 4*l.hidden
			p := PackedB{Precision: BFloat16}
			p.Pack(numbers(1, k*n), k, n)
			ld := padded(k, blockK)
			x, c := make([]BF16, m*ld), make([]float32, m*n)
			ConvertBF16(x, numbers(2, m*ld))
			reportRate(b, 2*m*k*n, func() { p.set.product16(c, n, m, n, false, [2]operand16{p.operand(x, ld)}) })
		})
	}
}

func BenchmarkInputGradient(b *testing.B) {
	for _, l := range layers {
		b.Run(l.name, func(b *testing.B) { benchmarkMulAdd(b, chunkRows, 4*l.hidden, l.inputs) })
	}
}

// A single row and two are the note layers of one and two pieces that are composed.
func BenchmarkSmallM(b *testing.B) {
	for m := 1; m <= 4; m++ {
		b.Run(fmt.Sprint(m), func(b *testing.B) { benchmarkMulAdd(b, m, 100, 400) })
	}
}

func benchmarkMulAdd(b *testing.B, m, k, n int) {
	var r PackedB
	r.Pack(numbers(1, k*n), k, n)
	x, c := numbers(2, m*k), make([]float32, m*n)
	reportRate(b, 2*m*k*n, func() { MulAdd(c, n, x, k, m, &r) })
}

func BenchmarkWeightGradient(b *testing.B) {
	for _, l := range layers {
		b.Run(l.name, func(b *testing.B) {
			k, n := l.inputs, 4*l.hidden
			columns := min(outerColumns, n)
			x, dz, dw := numbers(1, outerRows*k), numbers(2, outerRows*n), make([]float32, k*n)
			reportRate(b, 2*outerRows*k*columns, func() { MulAddTransA(dw, n, x, k, dz, n, outerRows, k, columns) })
		})
	}
}

func BenchmarkPack(b *testing.B) {
	const k, n = 300, 1200
	x := numbers(1, k*n)
	var r PackedB
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

// Both directions overwrite z, so each call starts from a copy: results fed back as inputs would decay into
// subnormal numbers, which are many times slower.
func BenchmarkGates(b *testing.B) {
	const m, hidden = chunkRows, 300
	start, bias, c, h := numbers(1, m*4*hidden), numbers(3, 4*hidden), numbers(2, m*hidden), make([]float32, m*hidden)
	z, cNext := make([]float32, m*4*hidden), make([]float32, m*hidden)
	timed := func(b *testing.B, work func()) {
		var total time.Duration
		for b.Loop() {
			copy(z, start)
			before := time.Now()
			work()
			total += time.Since(before)
		}
		b.ReportMetric(float64(total.Nanoseconds())/float64(b.N*m*hidden), "ns/element")
	}
	b.Run("Forward", func(b *testing.B) {
		timed(b, func() { Gates(h, cNext, z, bias, c, m, hidden) })
	})
	b.Run("Backward", func(b *testing.B) {
		Gates(h, cNext, start, bias, c, m, hidden)
		dc, dh, dhNext := make([]float32, m*hidden), numbers(4, m*hidden), numbers(5, m*hidden)
		timed(b, func() {
			clear(dc)
			GatesBackward(z, dc, dh, dhNext, cNext, c, m, hidden)
		})
	})
}

// reportRate runs work, of a given number of operations, and reports the rate of the quickest run, which what
// else the machine does touches least, and what share it is of the core's peak.
func reportRate(b *testing.B, operations int, work func()) {
	least := time.Duration(math.MaxInt64)
	for b.Loop() {
		start := time.Now()
		work()
		least = min(least, time.Since(start))
	}
	rate := float64(operations) / float64(least.Nanoseconds())
	b.ReportMetric(rate, "GFLOP/s")
	if v, ok := current.(interface{ self() *simd }); ok {
		b.ReportMetric(100*rate/peakRate(v.self()), "%peak")
	}
}

// self returns the float32 kernels of a set.
func (v *simd) self() *simd { return v }

const peakIterations = 10000

var (
	peakOnce   sync.Once
	peakResult float64
)

// peakRate measures, once, the core's GFLOP/s in multiply-adds on registers alone.
func peakRate(v *simd) float64 {
	peakOnce.Do(func() {
		for range 200 {
			start := time.Now()
			v.peak(peakIterations)
			peakResult = max(peakResult, float64(peakIterations*v.peakFLOP)/float64(time.Since(start).Nanoseconds()))
		}
	})
	return peakResult
}

func BenchmarkPeak(b *testing.B) {
	set, ok := current.(interface{ self() *simd })
	if !ok {
		b.Skip("plain Go has no fused multiply-adds of its own")
	}
	v := set.self()
	reportRate(b, peakIterations*v.peakFLOP, func() { v.peak(peakIterations) })
}
