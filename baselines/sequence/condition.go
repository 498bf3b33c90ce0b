package sequence

import (
	"gorgonia.org/gorgonia"

	"workbench/internal/nn"
)

// condition adds to the logits of head i the row of w, C×K, for the class that head i − 1 has, where C and K
// are the classes of the two heads. It adds nothing if that class is Unscored. logits is a row of O numbers.
func (l layout) condition(logits []float32, i int, w []float32, class int) {
	if class == Unscored {
		return
	}
	h := &l.heads[i]
	out := h.outputsOf(logits)
	for j, v := range w[class*h.Classes : (class+1)*h.Classes] {
		out[j] += v
	}
}

// conditionGradient sets dw, C×K, to the gradient of w over the units of a batch, given d, (T·R)×O, that of the
// logits. The gradient of the logits is that of the sum.
func (b *batch) conditionGradient(dw, d []float32, l layout, i int) {
	clear(dw)
	h, previous := &l.heads[i], &l.heads[i-1]
	for r, scored := range b.scored {
		class := int(b.targets[r*l.targets+previous.target])
		if !scored || class == Unscored {
			continue
		}
		row := dw[class*h.Classes:][:h.Classes]
		for j, v := range h.outputsOf(d[r*l.outputs : (r+1)*l.outputs]) {
			row[j] += v
		}
	}
}

// conditionOp adds the conditioning of head i to a graph. In training the class of head i − 1 is its target.
func conditionOp(name string, logits, w *gorgonia.Node, l layout, i int, b *batch) (*gorgonia.Node, error) {
	O, previous := l.outputs, &l.heads[i-1]
	return nn.Apply(nn.Operation{
		Name:  name,
		Shape: logits.Shape().Clone(),
		Run: func(out []float32, in [][]float32) {
			copy(out, in[0][:len(b.scored)*O])
			for r := range b.scored {
				l.condition(out[r*O:(r+1)*O], i, in[1], int(b.targets[r*l.targets+previous.target]))
			}
		},
		Differentiable: []bool{true, true},
		Gradient: func(_ gorgonia.Nodes, _, d *gorgonia.Node) (gorgonia.Nodes, error) {
			dw, err := nn.Apply(nn.Operation{
				Name:  name + ".dw",
				Shape: w.Shape().Clone(),
				Run:   func(dw []float32, in [][]float32) { b.conditionGradient(dw, in[0], l, i) },
			}, d)
			return gorgonia.Nodes{d, dw}, err
		},
	}, logits, w)
}
