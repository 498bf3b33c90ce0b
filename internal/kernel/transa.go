package kernel

// mulAddTransA sums over blocks of rows of a and b, and adds each block's sum to c. It packs a block of a once,
// transposed, in tiles, and the panels of b a few at a time, just before they are multiplied with all tiles.
func (v *simd) mulAddTransA(c []float32, ldc int, a []float32, lda int, b []float32, ldb, m, k, n int) {
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	depth := split(m, Depth)
	for i := 0; i < m; i += depth {
		d := min(depth, m-i)
		for l := 0; l < k; l += maxRowsA {
			rows := min(maxRowsA, k-l)
			block := operandA{data: s.a[:], row: 1, step: v.tileRows, tile: v.tileRows * d}
			packPanels(s.a[:], a[i*lda+l:], lda, d, rows, v.tileRows, v.packA)
			for j := 0; j < n; {
				columns := min(panelsTogether*v.full.width, n-j)
				p := v.fit(columns)
				if columns > p.width {
					columns -= columns % p.width
				}
				packPanels(s.b[:], b[i*ldb+j:], ldb, d, columns, p.width, p.pack)
				for at := 0; at < columns; at += p.width {
					v.mulPanel(s, c[l*ldc+j+at:], ldc, min(p.width, columns-at), block, s.b[at*d:], p, d, rows, true)
				}
				j += columns
			}
		}
	}
}

// packPanels packs rows of x into panels of the width. It pads the last panel with what follows its columns in
// x, as far as that exists, and with zeros; no result depends on the padding.
func packPanels(dst, x []float32, ld, rows, columns, width int, pack packFunc) {
	whole := columns / width
	if whole > 0 {
		pack(&dst[0], &x[0], ld, rows, whole)
	}
	from := whole * width
	if from == columns {
		return
	}
	dst, x, columns = dst[from*rows:], x[from:], columns-from
	filled := rows - (width-columns+ld-1)/ld // rows of x that are followed by at least a panel's width
	if filled > 0 {
		pack(&dst[0], &x[0], ld, filled, 1)
	}
	for i := max(filled, 0); i < rows; i++ {
		row := dst[i*width:][:width]
		clear(row[copy(row, x[i*ld:][:columns]):])
	}
}
