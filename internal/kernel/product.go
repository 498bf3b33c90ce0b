package kernel

// productRows is the number of left-hand rows that go through all panels together: their part of a fits the second-level
// cache beside a panel.
const productRows = 96

// product goes through c in blocks of rows. The sums over K are split where they are longer than maxDepth; how depends on K alone.
func (v *vectors) product(c []float32, ldc int, a []float32, lda, m int, r *Right, add bool) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	depth := split(r.K, maxDepth)
	for i := 0; i < m; i += productRows {
		rows := min(productRows, m-i)
		for k := 0; k < r.K; k += depth {
			block := left{data: a[i*lda+k:], row: lda, step: 1, tile: v.rows * lda}
			v.rowBlock(s, c[i*ldc:], ldc, block, r, k, min(depth, r.K-k), rows, add || k > 0)
		}
	}
}

// rowBlock multiplies so many left-hand rows with rows k to k+d of all panels. Each panel is read once for them.
func (v *vectors) rowBlock(s *scratch, c []float32, ldc int, a left, r *Right, k, d, rows int, add bool) {
	width, together := v.full.width, 0
	if rows <= len(v.few) {
		together = v.few[rows-1].panels * width
	}
	for from := 0; from < r.N; {
		if together > 0 && r.N-from >= together {
			v.few[rows-1].multiply(&c[from], ldc, &a.data[0], a.row, &r.data[from*r.K+k*width], width*r.K, d, add)
			from += together
			continue
		}
		columns := min(width, r.N-from)
		p := v.fit(columns)
		v.strip(s, c[from:], ldc, columns, a, r.data[from*r.K+k*p.width:], p, d, rows, add)
		from += columns
	}
}
