package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Builder builds a network as a gorgonia graph. It adds the weights and inputs; the operations connect them.
type Builder struct {
	graph   *gorgonia.ExprGraph
	weights gorgonia.Nodes
}

// NewBuilder returns a builder with an empty graph.
func NewBuilder() *Builder { return &Builder{graph: gorgonia.NewGraph()} }

// Weight adds a trained tensor, which shares the parameter's memory.
func (b *Builder) Weight(p Parameter) *gorgonia.Node {
	n := b.node(p.Name, p.Data, p.Shape)
	b.weights = append(b.weights, n)
	return n
}

// Input adds a tensor that is filled before a run, and returns its memory.
func (b *Builder) Input(name string, shape ...int) (*gorgonia.Node, []float32) {
	backing := allocate[float32](tensor.Shape(shape).TotalSize())
	return b.node(name, backing, shape), backing
}

func (b *Builder) node(name string, data []float32, shape []int) *gorgonia.Node {
	value := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
	return gorgonia.NewTensor(b.graph, tensor.Float32, len(shape), gorgonia.WithShape(shape...), gorgonia.WithName(name), gorgonia.WithValue(value))
}

// Machine differentiates the cost. It returns a machine that runs the graph, and the weights with their
// gradients, in the order of the calls of Weight.
func (b *Builder) Machine(cost *gorgonia.Node) (gorgonia.VM, gorgonia.Nodes, error) {
	if _, err := gorgonia.Grad(cost, b.weights...); err != nil {
		return nil, nil, fmt.Errorf("differentiating the network: %w", err)
	}
	names := map[uint32]string{}
	for _, n := range b.graph.AllNodes() {
		if other, ok := names[n.Hashcode()]; ok {
			panic(fmt.Sprintf("nn: gorgonia takes the nodes %s and %s for one", other, n.Name()))
		}
		names[n.Hashcode()] = n.Name()
	}
	return gorgonia.NewTapeMachine(b.graph, gorgonia.BindDualValues(b.weights...)), b.weights, nil
}
