package kernel

// productRows is the number of rows of a that are multiplied with all panels before the next rows: their part
// of a fits the second-level cache beside a panel.
const productRows = 96

// product computes c in blocks of rows. Sums over K longer than Depth are split; where depends on K alone.
func (v *simd) product(c []float32, ldc int, a []float32, lda, m int, b *PackedB, add bool) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	depth := split(b.K, Depth)
	for i := 0; i < m; i += productRows {
		rows := min(productRows, m-i)
		for k := 0; k < b.K; k += depth {
			block := operandA{data: a[i*lda+k:], row: lda, step: 1, tile: v.tileRows * lda}
			v.rowBlock(s, c[i*ldc:], ldc, block, b, k, min(depth, b.K-k), rows, add || k > 0)
		}
	}
}

// rowBlock multiplies rows of a with rows k to k+d of all panels. It reads each panel once.
func (v *simd) rowBlock(s *scratch, c []float32, ldc int, a operandA, b *PackedB, k, d, rows int, add bool) {
	width, together := v.full.width, 0
	if rows <= len(v.smallM) {
		together = v.smallM[rows-1].panels * width
	}
	for from := 0; from < b.N; {
		if together > 0 && b.N-from >= together {
			v.smallM[rows-1].multiply(&c[from], ldc, &a.data[0], a.row, &b.data[from*b.K+k*width], width*b.K, d, add)
			from += together
			continue
		}
		columns := min(width, b.N-from)
		p := v.fit(columns)
		v.mulPanel(s, c[from:], ldc, columns, a, b.data[from*b.K+k*p.width:], p, d, rows, add)
		from += columns
	}
}
