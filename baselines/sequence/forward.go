package sequence

import (
	"runtime"

	"workbench/internal/kernel"
	"workbench/internal/nn"
)

// network is a model's weights packed for use without a graph. Several goroutines use it at once.
type network struct {
	*Model
	w     weights
	lstm  []nn.LSTM
	dense []affine // the last has the heads' outputs
}

type affine struct {
	w    kernel.Right
	bias []float32
}

func (m *Model) pack() *network {
	net := &network{Model: m, w: m.weights(), lstm: make([]nn.LSTM, len(m.Layers)), dense: make([]affine, len(m.Dense)+1)}
	for i, l := range net.w.lstm {
		inputs := l[0].Shape[0]
		if i == 0 && m.Embedding == 0 {
			net.lstm[i].Pack(nil, l[1].Data, l[2].Data, 0, m.Layers[i])
			continue
		}
		net.lstm[i].Pack(l[0].Data, l[1].Data, l[2].Data, inputs, m.Layers[i])
	}
	for i, d := range append(net.w.dense, net.w.out) {
		net.dense[i].w.Pack(d[0].Data, d[0].Shape[0], d[0].Shape[1])
		net.dense[i].bias = d[1].Data
	}
	return net
}

// table is what the inputs are multiplied with, I×width.
func (net *network) table() (table []float32, width int) {
	p := net.Parameters[0]
	return p.Data, p.Shape[1]
}

// voices are rows that go through a network side by side, a few units at a time, on one goroutine. What a row comes to does not depend on the others.
type voices struct {
	*nn.Stack
	net    *network
	inputs nn.Sparse
	x      []float32   // (T·R)×D, or ×4H without an embedding
	normed []float32   // (T·R)×H
	y      [][]float32 // of each dense layer; the last are the logits
}

// newVoices makes room for so many units of so many rows.
func (net *network) newVoices(units, rows int) *voices {
	_, width := net.table()
	v := &voices{Stack: nn.NewStack(net.lstm, units, rows), net: net, x: make([]float32, units*rows*width)}
	v.Residual = net.Residual
	if net.BatchNorm {
		v.normed = make([]float32, units*rows*len(net.w.norm[0].Data))
	}
	for _, d := range net.dense {
		v.y = append(v.y, make([]float32, units*rows*d.w.N))
	}
	return v
}

// run takes the rows on by so many units of the inputs, and returns the logits, (T·R)×O, of no head hearing another, good until the next run.
func (v *voices) run(units int) []float32 {
	net, rows := v.net, units*v.Rows
	table, width := net.table()
	nn.Embed(v.x, table, &v.inputs, width)
	x := v.Run(v.x[:rows*width], units)
	if net.BatchNorm {
		nn.Normalise(v.normed, x, net.Buffers[0].Data, net.Buffers[1].Data, net.w.norm[0].Data, net.w.norm[1].Data)
		x = v.normed[:len(x)]
	}
	for i := range net.dense {
		d := &net.dense[i]
		y := v.y[i][:rows*d.w.N]
		nn.Affine(y, x, &d.w, d.bias, rows)
		if i < len(net.dense)-1 {
			nn.ReLU(y, y)
		}
		x = y
	}
	return x
}

// hear puts a unit's inputs into the next row.
func (v *voices) hear(inputs []Input) {
	for _, in := range inputs {
		v.inputs.Add(in.Index, in.Value)
	}
	v.inputs.EndRow()
}

// choirs is how many goroutines so many rows are shared out to.
func choirs(rows int) int { return min(runtime.GOMAXPROCS(0), rows) }
