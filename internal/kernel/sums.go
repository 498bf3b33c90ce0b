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

// AddScaled adds scale·x to sum, which is at least as long. It rounds after the product and after the sum, so
// all sets have the same bits.
func AddScaled(sum, x []float32, scale float32) {
	check("sum", sum, 1, len(x), len(x))
	if len(x) > 0 {
		current.addScaled(sum, x, scale)
	}
}

func (plain) addScaled(sum, x []float32, scale float32) {
	sum = sum[:len(x)]
	for j, v := range x {
		sum[j] += float32(scale * v) // the conversion forbids a fused multiply-add
	}
}

func (v *simd) addScaled(sum, x []float32, scale float32) {
	whole := 0
	if v.addScaledVectors != nil {
		whole = len(x) / v.lanes * v.lanes
	}
	if whole > 0 {
		v.addScaledVectors(&sum[0], &x[0], scale, whole/v.lanes)
	}
	plain{}.addScaled(sum[whole:], x[whole:], scale)
}
