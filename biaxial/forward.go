package biaxial

import (
	"workbench/internal/kernel"
	"workbench/internal/nn"
)

// network is a model's weights packed for use without a graph.
type network struct {
	*Model
	time, note []nn.LSTM
	dense      kernel.Right
	bias       []float32
}

func (m *Model) pack() *network {
	time, note, w, bias := m.layers()
	net := &network{Model: m, time: make([]nn.LSTM, len(time)), note: make([]nn.LSTM, len(note)), bias: bias.Data}
	for i, l := range time {
		net.time[i].Pack(l.wx, l.wh, l.bias, l.inputs, l.hidden)
	}
	for i, l := range note {
		net.note[i].Pack(l.wx, l.wh, l.bias, l.inputs, l.hidden)
	}
	net.dense.Pack(w.Data, w.Shape[0], w.Shape[1])
	return net
}

// stack is the state and the buffers of a stack of LSTMs over a number of rows, for up to so many steps at a time.
type stack struct {
	layers []nn.LSTM
	rows   int
	h0, c0 [][]float32 // a layer: R×H, the state after the last step that was run
	h, c   [][]float32 // a layer: (T·R)×H
	z      []float32   // (T·R)×4H of the widest layer
}

func newStack(layers []nn.LSTM, steps, rows int) *stack {
	s := &stack{layers: layers, rows: rows}
	widest := 0
	for _, l := range layers {
		s.h0, s.c0 = append(s.h0, make([]float32, rows*l.Hidden)), append(s.c0, make([]float32, rows*l.Hidden))
		s.h, s.c = append(s.h, make([]float32, steps*rows*l.Hidden)), append(s.c, make([]float32, steps*rows*l.Hidden))
		widest = max(widest, l.Hidden)
	}
	s.z = make([]float32, steps*rows*4*widest)
	return s
}

// forget sets the state to zero.
func (s *stack) forget() {
	for i := range s.layers {
		clear(s.h0[i])
		clear(s.c0[i])
	}
}

// run takes the stack through so many steps of x, (T·R)×I, from the state that the last run left, and returns the outputs of the last layer,
// (T·R)×H, good until the next run.
func (s *stack) run(x []float32, steps int) []float32 {
	for i := range s.layers {
		l := &s.layers[i]
		size := steps * s.rows * l.Hidden
		h, c := s.h[i][:size], s.c[i][:size]
		l.Forward(h, c, s.z, x, s.h0[i], s.c0[i], steps, s.rows)
		copy(s.h0[i], h[size-s.rows*l.Hidden:])
		copy(s.c0[i], c[size-s.rows*l.Hidden:])
		x = h
	}
	return x
}
