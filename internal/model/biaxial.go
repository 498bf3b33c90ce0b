package model

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"workbench/biaxial"
	"workbench/features"
	"workbench/features/dynamics"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/control"
	"workbench/internal/kernel"
	"workbench/internal/memory"
	"workbench/internal/nn"
	"workbench/loss"
)

var biaxialKind = Kind{
	Kind: config.Kind{
		Name:    "biaxial",
		Summary: "Johnson's network: LSTMs along time, transposed, LSTMs along the notes",
		Uses: append([]string{"features", "model.time_layers", "model.note_layers", "model.dropout", "train.input_noise", "train.precision", "data.styles", "data.velocity",
			"compose.parallels", "compose.cadence"}, trainingKeys...),
	},
	Cost: func(c *config.Config) memory.Cost {
		_, shape, err := biaxialShape(c)
		if err != nil { // the constructor reports it
			return memory.Cost{}
		}
		return shape.Cost()
	},
	New: func(c *config.Config) (Model, error) { return newBiaxial(c) },
	NewTrainable: func(c *config.Config, init *rand.Rand, pieces []*features.Piece, steps int) (Trainable, error) {
		b, err := newBiaxial(c)
		if err != nil {
			return nil, err
		}
		return b, b.prepare(init, pieces, steps)
	},
}

// trainingKeys are the shared keys of the kinds that train by gradient descent.
var trainingKeys = []string{"loss", "optimizer", "train.ema_decay", "train.init_from", "train.reinit"}

// biaxialModel is the biaxial network as a [Trainable].
type biaxialModel struct {
	rolls
	encoding biaxial.Encoding
	ema      *biaxial.Model // the weights for evaluation; the same as live without EMA

	// Of a network in training:
	segments
	live  *biaxial.Model // the weights that the updates change
	graph *biaxial.Graph
	*optimizer
}

func newBiaxial(c *config.Config) (*biaxialModel, error) {
	encoding, shape, err := biaxialShape(c)
	if err != nil {
		return nil, err
	}
	precision, err := kernel.ParsePrecision(c.Train.Precision)
	if err != nil {
		return nil, err
	}
	b := &biaxialModel{rolls: rolls{c}, encoding: encoding, ema: biaxial.Zero(shape)}
	b.ema.Precision = precision
	return b, nil
}

// use makes the network one with the given styles, before its weights are drawn or restored.
func (b *biaxialModel) use(styles []string) {
	shape, precision := b.ema.Shape, b.ema.Precision
	shape.Styles = styles
	b.ema = biaxial.Zero(shape)
	b.ema.Precision = precision
}

// biaxialShape returns the encoding and the network shape of a config.
func biaxialShape(c *config.Config) (encoding biaxial.Encoding, shape biaxial.Shape, err error) {
	shape = biaxial.Shape{TimeLayers: c.Model.TimeLayers, NoteLayers: c.Model.NoteLayers, Outputs: 2, Dropout: c.Model.Dropout}
	if !c.Articulated() {
		shape.Outputs = 1
	}
	if encoding.Notes, err = features.NewEncoder(c.Features.Groups, c.GroupValues()); err != nil {
		return encoding, shape, err
	}
	if encoding.LowerNotes, err = features.NewLowerNotes(c.Features.LowerNotes, shape.Outputs); err != nil {
		return encoding, shape, err
	}
	if shape.Velocity = c.Data.Velocity; shape.Velocity {
		encoding.Notes = encoding.Notes.With(dynamics.Attributes)
		encoding.LowerNotes = encoding.LowerNotes.With(dynamics.LowerWidth, dynamics.EncodeLower)
	}
	shape.Attributes, shape.LowerNotes = encoding.Notes.Width(), encoding.LowerNotes.Width()
	return encoding, shape, nil
}

