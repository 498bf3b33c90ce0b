// Package kernel contains the inner loops of the networks on slices of float32: matrix products, the gates of
// the LSTM, sums, and a step of Adam.
//
// All matrices are row-major slices; the leading dimension ld is the distance from one row to the next. A
// function runs on one goroutine and allocates nothing in steady state. Callers split the work into ranges; the
// bits of an element do not depend on the range it is in:
//
//   - Each row of Mul and MulAdd has the same bits whichever rows are computed with it.
//   - Each element of MulAddTransA's result has the same bits whichever block of c is computed with it; they depend on M,
//     not on K and N.
//   - Each element of Gates, GatesBackward, SumRows, AddScaled and Adam has the same bits wherever it is.
//
// Zeros are multiplied as IEEE 754 says, so NaN and infinity reach every sum that they are part of. A slice
// that is too short for its shape panics. Outputs must not overlap other arguments, except where a function
// allows it.
//
// # Kernel sets
//
// The fastest set that the machine has is chosen at the start (see Selected):
//
//	set          float32   bf16          same bits as
//	amx          AVX-512   AMX tiles     avx512, avx2; in float32 also avx512bf16, neon
//	avx512bf16   AVX-512   VDPBF16PS     in float32 amx, avx512, avx2, neon
//	avx512       AVX-512   AVX-512       amx, avx2; in float32 also avx512bf16, neon
//	avx2         AVX2      AVX2          amx, avx512; in float32 also avx512bf16, neon
//	neon         NEON      plain Go      in float32 amx, avx512bf16, avx512, avx2
//	plain        plain Go  plain Go      the products in bf16 of amx, avx512, avx2
//
// In float32 all sets but plain compute each sum as one chain of fused multiply-adds, split at the same places,
// and the gates' operations in the same order, so that a run may move between such machines of one architecture (SameBits,
// SameBits16).
//
// # bfloat16
//
// With Precision BFloat16 the factors of products are rounded to bfloat16; sums, gates and all else stay
// float32. The products are defined as what AMX computes: over each 32 terms the even and the odd terms are two
// chains of fused multiply-adds, which are added to each other and then to c, with subnormal numbers as zero. A
// PackedB with that precision works with Mul and MulAdd, which convert a. Training avoids conversions and
// passes over memory: a Step16 computes 16 units at a time, products and gates, in the first-level cache, and
// writes the gates past the caches and the outputs in bfloat16 as well; Backward16 leaves the gradients of the
// gates in bfloat16, in place, for MulGates and MulAddTransA16.
//
// # Files
//
// kernel.go, step16.go, transa16.go, sums.go and adam.go have the functions, packedb.go and packedb16.go the
// packed factor, bf16.go the numbers in bfloat16; check.go checks the shapes of arguments. sets.go chooses a
// set. plain.go and plain16.go are the sets in Go, which define the results. simd.go explains the kernels in
// assembly, product.go and transa.go cut products into their blocks; the _GOARCH files bind them. The program in
// asm writes them.
package kernel

//go:generate go run -C asm . -set avx2 -out ../avx2_amd64.s -stubs ../avx2_amd64.go -pkg kernel
//go:generate go run -C asm . -set neon
//go:generate go run -C asm . -set amx -out ../amx_amd64.s -stubs ../amx_amd64.go -pkg kernel
//go:generate go run -C asm . -set avx512 -out ../avx512_amd64.s -stubs ../avx512_amd64.go -pkg kernel

// Mul sets the M×N block of c (rows ldc apart) to a·b, where a is M×K (rows lda apart).
func Mul(c []float32, ldc int, a []float32, lda, m int, b *PackedB) {
	product(c, ldc, a, lda, m, b, false)
}

// MulAdd adds a·b to the M×N block of c.
func MulAdd(c []float32, ldc int, a []float32, lda, m int, b *PackedB) {
	product(c, ldc, a, lda, m, b, true)
}

func product(c []float32, ldc int, a []float32, lda, m int, b *PackedB, add bool) {
	check("c", c, m, b.N, ldc)
	check("a", a, m, b.K, lda)
	switch {
	case m == 0 || b.N == 0:
	case b.K > 0 && b.Precision == BFloat16:
		b.product16(c, ldc, a, lda, m, add)
	case b.K > 0:
		b.set.product(c, ldc, a, lda, m, b, add)
	case !add:
		for i := range m {
			clear(c[i*ldc : i*ldc+b.N])
		}
	}
}

// MulAddTransA adds aᵀ·b to the K×N block of c (rows ldc apart), where a is M×K (rows lda apart) and b is M×N
// (rows ldb apart): the gradient of weights, summed over M rows.
func MulAddTransA(c []float32, ldc int, a []float32, lda int, b []float32, ldb, m, k, n int) {
	check("c", c, k, n, ldc)
	check("a", a, m, k, lda)
	check("b", b, m, n, ldb)
	if m > 0 && k > 0 && n > 0 {
		current.mulAddTransA(c, ldc, a, lda, b, ldb, m, k, n)
	}
}

// Gates is the forward step of an LSTM for M rows of H units.
//
//	i, f, o = σ(z_i + b_i), σ(z_f + b_f), σ(z_o + b_o)      g = tanh(z_g + b_g)
//	c' = f·c + i·g                                          h' = o·tanh(c')
//
// z is M×4H in the order i, f, g, o. On entry it holds the pre-activations without the bias (4H), on return the
// activated gates. c is the cell before the step (nil for zero); cNext and h receive cell and output. All three
// are M×H, rows H apart. cNext may be c.
//
// σ and tanh are within 2e-7 of the exact value, relative to it, or within 2^-126, the least normal number,
// where it is below that.
func Gates(h, cNext, z, bias, c []float32, m, hidden int) {
	check("z", z, m, 4*hidden, 4*hidden)
	check("bias", bias, min(m, 1), 4*hidden, 4*hidden)
	check("h", h, m, hidden, hidden)
	check("cNext", cNext, m, hidden, hidden)
	if c != nil {
		check("c", c, m, hidden, hidden)
	}
	if m > 0 && hidden > 0 {
		current.gates(h, cNext, z, bias, c, m, hidden)
	}
}

// GatesBackward is the gradient of Gates. On entry z holds the activated gates, on return the gradient of the
// pre-activations. The gradient of h' is dh + dhNext: from the layers above and from the next step. dc is the
// gradient of c' from the next step on entry, and that of c on return. cNext and c are as in Gates (c nil for
// zero).
func GatesBackward(z, dc, dh, dhNext, cNext, c []float32, m, hidden int) {
	check("z", z, m, 4*hidden, 4*hidden)
	check("dc", dc, m, hidden, hidden)
	check("dh", dh, m, hidden, hidden)
	check("dhNext", dhNext, m, hidden, hidden)
	check("cNext", cNext, m, hidden, hidden)
	if c != nil {
		check("c", c, m, hidden, hidden)
	}
	if m > 0 && hidden > 0 {
		current.gatesBackward(z, dc, dh, dhNext, cNext, c, m, hidden)
	}
}
