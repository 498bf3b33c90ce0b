package biaxial

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gorgonia.org/gorgonia"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/internal/parallel"
	"workbench/loss"
)

// Graph is the gorgonia graph of a model and its gradients, for batches of up to B segments of up to T steps. It
// shares the weights of the model. It must not be used by several goroutines at once.
type Graph struct {
	segments, steps int // the largest batch
	model           *Model

	axes       axes      // of the loaded batch
	time, note nn.Extent // the same, from the view of the two stacks

	x       []float32 // T×(B·N)×(F+S)
	lower   []float32 // N×(B·T)×(E+S)
	labels  []float32 // N×(B·T)×K
	mask    []float32 // B·T: 1 for a valid step
	dropout []mask    // one per LSTM; empty without dropout

	weights gorgonia.Nodes
	vm      gorgonia.VM
	nats    loss.Nats
	logits  []float32 // N×(B·T)×K, of the last run

	velocities velocities
}

// mask is a dropout mask, R×H.
type mask struct {
	data   []float32
	hidden int
	extent *nn.Extent // its Rows are R
}

// NewGraph builds the graph of the model for batches of up to the given segments and steps.
func (m *Model) NewGraph(segments, steps int, reduction loss.Reduction) (*Graph, error) {
	g := &Graph{segments: segments, steps: steps, model: m}
	g.use(segments, steps)
	b := &builder{Graph: g, Builder: nn.NewBuilder()}
	cost := b.cost(reduction)
	if b.err != nil {
		return nil, fmt.Errorf("building the network: %w", b.err)
	}
	var err error
	g.vm, g.weights, err = b.Machine(cost)
	return g, err
}

// use sets the size of the batch.
func (g *Graph) use(segments, steps int) {
	m := g.model
	g.axes = axes{segments, steps, notes, m.TimeLayers[len(m.TimeLayers)-1], m.lowerInputs()}
	g.time = nn.Extent{Steps: steps, Rows: segments * notes, Precision: m.Precision}
	g.note = nn.Extent{Steps: notes, Rows: segments * steps, Precision: m.Precision}
}

// builder adds a model's nodes to a gorgonia graph; after an error it adds nothing.
type builder struct {
	*Graph
	*nn.Builder
	err error
}

// cost builds the network from its inputs to the loss.
func (b *builder) cost(reduction loss.Reduction) *gorgonia.Node {
	m, B, T := b.model, b.segments, b.steps

	var x, lower, labels, mask *gorgonia.Node
	x, b.x = b.Input("x", T*B*notes, m.inputs())
	lower, b.lower = b.Input("lower", notes*B*T, m.lowerInputs())
	labels, b.labels = b.Input("labels", notes*B*T, m.Outputs)
	mask, b.mask = b.Input("mask", B*T)

	timeStyles, noteStyles, own := m.split()
	var timeRows, noteRows gorgonia.Nodes // of the first layers
	for i := range timeStyles {           // weights in the order of Parameters
		timeRows, noteRows = append(timeRows, b.Weight(timeStyles[i])), append(noteRows, b.Weight(noteStyles[i]))
	}
	time, note, w, bias := layersOf(m.Shape, own)
	h := x
	for i, l := range time {
		h = b.lstm(fmt.Sprint("time", i+1), l, h, &b.time, i > 0, timeRows)
		timeRows = nil
	}
	h = b.try(axesOp("axes", h, lower, &b.axes))
	for i, l := range note {
		h = b.lstm(fmt.Sprint("note", i+1), l, h, &b.note, true, noteRows)
		noteRows = nil
	}
	if b.err != nil {
		return nil
	}
	logits := b.try(nn.AffineOp("dense", h, b.Weight(w), b.Weight(bias), &b.note))
	if b.err != nil {
		return nil
	}
	cost := b.try(loss.Op("loss", logits, labels, mask, &b.note, reduction, &b.nats))
	b.logits = nn.Output(logits)
	if m.Velocity {
		cost = b.addVelocity(cost, h, lower, x, mask, reduction)
	}
	return cost
}

// lstm adds one layer with its dropout. styles are the further rows of its input weights, nil for none.
func (b *builder) lstm(name string, l layer, x *gorgonia.Node, e *nn.Extent, inputGradient bool, styles gorgonia.Nodes) *gorgonia.Node {
	if b.err != nil {
		return nil
	}
	wx := b.Weight(l.wx)
	if len(styles) > 0 {
		if wx = b.try(stackOp(name+".wx.styles", append(gorgonia.Nodes{wx}, styles...))); b.err != nil {
			return nil
		}
	}
	h := b.try(nn.LSTMOp(name, x, wx, b.Weight(l.wh), b.Weight(l.bias), e, inputGradient))
	if b.err != nil || b.model.Dropout == 0 {
		return h
	}
	input, data := b.Input(name+".dropout", e.Rows, l.hidden())
	b.dropout = append(b.dropout, mask{data, l.hidden(), e})
	return b.try(nn.DropoutOp(name+".dropped", h, input, e))
}

