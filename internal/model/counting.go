package model

import (
	"iter"
	"maps"
	"math/rand/v2"
	"slices"

	"workbench/baselines"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/nn"
	"workbench/loss"
)

var (
	marginalKind    = countingKind(baselines.KindMarginal, "counts how often each key plays")
	persistenceKind = countingKind(baselines.KindPersistence, "counts how often each key keeps its state")
	markovKind      = countingKind(baselines.KindMarkov, "counts which frame follows which")
)

// countingKind is a kind that is fitted by counting in the training pieces.
func countingKind(name, summary string) Kind {
	return Kind{
		Kind: config.Kind{Name: name, Summary: summary},
		New: func(c *config.Config) (Model, error) {
			return &countingModel{rolls: rolls{c}, name: name, summary: summary}, nil
		},
		NewTrainable: func(c *config.Config, _ *rand.Rand, pieces []*features.Piece, steps int) (Trainable, error) {
			return &countingModel{rolls{c}, newSegments(c, pieces, steps), name, summary, baselines.New(name, pieces, c.Articulated())}, nil
		},
	}
}

// countingModel is a counting model as a [Trainable]. It is fitted before the first update, and updates change
// nothing.
type countingModel struct {
	rolls
	segments
	name, summary string
	fitted        baselines.Model
}

func (m *countingModel) Describe() string { return m.summary }

func (m *countingModel) Parameters() (all []nn.Parameter) {
	tensors := m.fitted.Tensors()
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		all = append(all, nn.Parameter{Name: name, Shape: tensors[name].Shape, Data: tensors[name].Data})
	}
	return all
}

func (m *countingModel) Restore(weights map[string]nn.Parameter) (err error) {
	tensors := map[string]baselines.Tensor{}
	for name, p := range weights {
		tensors[name] = baselines.Tensor{Shape: p.Shape, Data: p.Data}
	}
	m.fitted, err = baselines.Restore(m.name, tensors)
	return err
}

func (m *countingModel) Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return EachPiece(pieces, m.fitted.Piece)
}

func (m *countingModel) Compose(primers []features.Primer, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	pieces := make([]*features.Piece, len(primers))
	for i, primer := range primers {
		pieces[i] = baselines.Continue(m.fitted, primer, steps, temperature, random[i])
	}
	return pieces
}

// Update returns the loss of a batch, without transposition.
func (m *countingModel) Update(b Batch, _ float64, _ *rand.Rand) (nats loss.Nats, gradNorm float64, err error) {
	steps := 0
	for _, segment := range b.(segmentBatch) {
		from := segment.Start + 1
		frames := m.fitted.Piece(segment.Piece)
		for _, frame := range frames[from:min(from+segment.Steps, len(frames))] {
			nats = nats.Add(frame)
			steps++
		}
	}
	return nats.Scale(1 / float64(steps)), 0, nil
}

func (m *countingModel) State() map[string][]float32             { return nil }
func (m *countingModel) RestoreState(map[string][]float32) error { return nil }
func (m *countingModel) Close() error                            { return nil }
