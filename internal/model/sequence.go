package model

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"workbench/baselines/sequence"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/kernel"
	"workbench/internal/memory"
	"workbench/internal/nn"
	"workbench/internal/setting"
	"workbench/loss"
)

// sequenceOptions are the keys of the section that the kinds on the sequence network share.
type sequenceOptions struct {
	Embedding      int     `toml:"embedding"`        // size of the input embedding; 0 = one-hot inputs
	InputDropout   float64 `toml:"input_dropout"`    // share of the inputs dropped in an update
	PerStepDropout bool    `toml:"per_step_dropout"` // dropout masks are drawn for each unit instead of once per window
	Residual       bool    `toml:"residual"`         // residual connections around each LSTM layer except the first
	Dense          []int   `toml:"dense"`            // units of each dense layer between the LSTMs and the outputs
	BatchNorm      bool    `toml:"batch_norm"`       // batch normalization of the last LSTM's outputs
}

func sequenceSection() setting.Section {
	return setting.Section{Name: "sequence", Values: &sequenceOptions{Dense: []int{}}, Rules: map[string]setting.Rule{
		"embedding":        setting.Whole(0, 4096),
		"input_dropout":    setting.Share(),
		"per_step_dropout": setting.Bool(),
		"residual":         setting.Bool(),
		"dense":            setting.Layers(true, "[256]"),
		"batch_norm":       setting.Bool(),
	}}
}

// system is a kind on the sequence network. The systems differ only in how they represent music.
type system struct {
	name, summary string
	// section is the kind's own; nil for none.
	section func() setting.Section
	// notesOnly says that it needs notes, which frames do not have.
	notesOnly bool
	// fit returns the representation, which may depend on the training pieces.
	fit func(c *config.Config, training []*features.Piece) sequence.Representation
	// restore returns the representation from the tensors of a checkpoint; nil if fit needs no pieces.
	restore func(c *config.Config, tensors map[string]nn.Parameter) (sequence.Representation, error)
	// guess estimates the network's shape before the pieces are read; nil if fit needs no pieces.
	guess func(c *config.Config) sequence.Shape
	// references are the counting models to compare with; nil for bigrams.
	references func(c *config.Config, training []*features.Piece) []Reference
	check      func(c *config.Config) []config.Problem
}

// sequenceKind is the kind of a system.
func sequenceKind(s system) Kind {
	return Kind{
		Kind: config.Kind{
			Name: s.name, Summary: s.summary,
			Uses: append([]string{"model.time_layers", "model.dropout", "train.precision"}, trainingKeys...),
			Sections: func() []setting.Section {
				if s.section == nil {
					return []setting.Section{sequenceSection()}
				}
				return []setting.Section{sequenceSection(), s.section()}
			},
			Check: s.checkConfig,
		},
		Cost: func(c *config.Config) memory.Cost { return s.expect(c).Cost() },
		New:  func(c *config.Config) (Model, error) { return newSequence(s, c) },
		NewTrainable: func(c *config.Config, init *rand.Rand, pieces []*features.Piece, _ int) (Trainable, error) {
			m, err := newSequence(s, c)
			if err != nil {
				return nil, err
			}
			return m, m.prepare(init, pieces)
		},
	}
}

func (s system) checkConfig(c *config.Config) (problems []config.Problem) {
	if s.notesOnly && c.Data.Frames != "" {
		problems = append(problems, config.Problem{Keys: []string{"data.frames", "model.kind"},
			Text: fmt.Sprintf("model.kind = %q reads notes, and frames have none; name a folder with data.midi, or use pianoroll", s.name)})
	}
	if s.notesOnly && c.Data.Frames == "" && !c.Articulated() {
		problems = append(problems, config.Problem{Keys: []string{"data.sampling", "model.kind"},
			Text: fmt.Sprintf("model.kind = %q reads notes, and frames have none; leave it at %q, or use pianoroll", s.name, config.SamplingOnsets)})
	}
	if m := c.Model; config.Section[sequenceOptions](c, "sequence").Residual && slices.Max(m.TimeLayers) != slices.Min(m.TimeLayers) {
		problems = append(problems, config.Problem{Keys: []string{"sequence.residual"},
			Text: fmt.Sprintf("needs layers of one size, and model.time_layers = [%s]", console.Numbers(m.TimeLayers))})
	}
	if s.check != nil {
		problems = append(problems, s.check(c)...)
	}
	return problems
}

// sequenceShape is the network shape of a config for a representation.
func sequenceShape(c *config.Config, r sequence.Representation) sequence.Shape {
	o := config.Section[sequenceOptions](c, "sequence")
	return sequence.Shape{Inputs: r.Inputs(), Embedding: o.Embedding, Layers: c.Model.TimeLayers, Residual: o.Residual, Dense: o.Dense,
		BatchNorm: o.BatchNorm, InputDropout: o.InputDropout, Dropout: c.Model.Dropout, PerStepDropout: o.PerStepDropout, Heads: r.Heads()}
}

// expect is the network's shape as far as it is known before the pieces are read.
func (s system) expect(c *config.Config) sequence.Shape {
	if s.guess != nil {
		return s.guess(c)
	}
	return sequenceShape(c, s.fit(c, nil))
}

