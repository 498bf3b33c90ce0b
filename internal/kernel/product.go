package kernel

// productRows is the number of left-hand rows that go through all panels together: their part of a fits the second-level
// cache beside a panel. A multiple of every tile's rows.
const productRows = 96

// product goes through c in blocks. Each panel is read once for productRows rows. The sums over K are split where they are longer
// than maxDepth; how depends on K alone.
func (v *vectors) product(c []float32, ldc int, a []float32, lda, m int, r *Right, add bool) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	depth := split(r.K, maxDepth)
	for i := 0; i < m; i += productRows {
		rows := min(productRows, m-i)
		for k := 0; k < r.K; k += depth {
			d := min(depth, r.K-k)
			block := left{data: a[i*lda+k:], row: lda, step: 1, tile: v.rows * lda}
			for from := 0; from < r.N; from += v.full.width {
				columns := min(v.full.width, r.N-from)
				p := v.fit(columns)
				v.strip(s, c[i*ldc+from:], ldc, columns, block, r.data[from*r.K+k*p.width:], p, d, rows, add || k > 0)
			}
		}
	}
}
