package model

import (
	"fmt"
	"iter"
	"math/rand/v2"

	"workbench/biaxial"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/nn"
	"workbench/loss"
)

// network is the biaxial network behind the model interface.
type network struct {
	rolls
	encoding biaxial.Encoding
	shown    *biaxial.Model // what is judged

	// Of a network in training:
	segments
	moved *biaxial.Model // what the updates move; the same model where nothing is averaged
	graph *biaxial.Graph
	*descent
}

func newNetwork(c *config.Config) (*network, error) {
	encoding, shape, err := networkOf(c)
	if err != nil {
		return nil, err
	}
	return &network{rolls: rolls{c}, encoding: encoding, shown: biaxial.Zero(shape)}, nil
}

// network is the network that a config describes, and how music becomes its inputs.
func networkOf(c *config.Config) (encoding biaxial.Encoding, shape biaxial.Shape, err error) {
	shape = biaxial.Shape{TimeLayers: c.Model.TimeLayers, NoteLayers: c.Model.NoteLayers, Outputs: 2, Dropout: c.Model.Dropout}
	if !c.Articulated() {
		shape.Outputs = 1
	}
	if encoding.Notes, err = features.NewEncoder(c.Features.Groups, c.Features.Lags); err != nil {
		return encoding, shape, err
	}
	if encoding.Below, err = features.NewBelow(c.Features.Below, shape.Outputs); err != nil {
		return encoding, shape, err
	}
	shape.Attributes, shape.Below = encoding.Notes.Width(), encoding.Below.Width()
	return encoding, shape, nil
}

// prepare draws the initial weights, and builds the graph and the solver. steps is the length of the longest segment.
func (n *network) prepare(init *rand.Rand, pieces []*features.Piece, steps int) (err error) {
	c := n.rolls.config
	n.segments = newSegments(c, pieces, steps)
	n.shown.Initialise(init)
	n.moved = n.shown
	if c.Train.Average > 0 {
		n.moved = n.shown.Clone()
	}
	if n.graph, err = n.moved.NewGraph(c.Train.Batch, steps, loss.Reduction(c.Loss.Reduction)); err != nil {
		return err
	}
	n.descent, err = newDescent(c, n.shown.Parameters, n.moved.Parameters, len(n.moved.Parameters))
	return err
}

func (n *network) Describe() string {
	return fmt.Sprintf("time %s, note %s; %d attributes of 88 notes", config.Sizes(n.shown.TimeLayers), config.Sizes(n.shown.NoteLayers), n.shown.Attributes)
}

func (n *network) Parameters() []nn.Parameter { return n.shown.Parameters }

func (n *network) Restore(weights map[string]nn.Parameter) error {
	if err := n.shown.Restore(weights); err != nil {
		return err
	}
	if n.moved != nil && n.moved != n.shown {
		return n.moved.Restore(weights)
	}
	return nil
}

func (n *network) Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return EachPiece(pieces, n.shown.Likelihood(n.encoding).Piece)
}

func (n *network) Continue(starts []biaxial.Start, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	return n.shown.Compose(n.encoding, len(starts)).Continue(starts, steps, temperature, random)
}

func (n *network) Update(b Batch, rate float64, dropout *rand.Rand) (loss.Nats, float64, error) {
	n.graph.Load(n.encoding, b.(segmentBatch), dropout)
	return n.update(n.graph, rate)
}

func (n *network) Close() error { return n.graph.Close() }