// sequenceModel is the sequence network as a [Trainable].
type sequenceModel struct {
	system         system
	config         *config.Config
	precision      kernel.Precision
	representation sequence.Representation
	ema            *sequence.Model // the weights for evaluation; the same as live without EMA

	// Of a network in training:
	sampler *sequence.Sampler
	live    *sequence.Model // the weights that the updates change
	graph   *sequence.Graph
	*optimizer
}

// windowBatch is a batch of windows.
type windowBatch []sequence.Window

// Units is the number of units in all windows.
func (b windowBatch) Units() (units int) {
	for _, w := range b {
		units += w.Units
	}
	return units
}

func newSequence(s system, c *config.Config) (*sequenceModel, error) {
	precision, err := kernel.ParsePrecision(c.Train.Precision)
	return &sequenceModel{system: s, config: c, precision: precision}, err
}

// use sets the representation and allocates the network for it.
func (m *sequenceModel) use(r sequence.Representation) {
	m.representation, m.ema = r, sequence.New(sequenceShape(m.config, r))
	m.ema.Precision = m.precision
}

// prepare fits the representation, draws the initial weights, and builds the graph and the optimizer.
func (m *sequenceModel) prepare(init *rand.Rand, pieces []*features.Piece) (err error) {
	c := m.config
	m.use(m.system.fit(c, pieces))
	m.sampler = sequence.NewSampler(m.representation, pieces, c.Train.Segment)
	if m.sampler.Longest() == 0 {
		return fmt.Errorf("model.kind = %q can represent none of the %d training pieces; the configs of its kind say what music it is for", c.Model.Kind, len(pieces))
	}
	m.ema.Initialize(init)
	m.live = m.ema
	if c.Train.EMADecay > 0 {
		m.live = m.ema.Clone()
	}
	if m.graph, err = m.live.NewGraph(c.Train.Batch, m.sampler.Longest(), loss.Reduction(c.Loss.Reduction)); err != nil {
		return err
	}
	m.optimizer, err = newOptimizer(c, slices.Concat(m.ema.Parameters, m.ema.Buffers), slices.Concat(m.live.Parameters, m.live.Buffers), len(m.live.Parameters))
	return err
}

func (m *sequenceModel) Describe() string {
	shape := m.ema.Shape
	var heads []string
	for _, h := range shape.Heads {
		heads = append(heads, fmt.Sprintf("%s of %d", h.Name, h.Classes))
	}
	embedding, dense := "", ""
	if shape.Embedding > 0 {
		embedding = fmt.Sprintf(", embedded in %d", shape.Embedding)
	}
	if len(shape.Dense) > 0 {
		dense = fmt.Sprintf(", dense %s", console.Numbers(shape.Dense))
	}
	return fmt.Sprintf("%d inputs%s, LSTM %s%s, %s", shape.Inputs, embedding, console.Numbers(shape.Layers), dense, strings.Join(heads, ", "))
}

func (m *sequenceModel) Unit() string { return m.representation.Unit() }

func (m *sequenceModel) Parts() (names []string) {
	for _, h := range m.system.expect(m.config).Heads {
		names = append(names, h.Name)
	}
	return names
}

func (m *sequenceModel) Parameters() []nn.Parameter {
	return slices.Concat(m.ema.Parameters, m.ema.Buffers, m.representation.Tensors())
}

func (m *sequenceModel) Restore(weights map[string]nn.Parameter) (err error) {
	if m.representation == nil {
		if m.system.restore == nil {
			m.use(m.system.fit(m.config, nil))
		} else if r, err := m.system.restore(m.config, weights); err != nil {
			return err
		} else {
			m.use(r)
		}
	}
	own := map[string]nn.Parameter{}
	for name, p := range weights {
		own[name] = p
	}
	for _, p := range m.representation.Tensors() {
		stored, ok := own[p.Name]
		if !ok || !slices.Equal(stored.Shape, p.Shape) || !slices.Equal(stored.Data, p.Data) {
			return fmt.Errorf("%s is not that of the training pieces", p.Name)
		}
		delete(own, p.Name)
	}
	if err := m.ema.Restore(own); err != nil {
		return err
	}
	if m.live != nil && m.live != m.ema {
		return m.live.Restore(own)
	}
	return nil
}

func (m *sequenceModel) Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return m.ema.Likelihood(m.representation, pieces)
}

func (m *sequenceModel) References(training []*features.Piece) []Reference {
	if m.system.references != nil {
		if all := m.system.references(m.config, training); all != nil {
			return all
		}
	}
	r := sequence.NewReference(m.representation, training)
	return []Reference{{r.Name(), r.Piece}}
}

func (m *sequenceModel) Metrics(pieces []*features.Piece) []loss.Metric {
	return m.ema.Metrics(m.representation, pieces)
}

func (m *sequenceModel) Compose(primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	return m.ema.Continue(m.representation, primers, steps, temperature, random)
}

func (m *sequenceModel) Draw(random *rand.Rand) []Batch {
	return drawEpoch[windowBatch](m.config.Train, m.sampler, random)
}

func (m *sequenceModel) Update(b Batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error) {
	m.graph.Load(sequence.EncodeWindows(m.representation, b.(windowBatch)), dropout)
	return m.step(m.graph, rate)
}

func (m *sequenceModel) Close() error { return m.graph.Close() }
