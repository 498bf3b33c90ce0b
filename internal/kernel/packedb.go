package kernel

// PackedB is the right-hand factor of a product, K×N, packed once and multiplied by many rows of a.
//
// It consists of panels: blocks of adjacent columns, as wide as a tile. Within a panel, rows follow each other
// without a gap. The zero PackedB is 0×0.
type PackedB struct {
	K, N      int
	Precision Precision // chosen before packing

	data []float32
	half []BF16    // in BFloat16, in place of data
	set  kernelSet // packed and multiplied by these kernels, which decide the width of the panels
}

// Pack packs b, a K×N matrix, and replaces what p held. It reuses p's memory where it can.
func (p *PackedB) Pack(b []float32, k, n int) {
	check("b", b, k, n, n)
	if p.Precision == BFloat16 {
		p.pack16(k, n, func(row []BF16, i int) { current.convert(row, b[i*n:(i+1)*n]) })
		return
	}
	p.resize(k, n)
	p.panels(func(panel []float32, from, columns, width int) {
		for i := range k {
			row := panel[i*width:][:width]
			clear(row[copy(row[:columns], b[i*n+from:]):])
		}
	})
}

// PackTransposed packs bᵀ, where b is an N×K matrix, so that p is K×N.
func (p *PackedB) PackTransposed(b []float32, k, n int) {
	check("b", b, n, k, k)
	if p.Precision == BFloat16 {
		p.packTransposed16(k, n, func(row []BF16, j int) { current.convert(row, b[j*k:(j+1)*k]) })
		return
	}
	p.resize(k, n)
	p.panels(func(panel []float32, from, columns, width int) {
		if columns < width {
			clear(panel)
		}
		rows, j := b[from*k:], 0
		for ; j+4 <= columns; j += 4 { // four adjacent elements of a panel's row at a time
			r0, r1, r2, r3 := rows[j*k:][:k], rows[(j+1)*k:][:k], rows[(j+2)*k:][:k], rows[(j+3)*k:][:k]
			for i, v := range r0 {
				to := panel[i*width+j:][:4]
				to[0], to[1], to[2], to[3] = v, r1[i], r2[i], r3[i]
			}
		}
		for ; j < columns; j++ {
			for i, v := range rows[j*k:][:k] {
				panel[i*width+j] = v
			}
		}
	})
}

// resize allocates memory for K×N elements and the padding of the last panel.
func (p *PackedB) resize(k, n int) {
	p.K, p.N, p.set = k, n, current
	full := p.set.panelWidth(n)
	size := n * k
	if n > 0 {
		size = ((n-1)/full*full + p.set.panelWidth((n-1)%full+1)) * k
	}
	if cap(p.data) < size {
		p.data = make([]float32, size)
	}
	p.data = p.data[:size]
}

// panels calls f for each panel: its data, first column, and number of columns without and with padding.
func (p *PackedB) panels(f func(panel []float32, from, columns, width int)) {
	for from := 0; from < p.N; {
		width := p.set.panelWidth(p.N - from)
		columns := min(width, p.N-from)
		f(p.data[from*p.K:][:width*p.K], from, columns, width)
		from += columns
	}
}
