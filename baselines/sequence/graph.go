package sequence

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"gorgonia.org/gorgonia"

	"workbench/internal/nn"
	"workbench/loss"
)

// Graph is a model laid out as a gorgonia graph for batches of up to so many windows of up to so many units, with its gradients. It trains the weights of the
// model itself, and moves its buffers; it is used by one goroutine.
type Graph struct {
	windows, units int // the most that it holds
	model          *Model

	batch   batch
	norm    nn.BatchNorm
	dropout []mask // one an LSTM; none where the model has no dropout

	weights gorgonia.Nodes
	vm      gorgonia.VM
	logits  []float32 // (T·R)×O, of the last run
}

// mask is a dropout mask, R×H, or (T·R)×H where it is fresh for each unit.
type mask struct {
	data   []float32
	hidden int
}

// NewGraph lays out the model for so many windows of so many units.
func (m *Model) NewGraph(windows, units int, reduction loss.Reduction) (*Graph, error) {
	g := &Graph{windows: windows, units: units, model: m}
	g.batch.Extent = nn.Extent{Steps: units, Rows: windows}
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

// builder adds a model's nodes to a gorgonia graph.
type builder struct {
	*Graph
	*nn.Builder
}

// cost builds the network from its inputs to the loss.
func (b *builder) cost(reduction loss.Reduction) (*gorgonia.Node, error) {
	w := b.model.weights()
	x, err := b.stack(w)
	if err != nil {
		return nil, err
	}
	logits, err := b.dense(x, w)
	if err != nil {
		return nil, err
	}
	if len(w.hears) > 0 {
		if logits, err = hearsOp("hears", logits, b.Weight(w.hears[0]), b.model.heads, &b.batch); err != nil {
			return nil, err
		}
	}
	b.logits = nn.Output(logits)
	return lossOp("loss", logits, b.model.heads, &b.batch, reduction)
}

// stack builds what is along time: the embedding, the LSTMs and their dropout.
func (b *builder) stack(w weights) (x *gorgonia.Node, err error) {
	e := &b.batch.Extent
	if len(w.embedding) > 0 {
		if x, err = nn.EmbeddingOp("embedded", b.Weight(w.embedding[0]), &b.batch.inputs, e); err != nil {
			return nil, err
		}
	}
	for i, l := range w.lstm {
		name, wx := fmt.Sprint("lstm", i+1), b.Weight(l[0])
		if x == nil { // the few inputs that are not zero are multiplied faster alone
			if x, err = nn.EmbeddingOp(name+".product", wx, &b.batch.inputs, e); err != nil {
				return nil, err
			}
			wx = nil
		}
		below := x
		if x, err = nn.LSTMOp(name, x, wx, b.Weight(l[1]), b.Weight(l[2]), e, true); err != nil {
			return nil, err
		}
		if b.model.Dropout > 0 {
			hidden := b.model.Layers[i]
			rows := e.Rows
			if b.model.FreshDropout {
				rows *= e.Steps
			}
			input, data := b.Input(name+".dropout", rows, hidden)
			b.dropout = append(b.dropout, mask{data, hidden})
			if x, err = nn.DropoutOp(name+".dropped", x, input, e); err != nil {
				return nil, err
			}
		}
		if b.model.Residual && i > 0 {
			if x, err = nn.AddOp(name+".residual", x, below, e); err != nil {
				return nil, err
			}
		}
	}
	return x, nil
}

// dense builds what is on top of each unit: the normalisation, the dense layers, and the heads' logits.
func (b *builder) dense(x *gorgonia.Node, w weights) (_ *gorgonia.Node, err error) {
	e := &b.batch.Extent
	if len(w.norm) > 0 {
		if x, err = nn.BatchNormOp("norm", x, b.Weight(w.norm[0]), b.Weight(w.norm[1]), &b.norm, e); err != nil {
			return nil, err
		}
	}
	for i, d := range w.dense {
		name := fmt.Sprint("dense", i+1)
		if x, err = nn.AffineOp(name, x, b.Weight(d[0]), b.Weight(d[1]), e); err != nil {
			return nil, err
		}
		if x, err = nn.ReLUOp(name+".relu", x, e); err != nil {
			return nil, err
		}
	}
	return nn.AffineOp("out", x, b.Weight(w.out[0]), b.Weight(w.out[1]), e)
}

// Load lays windows into the graph's inputs, at most as many and as long as it was built for, and draws which inputs and outputs are dropped. Behind a window
// that is shorter than others comes padding, which is kept out of the loss.
func (g *Graph) Load(windows []*Sequence, dropout *rand.Rand) {
	R, T := len(windows), 0
	for _, w := range windows {
		T = max(T, w.Len())
	}
	if R < 1 || R > g.windows || T < 1 || T > g.units {
		panic(fmt.Sprintf("sequence: %d windows of up to %d units, for a graph of %d and %d", R, T, g.windows, g.units))
	}
	b, K := &g.batch, g.model.heads.targets
	b.Steps, b.Rows, b.units = T, R, 0
	b.inputs.Reset()
	b.targets, b.counts = b.targets[:0], b.counts[:0]
	for t := range T {
		for _, w := range windows {
			counts := t < w.Len()
			b.counts = append(b.counts, counts)
			if counts {
				b.units++
				b.targets = append(b.targets, w.Targets[t*K:(t+1)*K]...)
				g.hear(w.Inputs[t], dropout)
			} else {
				for range K {
					b.targets = append(b.targets, Unscored)
				}
			}
			b.inputs.EndRow()
		}
	}
	g.norm.Counts = b.counts
	rows := R
	if g.model.FreshDropout {
		rows *= T
	}
	for _, m := range g.dropout {
		nn.DrawMask(m.data[:rows*m.hidden], g.model.Dropout, dropout)
	}
}

// hear adds the inputs of a unit to the row that is being filled, without those that are dropped.
func (g *Graph) hear(inputs []Input, dropout *rand.Rand) {
	p := g.model.InputDropout
	for _, in := range inputs {
		if p == 0 || dropout.Float64() >= p {
			g.batch.inputs.Add(in.Index, in.Value*float32(1/(1-p)))
		}
	}
}

// Run works out the loss of the loaded windows and its gradients, and returns the negative log-likelihood per unit: of the first head as Play, and of the
// second as Articulate, without their weights.
func (g *Graph) Run() (loss.Nats, error) {
	g.vm.Reset()
	if err := g.vm.RunAll(); err != nil {
		return nil, fmt.Errorf("running the network: %w", err)
	}
	return g.model.heads.parts(g.batch.nats).Scale(1 / float64(g.batch.units)), nil
}

// parts are the nats of the heads that there are.
func (l layout) parts(nats [most]float64) loss.Nats { return slices.Clone(nats[:len(l.heads)]) }

// Weights returns the weights with their gradients, in the order of the model's parameters, for a solver, which has to zero the gradients:
// gorgonia adds to them.
func (g *Graph) Weights() []gorgonia.ValueGrad { return gorgonia.NodesToValueGrads(g.weights) }

// Close frees the graph.
func (g *Graph) Close() error { return g.vm.Close() }
