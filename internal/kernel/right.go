package kernel

// Right is the right-hand factor of a product, K×N, packed once and multiplied by many left-hand rows.
//
// It is laid out in panels, strips of columns side by side. Within a panel, rows follow each other without a gap.
// The zero Right is 0×0.
type Right struct {
	K, N int
	data []float32
	by   instructions // that choose the panels' widths, and multiply
}

// Pack lays out b, a K×N matrix, replacing what r held. It reuses r's memory where it can.
func (r *Right) Pack(b []float32, k, n int) {
	check("b", b, k, n, n)
	r.reshape(k, n)
	r.panels(func(panel []float32, from, columns, width int) {
		for i := range k {
			row := panel[i*width:][:width]
			clear(row[copy(row[:columns], b[i*n+from:]):])
		}
	})
}

// PackTransposed lays out bᵀ, where b is an N×K matrix, so that r is K×N.
func (r *Right) PackTransposed(b []float32, k, n int) {
	check("b", b, n, k, k)
	r.reshape(k, n)
	r.panels(func(panel []float32, from, columns, width int) {
		clear(panel)
		for j := range columns {
			for i, v := range b[(from+j)*k:][:k] {
				panel[i*width+j] = v
			}
		}
	})
}

// reshape makes room for K×N numbers and the padding of the last panel.
func (r *Right) reshape(k, n int) {
	r.K, r.N, r.by = k, n, current
	full := r.by.panelWidth(n)
	size := n * k
	if n > 0 {
		size = ((n-1)/full*full + r.by.panelWidth((n-1)%full+1)) * k
	}
	if cap(r.data) < size {
		r.data = make([]float32, size)
	}
	r.data = r.data[:size]
}

// panels calls f for each panel: its data, first column, and number of columns without and with padding.
func (r *Right) panels(f func(panel []float32, from, columns, width int)) {
	for from := 0; from < r.N; {
		width := r.by.panelWidth(r.N - from)
		columns := min(width, r.N-from)
		f(r.data[from*r.K:][:width*r.K], from, columns, width)
		from += columns
	}
}
