package model

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"

	"workbench/baselines/harmony"
	"workbench/baselines/performance"
	"workbench/baselines/pianoroll"
	"workbench/baselines/sequence"
	"workbench/baselines/tokens"
	"workbench/biaxial"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/nn"
	"workbench/loss"
)

// sequential is the sequence network behind the model interface.
type sequential struct {
	config         *config.Config
	representation sequence.Representation // nil before the pieces, or a checkpoint, give tokens their vocabulary
	shown          *sequence.Model

	// Of a network in training:
	sampler *sequence.Sampler
	moved   *sequence.Model // what the updates move; the same model where nothing is averaged
	graph   *sequence.Graph
	*descent
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

// newSequential makes a network as far as the config alone describes it.
func newSequential(c *config.Config) *sequential {
	s := &sequential{config: c, representation: representationOf(c)}
	s.build()
	return s
}

// representation is how music becomes units. It is nil for tokens, whose vocabulary is that of the pieces.
func representationOf(c *config.Config) sequence.Representation {
	switch m := c.Model; m.Kind {
	case config.KindPianoroll:
		return pianoroll.New(pianoroll.Options{Articulated: c.Articulated(), Top: m.Voices == config.VoicesTop, Transpose: c.Data.Transpose,
			Threshold: c.Compose.Threshold})
	case config.KindPerformance:
		return performance.New(performance.Options{Dynamics: m.Dynamics, Conditions: m.Conditions, Transpose: c.Data.Transpose,
			Stretch: c.Data.Stretch, Tempo: c.Compose.Tempo, Density: c.Compose.Density, PitchClasses: c.Compose.PitchClasses})
	case config.KindMelodyHarmony:
		return harmony.New(harmony.Options{Joint: m.Joint, HarmonyWeight: c.Loss.HarmonyWeight, Transpose: c.Data.Transpose})
	}
	return nil
}

func (s *sequential) tokenOptions() tokens.Options {
	return tokens.Options{Transpose: s.config.Data.Transpose}
}

// build makes the network's weights once its inputs and outputs are known.
func (s *sequential) build() {
	if s.representation == nil {
		return
	}
	m := s.config.Model
	s.shown = sequence.Zero(sequence.Shape{Inputs: s.representation.Inputs(), Embedding: m.Embedding, Layers: m.TimeLayers, Residual: m.Residual, Dense: m.Dense,
		BatchNorm: m.BatchNorm, InputDropout: m.InputDropout, Dropout: m.Dropout, FreshDropout: m.FreshDropout, Heads: s.representation.Heads()})
}

// prepare draws the initial weights, and builds the graph and the solver.
func (s *sequential) prepare(init *rand.Rand, pieces []*features.Piece) (err error) {
	c := s.config
	if s.representation == nil {
		s.representation = tokens.New(pieces, s.tokenOptions())
		s.build()
	}
	s.sampler = sequence.NewSampler(s.representation, pieces, c.Train.Segment)
	if s.sampler.Longest() == 0 {
		return fmt.Errorf("model.kind = %q can tell nothing of the %d training pieces; the configs of its kind say what music it is for", c.Model.Kind, len(pieces))
	}
	s.shown.Initialise(init)
	s.moved = s.shown
	if c.Train.Average > 0 {
		s.moved = s.shown.Clone()
	}
	if s.graph, err = s.moved.NewGraph(c.Train.Batch, s.sampler.Longest(), loss.Reduction(c.Loss.Reduction)); err != nil {
		return err
	}
	s.descent, err = newDescent(c, slices.Concat(s.shown.Parameters, s.shown.Buffers), slices.Concat(s.moved.Parameters, s.moved.Buffers), len(s.moved.Parameters))
	return err
}

func (s *sequential) Describe() string {
	shape := s.shown.Shape
	var heads []string
	for _, h := range shape.Heads {
		heads = append(heads, fmt.Sprintf("%s of %d", h.Name, h.Classes))
	}
	embedding, dense := "", ""
	if shape.Embedding > 0 {
		embedding = fmt.Sprintf(", embedded in %d", shape.Embedding)
	}
	if len(shape.Dense) > 0 {
		dense = fmt.Sprintf(", dense %s", config.Sizes(shape.Dense))
	}
	return fmt.Sprintf("%d inputs%s, LSTM %s%s, %s", shape.Inputs, embedding, config.Sizes(shape.Layers), dense, strings.Join(heads, " and "))
}

func (s *sequential) Unit() string { return s.representation.Unit() }

func (s *sequential) Parts() (names []string) {
	for _, h := range s.representation.Heads() {
		names = append(names, h.Name)
	}
	return names
}

func (s *sequential) Parameters() []nn.Parameter {
	return slices.Concat(s.shown.Parameters, s.shown.Buffers, s.representation.Tensors())
}

func (s *sequential) Restore(weights map[string]nn.Parameter) (err error) {
	if s.config.Model.Kind == config.KindTokens {
		restored, err := tokens.Restore(weights, s.tokenOptions())
		if err != nil {
			return err
		}
		if s.shown == nil {
			s.representation = restored
			s.build()
		}
	}
	own := map[string]nn.Parameter{}
	for name, p := range weights {
		own[name] = p
	}
	for _, p := range s.representation.Tensors() {
		kept, ok := own[p.Name]
		if !ok || !slices.Equal(kept.Shape, p.Shape) || !slices.Equal(kept.Data, p.Data) {
			return fmt.Errorf("%s is not that of the training pieces", p.Name)
		}
		delete(own, p.Name)
	}
	if err := s.shown.Restore(own); err != nil {
		return err
	}
	if s.moved != nil && s.moved != s.shown {
		return s.moved.Restore(own)
	}
	return nil
}

func (s *sequential) Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return s.shown.Likelihood(s.representation, pieces)
}

func (s *sequential) Reference(training, pieces []*features.Piece, skip int) (name string, nats loss.Nats) {
	return sequence.Reference(s.representation, training, pieces, skip)
}

func (s *sequential) Metrics(pieces []*features.Piece) []loss.Metric {
	return s.shown.Metrics(s.representation, pieces)
}

func (s *sequential) Continue(starts []biaxial.Start, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	pieces := make([]*features.Piece, len(starts))
	for i, start := range starts {
		pieces[i] = start.Piece
	}
	return s.shown.Continue(s.representation, pieces, steps, temperature, random)
}

func (s *sequential) Draw(random *rand.Rand) (batches []Batch) {
	for _, drawn := range drawEpoch(s.config.Train, s.sampler, random) {
		batches = append(batches, windowBatch(drawn))
	}
	return batches
}

func (s *sequential) Update(b Batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error) {
	s.graph.Load(sequence.Read(s.representation, b.(windowBatch)), dropout)
	return s.update(s.graph, rate)
}

func (s *sequential) Close() error { return s.graph.Close() }
