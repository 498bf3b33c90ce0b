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
	const block = 64 // rows of a panel that stay in the first-level cache while all columns are written
	p.resize(k, n)
	p.panels(func(panel []float32, from, columns, width int) {
		if columns < width {
			clear(panel)
		}
		for i := 0; i < k; i += block {
			rows := panel[i*width : min(i+block, k)*width]
			for j := range columns {
				at := j
				for _, v := range b[(from+j)*k+i:][:len(rows)/width] {
					rows[at] = v
					at += width
				}
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
