package kernel

// Weight gradients in bfloat16 sum over the rows of a and b: b is packed with its rows as terms, and a is
// transposed.

// ReserveTerms prepares p for K rows of N columns of gradients, which PackGateGradients packs.
func (p *PackedB) ReserveTerms(k, n int) {
	p.resize16(k, n)
	if k%blockK != 0 { // pad the last block of each panel
		for end := p.panelSize(); end <= len(p.half); end += p.panelSize() {
			clear(p.half[end-block16 : end])
		}
	}
}

// PackGateGradients packs the gradients that Backward16 left for M rows in z, of the blocks from … to, as rows
// at … at+M of p. at must be even.
func (p *PackedB) PackGateGradients(at int, z []float32, m, from, to int) {
	for block := from; block < to; block++ {
		dst := p.half[(block-from)*gateBlock/panel16*p.panelSize()+at/2*blockK:]
		p.set.interleave16(dst, Halves(z)[2*block*m*gateBlock:], gateBlock, m, gateBlock/panel16, p.panelSize())
	}
}

// MulAddTransA16 adds aᵀ·b to the K×N block of c (rows ldc apart), where a has as many rows as b, lda apart, of
// Width16(K) columns. The first zeros rows of a are not in memory: they are zero.
func MulAddTransA16(c []float32, ldc int, a []BF16, lda, zeros, k int, b *PackedB) {
	check("c", c, k, b.N, ldc)
	if rows := b.K - zeros; rows > 0 && len(a) < (rows-1)*lda+Width16(k) {
		panic("kernel: a is too short")
	}
	if b.K == 0 || b.N == 0 || k == 0 {
		return
	}
	ld := padded(b.K, blockK)
	s := borrow(padded(k, panel16) * ld)
	defer halves.Put(s)
	t := *s
	b.set.transpose16(t, ld, a, lda, zeros, b.K, padded(k, panel16)/panel16)
	b.set.product16(c, ldc, k, b.N, true, [2]operand16{b.operand(t, ld)})
}

// MulAddTransABF16 is MulAddTransA with products in bfloat16: it converts a and b, block by block of rows.
func MulAddTransABF16(c []float32, ldc int, a []float32, lda int, b []float32, ldb, m, k, n int) {
	check("c", c, k, n, ldc)
	check("a", a, m, k, lda)
	check("b", b, m, n, ldb)
	rows := min(m, Depth)
	x, y, z := borrow(rows*Width16(k)), borrow(rows*Width16(n)), borrow(padded(rows, blockK)*Width16(n))
	defer halves.Put(x)
	defer halves.Put(y)
	defer halves.Put(z)
	clear(*x)
	clear(*y)
	packed := PackedB{Precision: BFloat16, half: *z}
	for i := 0; i < m; i += rows {
		count := min(rows, m-i)
		for r := range count {
			current.convert((*x)[r*Width16(k):], a[(i+r)*lda:][:k])
			current.convert((*y)[r*Width16(n):], b[(i+r)*ldb:][:n])
		}
		packed.ReserveTerms(count, n)
		packed.set.interleave16(packed.half, *y, Width16(n), count, padded(n, panel16)/panel16, packed.panelSize())
		MulAddTransA16(c, ldc, *x, Width16(k), 0, k, &packed)
	}
}
