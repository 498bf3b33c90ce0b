package nn

// Stack is a stack of LSTMs over R rows, with its state and buffers, for use without a graph. It does not
// modify the layers, which it shares.
type Stack struct {
	Rows     int  // R, at most that of NewStack
	Residual bool // residual connections around each LSTM except the first; all have the same number of units

	layers []LSTM
	h0, c0 [][]float32 // per layer: R×H, the state after the last step
	h, c   [][]float32 // per layer: (T·R)×H
	z      []float32   // (T·R)×4H of the widest layer
	sum    []float32   // (T·R)×H, of outputs and inputs; allocated when needed
}

// NewStack allocates a stack for up to the given steps and rows per run. The state is zero.
func NewStack(layers []LSTM, steps, rows int) *Stack {
	s := &Stack{Rows: rows, layers: layers}
	widest := 0
	for _, l := range layers {
		s.h0, s.c0 = append(s.h0, make([]float32, rows*l.Hidden)), append(s.c0, make([]float32, rows*l.Hidden))
		s.h, s.c = append(s.h, make([]float32, steps*rows*l.Hidden)), append(s.c, make([]float32, steps*rows*l.Hidden))
		widest = max(widest, l.Hidden)
	}
	s.z = make([]float32, steps*rows*4*widest)
	return s
}

// Reset sets the state to zero.
func (s *Stack) Reset() {
	for i := range s.layers {
		clear(s.h0[i])
		clear(s.c0[i])
	}
}

// ResetRow sets the state of one row to zero.
func (s *Stack) ResetRow(r int) {
	for i, l := range s.layers {
		clear(section(s.h0[i], r, r+1, l.Hidden))
		clear(section(s.c0[i], r, r+1, l.Hidden))
	}
}

// CopyRow copies the state of one row to another.
func (s *Stack) CopyRow(to, from int) {
	for i, l := range s.layers {
		copy(section(s.h0[i], to, to+1, l.Hidden), section(s.h0[i], from, from+1, l.Hidden))
		copy(section(s.c0[i], to, to+1, l.Hidden), section(s.c0[i], from, from+1, l.Hidden))
	}
}

// Run computes T steps of x, (T·R)×I, starting from the state of the previous run. It returns the outputs of
// the last layer, (T·R)×H, valid until the next run.
func (s *Stack) Run(x []float32, steps int) []float32 {
	for i := range s.layers {
		l := &s.layers[i]
		size := steps * s.Rows * l.Hidden
		h, c := s.h[i][:size], s.c[i][:size]
		l.Forward(h, c, s.z, x, s.h0[i], s.c0[i], steps, s.Rows)
		copy(s.h0[i], h[size-s.Rows*l.Hidden:])
		copy(s.c0[i], c[size-s.Rows*l.Hidden:])
		if s.Residual && i > 0 {
			if len(s.sum) < size {
				s.sum = make([]float32, len(s.h[i]))
			}
			Add(s.sum[:size], x[:size], h)
			h = s.sum[:size]
		}
		x = h
	}
	return x
}
