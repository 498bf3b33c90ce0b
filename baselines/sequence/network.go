package sequence

import (
	"runtime"

	"workbench/internal/kernel"
	"workbench/internal/nn"
)

// network is a model's weights packed for the matrix kernels, to be run without a graph. Several goroutines
// use it at once.
type network struct {
	*Model
	w     weights
	lstm  []nn.LSTM
	dense []affine // the last computes the logits of all heads
}

type affine struct {
	w    kernel.PackedB
	bias []float32
}

func (m *Model) pack() *network {
	net := &network{Model: m, w: m.weights(), lstm: make([]nn.LSTM, len(m.Layers)), dense: make([]affine, len(m.Dense)+1)}
	for i, l := range net.w.lstm {
		inputs := l[0].Shape[0]
		net.lstm[i].Precision = m.Precision
		if i == 0 && m.Embedding == 0 {
			net.lstm[i].Pack(nil, l[1].Data, l[2].Data, 0, m.Layers[i])
			continue
		}
		net.lstm[i].Pack(l[0].Data, l[1].Data, l[2].Data, inputs, m.Layers[i])
	}
	for i, d := range append(net.w.dense, net.w.out) {
		net.dense[i].w.Precision = m.Precision
		net.dense[i].w.Pack(d[0].Data, d[0].Shape[0], d[0].Shape[1])
		net.dense[i].bias = d[1].Data
	}
	return net
}

// inputWeights are the weights that the sparse inputs are multiplied with, I×width: the embedding, or else
// the input weights of the first LSTM layer.
func (net *network) inputWeights() (w []float32, width int) {
	p := net.Parameters[0]
	return p.Data, p.Shape[1]
}

// condition adds to the logits of head i, in a row of all logits, what the class of the head before
// contributes.
func (net *network) condition(logits []float32, i, class int) {
	if net.Heads[i].ConditionsOnPrevious {
		net.layout.condition(logits, i, net.w.condition[i].Data, class)
	}
}

// shard is the state of rows that one goroutine runs together, a few units at a time. Rows do not influence
// each other.
type shard struct {
	*nn.Stack
	net    *network
	inputs nn.Sparse
	x      []float32   // (T·R)×D, or ×4H without an embedding
	normed []float32   // (T·R)×H
	y      [][]float32 // of each dense layer; the last are the logits
}

// newShard allocates a shard for up to a given number of units of a given number of rows.
func (net *network) newShard(units, rows int) *shard {
	_, width := net.inputWeights()
	s := &shard{Stack: nn.NewStack(net.lstm, units, rows), net: net, x: make([]float32, units*rows*width)}
	s.Residual = net.Residual
	if net.BatchNorm {
		s.normed = make([]float32, units*rows*len(net.w.norm[0].Data))
	}
	for _, d := range net.dense {
		s.y = append(s.y, make([]float32, units*rows*d.w.N))
	}
	return s
}

// run advances the rows by the units of the inputs and returns the logits, (T·R)×O, valid until the next run.
// They are without conditioning.
func (s *shard) run(units int) []float32 {
	net, rows := s.net, units*s.Rows
	w, width := net.inputWeights()
	nn.Embed(s.x, w, &s.inputs, width)
	x := s.Run(s.x[:rows*width], units)
	if net.BatchNorm {
		nn.Normalize(s.normed, x, net.Buffers[0].Data, net.Buffers[1].Data, net.w.norm[0].Data, net.w.norm[1].Data)
		x = s.normed[:len(x)]
	}
	for i := range net.dense {
		d := &net.dense[i]
		y := s.y[i][:rows*d.w.N]
		nn.Affine(y, x, &d.w, d.bias, rows)
		if i < len(net.dense)-1 {
			nn.ReLU(y, y)
		}
		x = y
	}
	return x
}

// addInputs fills the next row of the inputs.
func (s *shard) addInputs(inputs []Input) {
	for _, in := range inputs {
		s.inputs.Add(in.Index, in.Value)
	}
	s.inputs.EndRow()
}

// shards is the number of goroutines that a given number of rows are divided among.
func shards(rows int) int { return min(runtime.GOMAXPROCS(0), rows) }
