package kernel

import "unsafe"

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

// Columns returns columns from … to of p, in bfloat16, multiples of 32 (to may also be N), which share its memory.
func (p *PackedB) Columns(from, to int) PackedB {
	part := *p
	part.N, part.half = to-from, p.half[from/panel16*p.panelSize():]
	return part
}

// pack16 packs a K×N matrix. fill sets row i of it, whose elements are zero before.
func (p *PackedB) pack16(k, n int, fill func(row []BF16, i int)) {
	p.ReserveTerms(k, n)
	width := padded(n, 2*panel16)
	s := borrow(blockK * width)
	defer halves.Put(s)
	rows := *s
	clear(rows)
	for i := 0; i < k; i += blockK {
		count := min(blockK, k-i)
		for r := range count {
			fill(rows[r*width:][:width], i+r)
		}
		p.set.interleave16(p.half[i/2*blockK:], rows, width, count, width/panel16, p.panelSize())
	}
}

// packTransposed16 packs the transpose of an N×K matrix. fill sets row j of it, whose elements are zero before.
func (p *PackedB) packTransposed16(k, n int, fill func(row []BF16, j int)) {
	p.resize16(k, n)
	ld, size := padded(k, blockK), p.panelSize()
	s := borrow(panel16 * ld)
	defer halves.Put(s)
	rows := *s
	clear(rows)
	from := pairs(rows)
	for panel := 0; panel*size < len(p.half); panel++ {
		for r := range panel16 {
			if row := rows[r*ld:][:ld]; panel*panel16+r < n {
				fill(row, panel*panel16+r)
			} else {
				clear(row)
			}
		}
		to := pairs(p.half[panel*size:][:size])
		for r := range panel16 {
			at := r
			for _, v := range from[r*ld/2:][:ld/2] {
				to[at] = v
				at += panel16
			}
		}
	}
}

// pairs returns the memory of x as pairs of numbers.
func pairs(x []BF16) []uint32 {
	return unsafe.Slice((*uint32)(unsafe.Pointer(unsafe.SliceData(x))), len(x)/2)
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
