package kernel

// addOuter sums over blocks of rows of a and b, and adds each block's sum to c. A block of a is packed once, column by column in
// tiles; its panels of b are packed a few at a time, just before they are multiplied with all tiles.
func (v *vectors) addOuter(c []float32, ldc int, a []float32, lda int, b []float32, ldb, m, k, n int) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	depth := split(m, maxDepth)
	for i := 0; i < m; i += depth {
		d := min(depth, m-i)
		for l := 0; l < k; l += maxLeft {
			rows := min(maxLeft, k-l)
			block := left{data: s.left[:], row: 1, step: v.rows, tile: v.rows * d}
			packStrips(s.left[:], a[i*lda+l:], lda, d, rows, v.rows, v.packLeft)
			for j := 0; j < n; {
				columns := min(panelsPacked*v.full.width, n-j)
				p := v.fit(columns)
				if columns > p.width {
					columns -= columns % p.width
				}
				packStrips(s.right[:], b[i*ldb+j:], ldb, d, columns, p.width, p.pack)
				for at := 0; at < columns; at += p.width {
					v.strip(s, c[l*ldc+j+at:], ldc, min(p.width, columns-at), block, s.right[at*d:], p, d, rows, true)
				}
				j += columns
			}
		}
	}
}

// packStrips packs rows of x into strips of the width. The last is filled up with what lies behind its columns in x, as far as there is something,
// and zeros: no result depends on it.
func packStrips(dst, x []float32, ld, rows, columns, width int, pack packing) {
	whole := columns / width
	if whole > 0 {
		pack(&dst[0], &x[0], ld, rows, whole)
	}
	from := whole * width
	if from == columns {
		return
	}
	dst, x, columns = dst[from*rows:], x[from:], columns-from
	filled := rows - (width-columns+ld-1)/ld // rows with a whole width of x from their start on
	if filled > 0 {
		pack(&dst[0], &x[0], ld, filled, 1)
	}
	for i := max(filled, 0); i < rows; i++ {
		row := dst[i*width:][:width]
		clear(row[copy(row, x[i*ld:][:columns]):])
	}
}
