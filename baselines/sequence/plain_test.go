package sequence

import (
	"math"

	"workbench/internal/nn"
)

// plainBatch is the loaded batch of a graph as dense matrices.
type plainBatch struct {
	steps, rows int
	inputs      [][]float64 // of each of the T·R rows, I numbers, without those that are dropped
	targets     []int16
	scored      []bool
	dropout     []mask
}

func (g *Graph) plain() plainBatch {
	b, I := &g.batch, g.model.Inputs
	rows := b.Steps * b.Rows
	identity, all := make([]float32, I*I), make([]float32, rows*I)
	for i := range I {
		identity[i*I+i] = 1
	}
	nn.Embed(all, identity, &b.inputs, I)
	p := plainBatch{b.Steps, b.Rows, make([][]float64, rows), b.targets, b.scored, g.dropout}
	for r := range rows {
		p.inputs[r] = wide(all[r*I : (r+1)*I])
	}
	return p
}

func wide(x []float32) []float64 {
	w := make([]float64, len(x))
	for i, v := range x {
		w[i] = float64(v)
	}
	return w
}

func sigmoid(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

// plainLoss is the network once more, slow and plain, in float64, from the parameters in their order. It
// returns the nats of the heads, summed over the units.
func plainLoss(m *Model, weights [][]float64, b plainBatch) []float64 {
	next := func() (w []float64) {
		w, weights = weights[0], weights[1:]
		return w
	}
	x := b.inputs
	if m.Embedding > 0 {
		x = plainAffine(x, next(), make([]float64, m.Embedding))
	}
	for i, hidden := range m.Layers {
		input := x
		x = plainLSTM(x, next(), next(), next(), b.steps, b.rows, hidden)
		if m.Dropout > 0 {
			for r := range x {
				for j := range x[r] {
					row := r % b.rows
					if m.PerStepDropout {
						row = r
					}
					x[r][j] *= float64(b.dropout[i].data[row*hidden+j])
				}
			}
		}
		if m.Residual && i > 0 {
			for r := range x {
				for j := range x[r] {
					x[r][j] += input[r][j]
				}
			}
		}
	}
	if m.BatchNorm {
		plainNorm(x, next(), next(), b.scored)
	}
	for range m.Dense {
		x = plainAffine(x, next(), next())
		for r := range x {
			for j := range x[r] {
				x[r][j] = max(x[r][j], 0)
			}
		}
	}
	logits := plainAffine(x, next(), next())
	condition := make([][]float64, len(m.Heads))
	for i, h := range m.Heads {
		if h.ConditionsOnPrevious {
			condition[i] = next()
		}
	}
	nats := make([]float64, len(m.Heads))
	for r, z := range logits {
		if b.scored[r] {
			plainUnit(nats, m.Heads, z, b.targets[r*m.layout.targets:], condition)
		}
	}
	return nats
}

func plainAffine(x [][]float64, w, bias []float64) [][]float64 {
	N := len(bias)
	var all [][]float64
	for _, row := range x {
		y := append([]float64{}, bias...)
		for i, v := range row {
			for j := range y {
				y[j] += v * w[i*N+j]
			}
		}
		all = append(all, y)
	}
	return all
}

// plainLSTM has the gates in the order i, f, g, o.
func plainLSTM(x [][]float64, wx, wh, bias []float64, steps, rows, H int) [][]float64 {
	out := plainAffine(x, wx, bias)
	h, c := make([][]float64, rows), make([][]float64, rows)
	for r := range rows {
		h[r], c[r] = make([]float64, H), make([]float64, H)
	}
	for t := range steps {
		recurrent := plainAffine(h, wh, make([]float64, 4*H))
		for r := range rows {
			z := out[t*rows+r]
			for j := range z {
				z[j] += recurrent[r][j]
			}
			h[r] = make([]float64, H)
			for j := range H {
				c[r][j] = sigmoid(z[H+j])*c[r][j] + sigmoid(z[j])*math.Tanh(z[2*H+j])
				h[r][j] = sigmoid(z[3*H+j]) * math.Tanh(c[r][j])
			}
			out[t*rows+r] = append([]float64{}, h[r]...)
		}
	}
	return out
}

func plainNorm(x [][]float64, scale, shift []float64, counts []bool) {
	for j := range scale {
		var mean, square, n float64
		for r := range x {
			if counts[r] {
				mean, square, n = mean+x[r][j], square+x[r][j]*x[r][j], n+1
			}
		}
		mean /= n
		variance := square/n - mean*mean
		for r := range x {
			x[r][j] = (x[r][j]-mean)/math.Sqrt(variance+1e-3)*scale[j] + shift[j]
		}
	}
}

func plainUnit(nats []float64, heads []Head, z []float64, targets []int16, condition [][]float64) {
	previous := int16(Unscored)
	for k, h := range heads {
		out := append([]float64{}, z[:h.Classes]...)
		if h.ConditionsOnPrevious && previous != Unscored {
			for j := range out {
				out[j] += condition[k][int(previous)*h.Classes+j]
			}
		}
		if h.Binary {
			for j, v := range out {
				switch targets[j] {
				case 1:
					nats[k] -= math.Log(sigmoid(v))
				case 0:
					nats[k] -= math.Log(1 - sigmoid(v))
				}
			}
		} else if targets[0] != Unscored {
			sum := 0.0
			for _, v := range out {
				sum += math.Exp(v)
			}
			nats[k] -= math.Log(math.Exp(out[targets[0]]) / sum)
		}
		previous = targets[0]
		z, targets = z[h.Classes:], targets[h.Targets():]
	}
}
