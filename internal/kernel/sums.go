package kernel

// SumRows sets sum, N elements, to the sum of the M rows of x (rows ldx apart). Each element is one chain of
// additions, first row to last.
func SumRows(sum, x []float32, ldx, m, n int) {
	check("sum", sum, 1, n, n)
	check("x", x, m, n, ldx)
	if m == 0 || n == 0 {
		clear(sum[:n])
		return
	}
	current.sumRows(sum, x, ldx, m, n)
}

func (plain) sumRows(sum, x []float32, ldx, m, n int) {
	clear(sum[:n])
	for i := range m {
		for j, v := range x[i*ldx : i*ldx+n] {
			sum[j] += v
		}
	}
}

func (v *simd) sumRows(sum, x []float32, ldx, m, n int) {
	if v.sum == nil || n < v.sumWidth {
		plain{}.sumRows(sum, x, ldx, m, n)
		return
	}
	panels := n / v.sumWidth
	v.sum(&sum[0], &x[0], ldx, m, panels)
	if last := n - v.sumWidth; panels*v.sumWidth < n { // the last panel overlaps the one before
		v.sum(&sum[last], &x[last], ldx, m, 1)
	}
}
