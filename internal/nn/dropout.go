package nn

import (
	"math"
	"math/rand/v2"

	"gorgonia.org/gorgonia"

	"workbench/internal/kernel"
	"workbench/internal/parallel"
)

// DrawMask fills a dropout mask: each element is zero with probability p and 1/(1−p) otherwise, which keeps the
// expected value (inverted dropout).
//
// It draws as random.Float64() < p does, in integers and without a branch, which half of the time would be
// mispredicted.
func DrawMask(mask []float32, p float64, random *rand.Rand) {
	const unit = 1 << 53 // Float64 returns 53 random bits, over unit
	keep, bound := math.Float32bits(float32(1/(1-p))), uint64(math.Ceil(p*unit))
	for i := range mask {
		drawn := random.Uint64() % unit
		dropped := uint32((drawn - bound) >> 63) // 1 where drawn is below bound
		mask[i] = math.Float32frombits(keep * (1 - dropped))
	}
}

// ApplyMask sets y to x times the mask: x and y are T steps of len(mask) elements, and all steps share the mask
// (Gal & Ghahramani 2016). It is its own gradient.
func ApplyMask(y, x, mask []float32) {
	steps := len(x) / len(mask)
	parallel.Do(steps, func(t int) {
		from := t * len(mask)
		out := y[from : from+len(mask)]
		for i, v := range x[from : from+len(mask)] {
			out[i] = v * mask[i]
		}
	})
}

// applyMask16 is ApplyMask with the results in bfloat16: y has rows of Width16(H).
func applyMask16(y []kernel.BF16, x, mask []float32, hidden int) {
	rows, ld := len(mask)/hidden, kernel.Width16(hidden)
	parts(len(x)/hidden, 8*chunk, func(from, to int) {
		masked := make([]float32, hidden)
		for r := from; r < to; r++ {
			m := section(mask, r%rows, r%rows+1, hidden)
			for i, v := range section(x, r, r+1, hidden) {
				masked[i] = v * m[i]
			}
			kernel.ConvertBF16(y[r*ld:], masked)
		}
	})
}

// DropoutOp adds a dropout mask to a graph: x is T steps of R×H. The mask is R×H and shared by all steps, or
// (T·R)×H with one mask per step. In bfloat16, an LSTM that follows reads the result in that format.
func DropoutOp(name string, x, mask *gorgonia.Node, e *Extent) (*gorgonia.Node, error) {
	shape, hidden := x.Shape().Clone(), mask.Shape()[1]
	perStep := mask.Shape()[0] > e.Rows
	inputs := func(in [][]float32) (x, mask []float32) {
		rows := e.Rows
		if perStep {
			rows = e.all()
		}
		return in[0][:e.all()*hidden], in[1][:rows*hidden]
	}
	apply := func(y []float32, in [][]float32) {
		x, mask := inputs(in)
		ApplyMask(y, x, mask)
	}
	var half []kernel.BF16
	if e.Precision == kernel.BFloat16 {
		half = NewHalf(e.all(), hidden)
	}
	var self *gorgonia.Node
	self, err := Apply(Operation{
		Name: name, Shape: shape, Half: half,
		Run: func(y []float32, in [][]float32) {
			out, half16 := Reads(self)
			if half16 {
				x, mask := inputs(in)
				applyMask16(half, x, mask, hidden)
			}
			if out {
				apply(y, in)
			}
		},
		Differentiable: []bool{true, false},
		Gradient: func(in gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			dx, err := Apply(Operation{Name: name + ".dx", Shape: shape, Run: apply}, dy, in[1])
			return gorgonia.Nodes{dx, nil}, err
		},
	}, x, mask)
	return self, err
}
