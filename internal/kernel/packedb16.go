package kernel

// In bfloat16, panels have 16 columns, and a panel consists of blocks of blockK rows. A block holds rows 2q and
// 2q+1 as 16 pairs, column by column: the format of a tile of AMX. All kernel sets use it. Blocks and panels
// are padded with zeros, the panels to an even number.
const (
	panel16 = 16
	block16 = blockK * panel16 // elements of a block
)

// panelSize is the number of elements of a panel.
func (p *PackedB) panelSize() int { return padded(p.K, blockK) * panel16 }

// resize16 allocates memory for K×N elements and their padding.
func (p *PackedB) resize16(k, n int) {
	p.K, p.N, p.set = k, n, current
	size := p.panelSize() * padded(n, 2*panel16) / panel16
	if cap(p.half) < size {
		p.half = make([]BF16, size)
	}
	p.half = p.half[:size]
}

// pack16 packs a K×N matrix, whose elements fill sets.
func (p *PackedB) pack16(k, n int, fill func(set func(i, j int, v float32))) {
	p.resize16(k, n)
	clear(p.half)
	size := p.panelSize()
	fill(func(i, j int, v float32) {
		p.half[j/panel16*size+i/blockK*block16+i%blockK/2*blockK+j%panel16*2+i%2] = ToBF16(v)
	})
}

// An operand16 is one of the two products whose sum product16 computes: rows of a with k blocks of blockK
// columns, by panels of b of a given size. A k of 0 is no product.
type operand16 struct {
	a      []BF16
	lda    int
	pair   int // distance in a between pairs of blocks, 2·blockK where rows have no gaps
	b      []BF16
	panel  int
	blocks int
}

// product16 converts rows of a as it needs them.
func (p *PackedB) product16(c []float32, ldc int, a []float32, lda, m int, add bool) {
	const rows = 96
	ld := padded(p.K, blockK)
	s := borrow(rows * ld)
	defer halves.Put(s)
	x := *s
	for i := 0; i < m; i += rows {
		count := min(rows, m-i)
		for r := range count {
			row := x[r*ld : (r+1)*ld]
			p.set.convert(row, a[(i+r)*lda:][:p.K])
			clear(row[p.K:])
		}
		p.set.product16(c[i*ldc:], ldc, count, p.N, add, [2]operand16{p.operand(x, ld)})
	}
}

// operand returns the product of a, in bfloat16, with p.
func (p *PackedB) operand(a []BF16, lda int) operand16 {
	return operand16{a: a, lda: lda, pair: 2 * blockK, b: p.half, panel: p.panelSize(), blocks: padded(p.K, blockK) / blockK}
}
