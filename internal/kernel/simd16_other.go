//go:build !amd64

package kernel

// Products and gates in bfloat16 are plain Go where there are no kernels for them.

func (*simd) product16(c []float32, ldc, m, n int, add bool, operands [2]operand16) {
	plain{}.product16(c, ldc, m, n, add, operands)
}

func (*simd) convert(dst []BF16, x []float32) { plain{}.convert(dst, x) }

func (*simd) interleave16(dst, b []BF16, ldb, k, panels, panelSize int) {
	plain{}.interleave16(dst, b, ldb, k, panels, panelSize)
}

func (*simd) transpose16(dst []BF16, ld int, a []BF16, lda, zeros, rows, panels int) {
	plain{}.transpose16(dst, ld, a, lda, zeros, rows, panels)
}

func (*simd) gates16(s *Step16, z []float32, block, row, m int) { plain{}.gates16(s, z, block, row, m) }
func (*simd) gatesBackward16(b *Backward16, block int)          { plain{}.gatesBackward16(b, block) }
