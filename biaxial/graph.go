package biaxial

import (
	"fmt"
	"math/rand/v2"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/internal/parallel"
	"workbench/loss"
)

// Graph is a model laid out as a gorgonia graph for batches of B segments of T steps, with its gradients. It trains the weights of the model
// itself; it is used by one goroutine.
type Graph struct {
	segments, steps int
	model           *Model

	x       []float32   // T×(B·N)×F
	labels  []float32   // N×(B·T)×K
	mask    []float32   // B·T: 1 for a step that counts
	dropout [][]float32 // a mask an LSTM, R×H; none where the model has no dropout

	weights gorgonia.Nodes
	vm      gorgonia.VM
	nats    loss.Nats
	logits  []float32 // N×(B·T)×K, of the last run
}

// NewGraph lays out the model for batches of so many segments of so many steps.
func (m *Model) NewGraph(segments, steps int, reduction loss.Reduction) (*Graph, error) {
	g := &Graph{segments: segments, steps: steps, model: m}
	b := &builder{Graph: g, graph: gorgonia.NewGraph()}
	cost := b.cost(reduction)
	if b.err != nil {
		return nil, fmt.Errorf("building the network: %w", b.err)
	}
	if _, err := gorgonia.Grad(cost, g.weights...); err != nil {
		return nil, fmt.Errorf("differentiating the network: %w", err)
	}
	names := map[uint32]string{}
	for _, n := range b.graph.AllNodes() {
		if other, ok := names[n.Hashcode()]; ok {
			panic(fmt.Sprintf("biaxial: gorgonia takes the nodes %s and %s for one", other, n.Name()))
		}
		names[n.Hashcode()] = n.Name()
	}
	g.vm = gorgonia.NewTapeMachine(b.graph, gorgonia.BindDualValues(g.weights...))
	return g, nil
}

// builder adds a model's nodes to a gorgonia graph; after an error it adds nothing.
type builder struct {
	*Graph
	graph *gorgonia.ExprGraph
	err   error
}

// cost builds the network from its inputs to the loss.
func (b *builder) cost(reduction loss.Reduction) *gorgonia.Node {
	m, B, T := b.model, b.segments, b.steps
	time, note, w, bias := m.layers()

	var x, labels, mask *gorgonia.Node
	x, b.x = b.input("x", T*B*notes, m.Attributes)
	labels, b.labels = b.input("labels", notes*B*T, m.Outputs)
	mask, b.mask = b.input("mask", B*T)

	h := x
	for i, l := range time {
		h = b.lstm(l, h, T, B*notes, i > 0)
	}
	h = b.try(axesOp("axes", h, labels, axes{B, T, notes, time[len(time)-1].hidden, m.Outputs}))
	for _, l := range note {
		h = b.lstm(l, h, notes, B*T, true)
	}
	if b.err != nil {
		return nil
	}
	logits := b.try(nn.AffineOp("dense", h, b.weight(w), b.weight(bias)))
	if b.err != nil {
		return nil
	}
	cost := b.try(loss.Op("loss", logits, labels, mask, reduction, &b.nats))
	b.logits = nn.Output(logits)
	return cost
}

// lstm adds one layer over so many steps of so many rows, with its dropout.
func (b *builder) lstm(l layer, x *gorgonia.Node, steps, rows int, inputGradient bool) *gorgonia.Node {
	if b.err != nil {
		return nil
	}
	wx := b.weight(Parameter{l.name + ".wx", []int{l.inputs, 4 * l.hidden}, l.wx})
	wh := b.weight(Parameter{l.name + ".wh", []int{l.hidden, 4 * l.hidden}, l.wh})
	bias := b.weight(Parameter{l.name + ".bias", []int{4 * l.hidden}, l.bias})
	h := b.try(nn.LSTMOp(l.name, x, wx, wh, bias, steps, rows, inputGradient))
	if b.err != nil || b.model.Dropout == 0 {
		return h
	}
	mask, backing := b.input(l.name+".dropout", rows, l.hidden)
	b.dropout = append(b.dropout, backing)
	return b.try(nn.DropoutOp(l.name+".dropped", h, mask))
}

func (b *builder) try(n *gorgonia.Node, err error) *gorgonia.Node {
	if b.err == nil {
		b.err = err
	}
	return n
}

func (b *builder) weight(p Parameter) *gorgonia.Node {
	n := b.node(p.Name, p.Data, p.Shape)
	b.weights = append(b.weights, n)
	return n
}

func (b *builder) input(name string, shape ...int) (*gorgonia.Node, []float32) {
	backing := make([]float32, tensor.Shape(shape).TotalSize())
	return b.node(name, backing, shape), backing
}

func (b *builder) node(name string, data []float32, shape []int) *gorgonia.Node {
	value := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
	return gorgonia.NewTensor(b.graph, tensor.Float32, len(shape), gorgonia.WithShape(shape...), gorgonia.WithName(name), gorgonia.WithValue(value))
}

// Load lays B segments of T steps into the graph's inputs, and draws the dropout masks.
func (g *Graph) Load(encoder *features.Encoder, segments []features.Segment, dropout *rand.Rand) {
	if len(segments) != g.segments || encoder.Width() != g.model.Attributes {
		panic(fmt.Sprintf("biaxial: %d segments of %d attributes for a graph of %d and %d",
			len(segments), encoder.Width(), g.segments, g.model.Attributes))
	}
	size := notes * encoder.Width()
	parallel.Do(g.segments*g.steps, func(i int) {
		b, t := i/g.steps, i%g.steps
		frame, beat := segments[b].Input(t)
		at := (t*g.segments + b) * size
		encoder.Encode(g.x[at:at+size], frame, beat)

		label, ok := segments[b].Label(t)
		g.mask[i] = 0
		if ok {
			g.mask[i] = 1
		}
		writeLabel(g.labels[i*g.model.Outputs:], g.segments*g.steps*g.model.Outputs, label, g.model.Outputs)
	})
	for _, mask := range g.dropout {
		nn.DrawMask(mask, g.model.Dropout, dropout)
	}
}

// writeLabel writes a frame as labels, note n's at dst[n·stride].
func writeLabel(dst []float32, stride int, f *features.Frame, outputs int) {
	for n, cell := range f {
		at := dst[n*stride : n*stride+outputs]
		clear(at)
		if cell.Play() {
			at[0] = 1
		}
		if outputs == 2 && cell.Articulate() {
			at[1] = 1
		}
	}
}

// Run works out the loss of the loaded batch and its gradients, and returns the negative log-likelihood per time step.
func (g *Graph) Run() (loss.Nats, error) {
	g.vm.Reset()
	if err := g.vm.RunAll(); err != nil {
		return loss.Nats{}, fmt.Errorf("running the network: %w", err)
	}
	steps := 0.0
	for _, m := range g.mask {
		steps += float64(m)
	}
	return g.nats.Scale(1 / max(steps, 1)), nil
}

// Weights returns the weights with their gradients, in the order of the model's parameters, for a solver, which has to zero the gradients:
// gorgonia adds to them.
func (g *Graph) Weights() []gorgonia.ValueGrad { return gorgonia.NodesToValueGrads(g.weights) }

// Close frees the graph.
func (g *Graph) Close() error { return g.vm.Close() }
