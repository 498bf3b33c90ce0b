package biaxial

import (
	"math"
	"slices"

	"workbench/features"
	"workbench/features/dynamics"
)

// plainLoss is a slow and plain version of the network in float64: the sum over all labels of the loss, in
// nats. weights are as in Model.Parameters. masks has one dropout mask for each LSTM, with rows as in the
// graph, or is nil.
func plainLoss(m *Model, weights [][]float64, encoding Encoding, segments []features.Segment, masks []mask) float64 {
	B, T, N, K := len(segments), segments[0].Steps, notes, m.Outputs
	total := 0.0
	type vector = []float64

	// The vectors of the styles are rows of the first layers' input weights; a piece without a style is an even
	// mixture of all.
	vectors, weights := weights[:2*len(m.Styles)], slices.Clone(weights[2*len(m.Styles):])
	style := make([]vector, B)
	for i, v := range vectors {
		wx := &weights[i%2*3*len(m.TimeLayers)]
		*wx = slices.Concat(*wx, v)
	}
	for b, segment := range segments {
		for _, name := range m.Styles {
			if segment.Piece.Style == nil {
				style[b] = append(style[b], 1/float64(len(m.Styles)))
			} else {
				style[b] = append(style[b], segment.Piece.Style[name])
			}
		}
	}

	// The time axis: h[b][n][t] is the output for note n of segment b at step t.
	h := make([][][]vector, B)
	x := make([][]float32, B)
	labels := make([][]float32, B)
	counts := make([][]float32, B)
	for b, segment := range segments {
		x[b], labels[b], counts[b] = encoding.Notes.Tensor(segment)
		h[b] = make([][]vector, N)
		for n := range N {
			inputs := make([]vector, T)
			for t := range T {
				for a := range m.Attributes {
					inputs[t] = append(inputs[t], float64(x[b][(t*N+n)*m.Attributes+a]))
				}
				inputs[t] = append(inputs[t], style[b]...)
			}
			for i := range m.TimeLayers {
				inputs = plainLSTM(inputs, weights[3*i:3*i+3])
				plainDropout(inputs, masks, i, b*N+n)
			}
			h[b][n] = inputs
		}
	}
	// The note axis, at each step of each segment, given the labels of the lower notes.
	for b := range B {
		for t := range T {
			if counts[b][t] == 0 {
				continue
			}
			label := func(n, k int) float64 { return float64(labels[b][(t*N+n)*2+k]) }
			inputs, below := make([]vector, N), make([]vector, N)
			frame, _ := segments[b].Label(t)
			for n := range N {
				lower := make([]float32, m.LowerNotes)
				encoding.LowerNotes.Encode(lower, frame, n)
				for _, v := range lower {
					below[n] = append(below[n], float64(v))
				}
				below[n] = append(below[n], style[b]...)
				inputs[n] = slices.Concat(h[b][n][t], below[n])
			}
			for i := range m.NoteLayers {
				layer := len(m.TimeLayers) + i
				inputs = plainLSTM(inputs, weights[3*layer:3*layer+3])
				plainDropout(inputs, masks, layer, b*T+t)
			}
			dense := 3 * (len(m.TimeLayers) + len(m.NoteLayers))
			w, bias := weights[dense], weights[dense+1]
			for n := range N {
				for k := range K {
					z := bias[k]
					for j, v := range inputs[n] {
						z += v * w[j*K+k]
					}
					p, y := 1/(1+math.Exp(-z)), label(n, k)
					if k == 0 || label(n, 0) == 1 {
						total -= math.Log(2*p*y - p - y + 1)
					}
				}
				if v := frame[n].Velocity(); v > 0 {
					in := slices.Concat(inputs[n], below[n])
					for a := m.Attributes - dynamics.Width; a < m.Attributes; a++ {
						in = append(in, float64(x[b][(t*N+n)*m.Attributes+a]))
					}
					total -= plainLogVelocity(weights[dense+2:], in, int(v)-1)
				}
			}
		}
	}
	return total
}

// plainLogVelocity is the log-probability of a velocity, given the input of two dense layers.
func plainLogVelocity(w [][]float64, in []float64, class int) float64 {
	dense := func(in, w, bias []float64) []float64 {
		out := slices.Clone(bias)
		for j := range out {
			for i, v := range in {
				out[j] += v * w[i*len(out)+j]
			}
		}
		return out
	}
	hidden := dense(in, w[0], w[1])
	for i, v := range hidden {
		hidden[i] = max(v, 0)
	}
	logits, sum := dense(hidden, w[2], w[3]), 0.0
	for _, z := range logits {
		sum += math.Exp(z)
	}
	return logits[class] - math.Log(sum)
}

// plainLSTM runs one row through a sequence from a zero state; w is wx, wh, bias with the gates in the order i,
// f, g, o.
func plainLSTM(x [][]float64, w [][]float64) [][]float64 {
	wx, wh, bias := w[0], w[1], w[2]
	H := len(bias) / 4
	h, c := make([]float64, H), make([]float64, H)
	var out [][]float64
	for _, xt := range x {
		z := append([]float64{}, bias...)
		for j := range z {
			for i, v := range xt {
				z[j] += v * wx[i*4*H+j]
			}
			for i, v := range h {
				z[j] += v * wh[i*4*H+j]
			}
		}
		sigmoid := func(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
		next := make([]float64, H)
		for j := range H {
			c[j] = sigmoid(z[H+j])*c[j] + sigmoid(z[j])*math.Tanh(z[2*H+j])
			next[j] = sigmoid(z[3*H+j]) * math.Tanh(c[j])
		}
		h = next
		out = append(out, append([]float64{}, h...))
	}
	return out
}

func plainDropout(sequence [][]float64, masks []mask, layer, row int) {
	if masks == nil {
		return
	}
	for t := range sequence {
		H := len(sequence[t])
		for j := range sequence[t] {
			sequence[t][j] *= float64(masks[layer].data[row*H+j])
		}
	}
}
