package nn

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/internal/kernel"
)

// A piece of the Large network's second time layer: 16 steps of 440 rows (5 segments of 88 notes) and 300
// inputs and units.
const (
	benchSteps, benchRows, benchUnits = 16, 440, 300
	benchCells                        = benchSteps * benchRows * benchUnits
)

func BenchmarkLSTM(b *testing.B) {
	const T, R, H = benchSteps, benchRows, benchUnits
	random := rand.New(rand.NewPCG(1, 1))
	x, wx, wh := normal(T*R*H, random), make([]float32, H*4*H), make([]float32, H*4*H)
	Glorot(wx, H, H, random)
	Glorot(wh, H, H, random)
	var l LSTM
	l.Pack(wx, wh, make([]float32, 4*H), H, H)
	h, c, z := allocate[float32](T*R*H), allocate[float32](T*R*H), allocate[float32](T*R*4*H)
	b.Run("Forward", func(b *testing.B) {
		for b.Loop() {
			l.Forward(h, c, z, x, nil, nil, T, R)
		}
		reportRate(b, 2*8*H*benchCells)
	})
	b.Run("Backward", func(b *testing.B) {
		var g LSTMGradient
		g.Pack(wx, wh, H, H)
		l.Forward(h, c, z, x, nil, nil, T, R)
		gates := slices.Clone(z)
		dx, db := allocate[float32](T*R*H), make([]float32, 4*H)
		for b.Loop() {
			b.StopTimer()
			copy(z, gates) // Backward replaces them; its results fed back as gates would decay into subnormal numbers
			b.StartTimer()
			g.Backward(z, c, x, dx, db, T, R)
		}
		reportRate(b, 2*8*H*benchCells)
	})
}

func BenchmarkAffine(b *testing.B) {
	const M, K, N = benchSteps * benchRows, benchUnits, 4 * benchUnits
	random := rand.New(rand.NewPCG(1, 1))
	x, w, y, bias := normal(M*K, random), normal(K*N, random), make([]float32, M*N), make([]float32, N)
	b.Run("Forward", func(b *testing.B) {
		var packed kernel.PackedB
		packed.Pack(w, K, N)
		for b.Loop() {
			Affine(y, x, &packed, bias, M)
		}
		reportRate(b, 2*M*K*N)
	})
	b.Run("Input", func(b *testing.B) {
		var wT kernel.PackedB
		wT.PackTransposed(w, N, K)
		for b.Loop() {
			Product(x, y, &wT, M)
		}
		reportRate(b, 2*M*K*N)
	})
	b.Run("Weights", func(b *testing.B) {
		for b.Loop() {
			AffineWeights(w, x, y, M, K, N, kernel.Float32)
		}
		reportRate(b, 2*M*K*N)
	})
	b.Run("Bias", func(b *testing.B) {
		b.SetBytes(4 * M * N)
		for b.Loop() {
			AffineBias(bias, y, M, N)
		}
	})
}

func BenchmarkDropout(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 1))
	mask, x, y := make([]float32, benchRows*benchUnits), make([]float32, benchCells), make([]float32, benchCells)
	b.Run("Draw", func(b *testing.B) {
		b.SetBytes(int64(4 * len(mask)))
		for b.Loop() {
			DrawMask(mask, 0.5, random)
		}
	})
	b.Run("Apply", func(b *testing.B) {
		b.SetBytes(2 * 4 * benchCells)
		for b.Loop() {
			ApplyMask(y, x, mask)
		}
	})
}

func reportRate(b *testing.B, operations int) {
	b.ReportMetric(float64(operations)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}
