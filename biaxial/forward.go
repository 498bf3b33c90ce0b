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
	time, note, w, bias := m.layers()
	net := &network{Model: m, time: make([]nn.LSTM, len(time)), note: make([]nn.LSTM, len(note)), bias: bias.Data}
	for i, l := range time {
		net.time[i].Precision = m.Precision
		l.pack(&net.time[i])
	}
	for i, l := range note {
		net.note[i].Precision = m.Precision
		l.pack(&net.note[i])
	}
	net.dense.Precision = m.Precision
	net.dense.Pack(w.Data, w.Shape[0], w.Shape[1])
	net.velocity = m.packVelocity()
	return net
}

func (l layer) pack(to *nn.LSTM) {
	to.Pack(l.wx.Data, l.wh.Data, l.bias.Data, l.inputs(), l.hidden())
}