// prepare draws the initial weights, and builds the graph and the optimizer. steps is the length of the longest
// segment.
func (b *biaxialModel) prepare(init *rand.Rand, pieces []*features.Piece, steps int) (err error) {
	c := b.rolls.config
	b.segments = newSegments(c, pieces, steps)
	if c.Data.Styles != "" {
		styles := features.StyleNames(pieces)
		if len(styles) < 2 {
			return fmt.Errorf("data.styles = %q: the training pieces have %s; at least two are needed to tell them apart", c.Data.Styles, console.Count(len(styles), "style"))
		}
		b.use(styles)
	}
	b.ema.Initialize(init)
	b.live = b.ema
	if c.Train.EMADecay > 0 {
		b.live = b.ema.Clone()
	}
	if b.graph, err = b.live.NewGraph(c.Train.Batch, steps, loss.Reduction(c.Loss.Reduction)); err != nil {
		return err
	}
	b.optimizer, err = newOptimizer(c, b.ema.Parameters, b.live.Parameters, len(b.live.Parameters))
	return err
}

func (b *biaxialModel) Describe() string {
	styles := ""
	if n := len(b.ema.Styles); n > 0 {
		styles = fmt.Sprintf(", %d styles", n)
	}
	return fmt.Sprintf("time %s, note %s; %d attributes of 88 notes%s", console.Numbers(b.ema.TimeLayers), console.Numbers(b.ema.NoteLayers), b.ema.Attributes, styles)
}

func (b *biaxialModel) Parameters() []nn.Parameter { return b.ema.Parameters }

func (b *biaxialModel) Styles() []string { return b.ema.Styles }

func (b *biaxialModel) IsStyle(parameter string) bool { return biaxial.IsStyle(parameter) }

func (b *biaxialModel) Restore(weights map[string]nn.Parameter) error {
	if b.live == nil { // not in training
		b.use(biaxial.StylesOf(weights))
	}
	if err := b.ema.Restore(weights); err != nil {
		return err
	}
	if b.live != nil && b.live != b.ema {
		return b.live.Restore(weights)
	}
	return nil
}

func (b *biaxialModel) Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return EachPiece(pieces, b.ema.Likelihood(b.encoding).Piece)
}

func (b *biaxialModel) KeyLikelihood(p *features.Piece) iter.Seq2[[]float64, []float64] {
	return b.ema.Likelihood(b.encoding).EachStep(p)
}

func (b *biaxialModel) AdaptedLikelihood(pieces []*features.Piece, rate float64) (iter.Seq2[int, []loss.Nats], func() error) {
	var failed error
	return func(yield func(int, []loss.Nats) bool) {
		network, err := b.ema.Adaptive(b.encoding, rate)
		if failed = err; err != nil {
			return
		}
		defer network.Close()
		for i, p := range pieces {
			nats, err := network.Piece(p)
			if failed = err; err != nil || !yield(i, nats) {
				return
			}
		}
	}, func() error { return failed }
}

func (b *biaxialModel) Adapt(p *features.Piece, rate float64) error {
	network, err := b.ema.Adaptive(b.encoding, rate)
	if err != nil {
		return err
	}
	defer network.Close()
	adapted, err := network.AdaptedTo(p)
	if err == nil {
		nn.Copy(b.ema.Parameters, adapted.Parameters)
	}
	return err
}

func (b *biaxialModel) Compose(primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	pieces := make([]*features.Piece, len(primers))
	for i, c := range b.ema.Continue(b.encoding, before(primers, steps), steps, control.Controls{Temperature: temperature}, random) {
		pieces[i] = c.Piece
	}
	return pieces
}

// before are the primers of pieces that end the given number of steps after them; see [features.Primer.Before].
func before(primers []features.Primer, steps int) (all []features.Primer) {
	for _, p := range primers {
		all = append(all, p.Before(steps))
	}
	return all
}

func (b *biaxialModel) ComposeControlled(primers []features.Primer, steps int, o control.Controls, random []*rand.Rand) (pieces []control.Composed, err error) {
	if o.Constraints == nil {
		return b.ema.Continue(b.encoding, before(primers, steps), steps, o, random), nil
	}
	for i, primer := range primers {
		piece, err := b.ema.Constrain(b.encoding, primer.Before(len(o.Constraints.Steps)), o, random[i])
		if err != nil {
			return nil, fmt.Errorf("piece %d: %w", i+1, err)
		}
		pieces = append(pieces, piece)
	}
	return pieces, nil
}

func (b *biaxialModel) Update(batch Batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error) {
	b.graph.Load(b.encoding, batch.(segmentBatch), dropout)
	return b.step(b.graph, rate)
}

func (b *biaxialModel) Close() error { return b.graph.Close() }