// try returns n and keeps the first error.
func (b *builder) try(n *gorgonia.Node, err error) *gorgonia.Node {
	if b.err == nil {
		b.err = err
	}
	return n
}

// Encoding turns music into the inputs of a network.
type Encoding struct {
	Notes      *features.Encoder    // F attributes of each note at the previous step
	LowerNotes *features.LowerNotes // E attributes of the lower keys at the same step
}

// Load encodes segments as the graph's inputs, at most as many and as long as it was built for, and draws the
// dropout masks. Steps beyond the end of a shorter segment do not count in the loss.
func (g *Graph) Load(encoding Encoding, segments []features.Segment, dropout *rand.Rand) {
	m, B, T := g.model, len(segments), 0
	for _, s := range segments {
		T = max(T, s.Steps)
	}
	if B < 1 || B > g.segments || T < 1 || T > g.steps || encoding.Notes.Width() != m.Attributes || encoding.LowerNotes.Width() != m.LowerNotes {
		panic(fmt.Sprintf("biaxial: %d segments of up to %d steps, %d attributes and %d from the lower notes, for a graph of %d, %d, %d and %d",
			B, T, encoding.Notes.Width(), encoding.LowerNotes.Width(), g.segments, g.steps, m.Attributes, m.LowerNotes))
	}
	g.use(B, T)
	size, styles := notes*m.inputs(), make([][]float32, B)
	for b, s := range segments {
		styles[b] = m.styleWeights(s.Piece.Style)
	}
	parallel.Do(B*T, func(row int) {
		s, t := segments[row/T], row%T
		past, place := s.Input(t)
		at := (t*B + row/T) * size
		encoding.input(g.x[at:at+size], past, place, styles[row/T])

		label, ok := s.Label(t)
		g.mask[row] = 0
		if ok && t < s.Steps {
			g.mask[row] = 1
		}
		encoding.label(g.lower, g.labels, label, styles[row/T], row, B*T, m.Outputs)
	})
	if m.Velocity {
		g.velocities.load(segments, g.mask, T)
	}
	for _, k := range g.dropout {
		nn.DrawMask(k.data[:k.extent.Rows*k.hidden], m.Dropout, dropout)
	}
}

// input writes a row of attributes for each note, and the weights of the styles after them: N×(F+S).
func (e Encoding) input(x []float32, past features.Past, at features.Place, style []float32) {
	F := e.Notes.Width()
	width := F + len(style)
	e.Notes.EncodeRows(x, width, past, at)
	for n := 0; n < notes && len(style) > 0; n++ {
		copy(x[n*width+F:], style)
	}
}

// label writes a frame to row r of the labels, N×R×K, and of the lower-note context with the weights of the
// styles, N×R×(E+S).
func (e Encoding) label(lower, labels []float32, f *features.Frame, style []float32, r, rows, outputs int) {
	E := e.LowerNotes.Width()
	width := E + len(style)
	for n, cell := range f {
		at := n*rows + r
		e.LowerNotes.Encode(lower[at*width:at*width+E], f, n)
		copy(lower[at*width+E:], style)
		label := labels[at*outputs : (at+1)*outputs]
		clear(label)
		if cell.Play() {
			label[0] = 1
		}
		if outputs == 2 && cell.Articulate() {
			label[1] = 1
		}
	}
}

// Run computes the loss of the loaded batch and its gradients, and returns the negative log-likelihood per
// time step.
func (g *Graph) Run() (loss.Nats, error) {
	g.vm.Reset()
	if err := g.vm.RunAll(); err != nil {
		return nil, fmt.Errorf("running the network: %w", err)
	}
	steps := 0.0
	for _, m := range g.mask[:g.note.Rows] {
		steps += float64(m)
	}
	nats := g.nats
	if g.model.Velocity {
		nats = append(slices.Clip(nats), g.velocities.nats)
	}
	return nats.Scale(1 / max(steps, 1)), nil
}

// Weights returns the weights with their gradients, in the order of the model's parameters, for a solver. The
// solver must set the gradients to zero, because gorgonia adds to them.
func (g *Graph) Weights() []gorgonia.ValueGrad { return gorgonia.NodesToValueGrads(g.weights) }

// Close frees the graph.
func (g *Graph) Close() error { return g.vm.Close() }
