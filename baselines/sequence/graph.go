package sequence

import (
	"fmt"
	"math/rand/v2"

	"gorgonia.org/gorgonia"

	"workbench/internal/nn"
	"workbench/loss"
)

// Graph is a model as a gorgonia graph, with gradients, for batches of up to a given number of windows of up
// to a given number of units. It shares the weights and the buffers of the model; running it updates the
// buffers. One goroutine uses it.
type Graph struct {
	windows, units int // capacity
	model          *Model

	batch   batch
	norm    nn.BatchNorm
	dropout []mask // of each LSTM layer; none without dropout

	weights gorgonia.Nodes
	vm      gorgonia.VM
	logits  []float32 // (T·R)×O, of the last run
}

// mask is a dropout mask, R×H, or (T·R)×H if it is drawn for each unit.
type mask struct {
	data   []float32
	hidden int
}

// NewGraph builds the graph for up to a given number of windows of up to a given number of units.
func (m *Model) NewGraph(windows, units int, reduction loss.Reduction) (*Graph, error) {
	g := &Graph{windows: windows, units: units, model: m}
	g.batch.Extent = nn.Extent{Steps: units, Rows: windows, Precision: m.Precision}
	if m.BatchNorm {
		g.norm.Mean, g.norm.Variance = m.Buffers[0].Data, m.Buffers[1].Data
	}
	b := &builder{g, nn.NewBuilder()}
	cost, err := b.cost(reduction)
	if err != nil {
		return nil, fmt.Errorf("building the network: %w", err)
	}
	g.vm, g.weights, err = b.Machine(cost)
	return g, err
}

// Load copies windows into the graph's inputs, at most as many and as long as its capacity, and draws the
// dropout. Windows that are shorter than the longest are padded; the padding is not scored.
func (g *Graph) Load(windows []*Sequence, dropout *rand.Rand) {
	R, T := len(windows), 0
	for _, w := range windows {
		T = max(T, w.Len())
	}
	if R < 1 || R > g.windows || T < 1 || T > g.units {
		panic(fmt.Sprintf("sequence: %d windows of up to %d units, for a graph of %d and %d", R, T, g.windows, g.units))
	}
	b, K := &g.batch, g.model.layout.targets
	b.Steps, b.Rows, b.units = T, R, 0
	b.inputs.Reset()
	b.targets, b.scored = b.targets[:0], b.scored[:0]
	for t := range T {
		for _, w := range windows {
			scored := t < w.Len()
			b.scored = append(b.scored, scored)
			if scored {
				b.units++
				b.targets = append(b.targets, w.Targets[t*K:(t+1)*K]...)
				g.addInputs(w.Inputs[t], dropout)
			} else {
				for range K {
					b.targets = append(b.targets, Unscored)
				}
			}
			b.inputs.EndRow()
		}
	}
	g.norm.Valid = b.scored
	rows := R
	if g.model.PerStepDropout {
		rows *= T
	}
	for _, m := range g.dropout {
		nn.DrawMask(m.data[:rows*m.hidden], g.model.Dropout, dropout)
	}
}

// addInputs adds the inputs of a unit to the current row, without those that are dropped.
func (g *Graph) addInputs(inputs []Input, dropout *rand.Rand) {
	p := g.model.InputDropout
	for _, in := range inputs {
		if p == 0 || dropout.Float64() >= p {
			g.batch.inputs.Add(in.Index, in.Value*float32(1/(1-p)))
		}
	}
}

// Run computes the loss of the loaded windows and its gradients, and returns the negative log-likelihood per
// unit: one part per head, without the heads' weights.
func (g *Graph) Run() (loss.Nats, error) {
	g.vm.Reset()
	if err := g.vm.RunAll(); err != nil {
		return nil, fmt.Errorf("running the network: %w", err)
	}
	return g.batch.nats.Scale(1 / float64(g.batch.units)), nil
}

// Weights returns the weights with their gradients, in the order of the model's parameters, for a solver. The
// solver has to zero the gradients, because gorgonia adds to them.
func (g *Graph) Weights() []gorgonia.ValueGrad { return gorgonia.NodesToValueGrads(g.weights) }

// Close frees the graph.
func (g *Graph) Close() error { return g.vm.Close() }
