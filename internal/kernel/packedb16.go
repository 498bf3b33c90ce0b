package kernel

// In bfloat16, panels have 16 columns, and a panel consists of blocks of blockK rows. A block holds rows 2q and 2q+1
// as 16 pairs, column by column: the format of a tile of AMX. All kernel sets use it. Blocks and panels are padded with
// zeros, the panels to an even number.
const (
	panel16 = 16
	block16 = blockK * panel16 // elements of a block
)

// panelSize is the number of elements of a panel.
func (p *PackedB) panelSize() int { return padded(p.K, blockK) * panel16 }

// pack16 packs the matrix with the elements at(k, n).
func (p *PackedB) pack16(k, n int, at func(i, j int) float32) {
	p.K, p.N, p.set = k, n, current
	size := p.panelSize() * padded(n, 2*panel16) / panel16
	if cap(p.half) < size {
		p.half = make([]BF16, size)
	}
	p.half = p.half[:size]
	clear(p.half)
	for j := range n {
		panel := p.half[j/panel16*p.panelSize():]
		for i := range k {
			panel[i/blockK*block16+i%blockK/2*blockK+j%panel16*2+i%2] = ToBF16(at(i, j))
		}
	}
}

// An operand16 is one of the two products whose sum product16 computes: rows of a with k blocks of blockK columns, by
// panels of b of a given size. A k of 0 is no product.
type operand16 struct {
	a      []BF16
	lda    int
	b      []BF16
	panel  int
	blocks int
}

// product16 converts rows of a as it needs them.
func (p *PackedB) product16(c []float32, ldc int, a []float32, lda, m int, add bool) {
	const rows = 96
	s := halves.Get().(*[]BF16)
	defer halves.Put(s)
	ld := padded(p.K, blockK)
	if cap(*s) < rows*ld {
		*s = make([]BF16, rows*ld)
	}
	x := (*s)[:rows*ld]
	for i := 0; i < m; i += rows {
		count := min(rows, m-i)
		for r := range count {
			row := x[r*ld : (r+1)*ld]
			convert(row, a[(i+r)*lda:][:p.K])
			clear(row[p.K:])
		}
		p.set.product16(c[i*ldc:], ldc, count, p.N, add, [2]operand16{p.operand(x, ld)})
	}
}

// operand returns the product of a, in bfloat16, with p.
func (p *PackedB) operand(a []BF16, lda int) operand16 {
	return operand16{a: a, lda: lda, b: p.half, panel: p.panelSize(), blocks: padded(p.K, blockK) / blockK}
}
