package biaxial

import (
	"workbench/internal/kernel"
	"workbench/internal/nn"
)

// network is a model with packed weights, for use without a graph.
type network struct {
	*Model
	time, note []nn.LSTM
	dense      kernel.PackedB
	bias       []float32
	velocity   *velocityHead // nil without velocities
}

// pack packs the current weights.
func (m *Model) pack() *network {
	net := &network{Model: m, time: make([]nn.LSTM, len(m.TimeLayers)), note: make([]nn.LSTM, len(m.NoteLayers))}
	net.repack()
	return net
}

// repack packs the current weights again.
func (net *network) repack() {
	time, note, w, bias := net.layers()
	for i, l := range time {
		net.time[i].Precision = net.Precision
		l.pack(&net.time[i])
	}
	for i, l := range note {
		net.note[i].Precision = net.Precision
		l.pack(&net.note[i])
	}
	net.dense.Precision = net.Precision
	net.dense.Pack(w.Data, w.Shape[0], w.Shape[1])
	net.bias = bias.Data
	net.velocity = net.packVelocity()
}

func (l layer) pack(to *nn.LSTM) {
	to.Pack(l.wx.Data, l.wh.Data, l.bias.Data, l.inputs(), l.hidden())
}
