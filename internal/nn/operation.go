package nn

import (
	"fmt"
	"hash"
	"hash/fnv"

	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
)

// Operation is a gorgonia op on float32 tensors that owns its output tensor, which each run overwrites. It
// belongs to one node of one graph.
type Operation struct {
	// Name identifies the node. It must be unique: gorgonia merges nodes of equal names and inputs.
	Name string
	// Shape is that of the output; empty for a scalar.
	Shape tensor.Shape
	// Run computes out from the inputs. A scalar is a slice of one element.
	Run func(out []float32, in [][]float32)
	// Out is the memory of the output. Apply allocates it where it is nil.
	Out []float32
	// Gradient returns the nodes of the gradients with respect to the inputs, nil for inputs without one.
	// Gradient may be nil for an operation that is never differentiated.
	Gradient func(in gorgonia.Nodes, out, gradient *gorgonia.Node) (gorgonia.Nodes, error)
	// Differentiable says for which inputs Gradient returns a node.
	Differentiable []bool
	// Half is the output in bfloat16 too, rows of kernel.Width16 of their columns; nil where Run does not write it.
	Half []kernel.BF16
	// SkipsFirst says that Run does not read the first input, or reads it in bfloat16 (see Half).
	SkipsFirst bool

	inputs            []hm.Type
	value             *tensor.Dense
	outRead, halfRead bool // an operation reads Out, or Half
}

// Apply adds the operation to the graph of its inputs.
func Apply(o Operation, in ...*gorgonia.Node) (*gorgonia.Node, error) {
	for i, n := range in {
		if producer, ok := n.Op().(*Operation); ok && (i > 0 || !o.SkipsFirst) {
			producer.outRead = true
		}
		o.inputs = append(o.inputs, n.Type())
	}
	if o.Out == nil {
		o.Out = allocate[float32](o.Shape.TotalSize())
	}
	if !o.Shape.IsScalar() {
		o.value = tensor.New(tensor.WithShape(o.Shape...), tensor.WithBacking(o.Out))
	}
	n, err := gorgonia.ApplyOp(&o, in...)
	if err != nil {
		return nil, fmt.Errorf("graph node %s: %w", o.Name, err)
	}
	return n, nil
}

// Output returns the output of a node made by Apply. Each run overwrites it.
func Output(n *gorgonia.Node) []float32 {
	o := n.Op().(*Operation)
	o.outRead = true
	return o.Out
}

// Half returns the output of a node in bfloat16, for an operation that reads it instead of Out; nil if the node's
// operation does not write it.
func Half(n *gorgonia.Node) []kernel.BF16 {
	o, ok := n.Op().(*Operation)
	if !ok {
		return nil
	}
	o.halfRead = true
	return o.Half
}

// NewHalf allocates an output in bfloat16.
func NewHalf(rows, columns int) []kernel.BF16 {
	return allocate[kernel.BF16](rows * kernel.Width16(columns))
}

// Reads says which outputs of the node's operation others read: Out, or Half. Run need not write those that nobody
// reads.
func Reads(n *gorgonia.Node) (out, half bool) {
	o := n.Op().(*Operation)
	return o.outRead, o.halfRead && o.Half != nil
}

var (
	_ gorgonia.Op   = (*Operation)(nil)
	_ gorgonia.SDOp = (*Operation)(nil)
)

func (o *Operation) Arity() int { return len(o.inputs) }

func (o *Operation) Type() hm.Type {
	var out hm.Type = tensor.Float32
	if !o.Shape.IsScalar() {
		out = gorgonia.TensorType{Dims: o.Shape.Dims(), Of: tensor.Float32}
	}
	return hm.NewFnType(append(append([]hm.Type{}, o.inputs...), out)...)
}

func (o *Operation) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) { return o.Shape, nil }

// Do runs the operation. The output is the same tensor each time.
func (o *Operation) Do(values ...gorgonia.Value) (gorgonia.Value, error) {
	in := make([][]float32, len(values))
	for i, v := range values {
		switch data := v.Data().(type) {
		case []float32:
			in[i] = data
		case float32:
			in[i] = []float32{data}
		default:
			return nil, fmt.Errorf("nn: %s: input %d is %T, not float32", o.Name, i, data)
		}
	}
	o.Run(o.Out, in)
	if o.Shape.IsScalar() {
		return gorgonia.NewF32(o.Out[0]), nil
	}
	return o.value, nil
}

func (o *Operation) DiffWRT(int) []bool { return o.Differentiable }

func (o *Operation) SymDiff(in gorgonia.Nodes, out, gradient *gorgonia.Node) (gorgonia.Nodes, error) {
	return o.Gradient(in, out, gradient)
}

func (o *Operation) ReturnsPtr() bool      { return true }
func (o *Operation) CallsExtern() bool     { return false }
func (o *Operation) OverwritesInput() int  { return -1 }
func (o *Operation) WriteHash(h hash.Hash) { fmt.Fprint(h, o.Name) }
func (o *Operation) String() string        { return o.Name }

func (o *Operation) Hashcode() uint32 {
	h := fnv.New32a()
	o.WriteHash(h)
	return h.Sum32()
}

// Extent is the size of the sequences of a run: T steps of R rows. A graph is built for the largest. Before a
// run Steps and Rows may be lowered; the sequence then occupies the first T·R rows of each tensor.
type Extent struct {
	Steps, Rows int
	Precision   kernel.Precision // of matrix products; must not change once the graph is built
}

func (e *Extent) all() int { return e.Steps * e.Rows }
