package nn

import "workbench/internal/kernel"

// LSTMGradient is the gradient of an LSTM over a sequence from a zero state.
type LSTMGradient struct {
	Inputs, Hidden int
	wxT, whT       kernel.Right // Wxᵀ and Whᵀ, 4H×I and 4H×H
	dh, dc         []float32    // R×H: what a step receives from the one after it
	sums           []float64    // 4H for each part of the rows: its gradient of the bias
}

// Pack takes over the weights that gradients flow back through: wx, I×4H, nil where the gradient of x is not wanted, and wh, H×4H.
func (g *LSTMGradient) Pack(wx, wh []float32, inputs, hidden int) {
	g.Inputs, g.Hidden = inputs, hidden
	g.whT.PackTransposed(wh, 4*hidden, hidden)
	if wx != nil {
		g.wxT.PackTransposed(wx, 4*hidden, inputs)
	}
}

// Backward is the gradient of LSTM.Forward: z holds the activated gates on entry and the gradient of the pre-activations, (T·R)×4H, on return; dh is
// the gradient of h as others use it. dx, (T·R)×I, nil where it is not wanted, and db, 4H, receive the gradients of x and of the bias.
//
// As in Forward, each goroutine takes its rows through all steps. Those of a step give their part of dx and db while they are in the cache.
func (g *LSTMGradient) Backward(z, c, dh, dx, db []float32, steps, rows int) {
	I, H := g.Inputs, g.Hidden
	g.dh, g.dc = resized(g.dh, rows*H), resized(g.dc, rows*H)
	g.sums = resized(g.sums, partCount(rows, chunk)*4*H)
	clear(g.dh)
	clear(g.dc)
	clear(g.sums)
	numberedParts(rows, chunk, func(part, from, to int) {
		m, sums, sum := to-from, g.sums[part*4*H:(part+1)*4*H], make([]float32, 4*H)
		dhLater, dc := section(g.dh, from, to, H), section(g.dc, from, to, H)
		for t := steps - 1; t >= 0; t-- {
			a, b := t*rows+from, t*rows+to
			var cPrev []float32
			if t > 0 {
				cPrev = section(c, a-rows, b-rows, H)
			}
			dz := section(z, a, b, 4*H)
			kernel.GatesBackward(dz, dc, section(dh, a, b, H), dhLater, section(c, a, b, H), cPrev, m, H)
			if t > 0 {
				kernel.Mul(dhLater, H, dz, 4*H, m, &g.whT)
			}
			if dx != nil {
				kernel.Mul(section(dx, a, b, I), I, dz, 4*H, m, &g.wxT)
			}
			kernel.SumRows(sum, dz, 4*H, m, 4*H)
			for j, v := range sum {
				sums[j] += float64(v)
			}
		}
	})
	for j := range db[:4*H] {
		total := 0.0
		for at := j; at < len(g.sums); at += 4 * H {
			total += g.sums[at]
		}
		db[j] = float32(total)
	}
}

// Weights sets dwx, I×4H, and dwh, H×4H, to the gradients of the weights: xᵀ·dz, and that of h, which meets dz of the step after it. dwx and x are nil
// for a layer without Wx.
//
// It goes through the rows in blocks, so that both find dz in the cache.
func (g *LSTMGradient) Weights(dwx, dwh, x, h, dz []float32, steps, rows int) {
	I, H, N := g.Inputs, g.Hidden, 4*g.Hidden
	clear(dwx)
	clear(dwh)
	outerParts(N, func(from, to int) {
		for first := 0; first < steps*rows; first += outerRows {
			end := min(first+outerRows, steps*rows)
			if dwx != nil {
				kernel.AddOuter(dwx[from:], N, x[first*I:], I, dz[first*N+from:], N, end-first, I, to-from)
			}
			if late := max(first, rows); late < end {
				kernel.AddOuter(dwh[from:], N, h[(late-rows)*H:], H, dz[late*N+from:], N, end-late, H, to-from)
			}
		}
	})
}

// resized returns a slice of n numbers, in the memory of x if there is enough.
func resized[T any](x []T, n int) []T {
	if cap(x) < n {
		return make([]T, n)
	}
	return x[:n]
}
