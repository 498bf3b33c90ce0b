package model

import (
	"iter"
	"maps"
	"math/rand/v2"
	"slices"

	"workbench/baselines"
	"workbench/biaxial"
	"workbench/features"
	"workbench/internal/nn"
	"workbench/loss"
)

// table is a reference model behind the model interface: it has counted the training pieces before the first update, and its updates change nothing.
type table struct {
	rolls
	segments
	counted baselines.Model
}

func (t *table) Describe() string {
	return map[string]string{
		baselines.KindMarginal:    "how often each key plays",
		baselines.KindPersistence: "how often each key goes on",
		baselines.KindMarkov:      "which frame follows which",
	}[t.config.Model.Kind]
}

func (t *table) Parameters() (all []nn.Parameter) {
	tensors := t.counted.Tensors()
	for _, name := range slices.Sorted(maps.Keys(tensors)) {
		all = append(all, nn.Parameter{Name: name, Shape: tensors[name].Shape, Data: tensors[name].Data})
	}
	return all
}

func (t *table) Restore(weights map[string]nn.Parameter) (err error) {
	tensors := map[string]baselines.Tensor{}
	for name, p := range weights {
		tensors[name] = baselines.Tensor{Shape: p.Shape, Data: p.Data}
	}
	t.counted, err = baselines.Restore(t.config.Model.Kind, tensors)
	return err
}

func (t *table) Likelihood(pieces []*features.Piece) iter.Seq2[int, []loss.Nats] {
	return EachPiece(pieces, t.counted.Piece)
}

func (t *table) Continue(starts []biaxial.Start, steps int, temperature float64, random []*rand.Rand) []*features.Piece {
	pieces := make([]*features.Piece, len(starts))
	for i, start := range starts {
		pieces[i] = baselines.Continue(t.counted, start.Piece, steps, temperature, random[i])
	}
	return pieces
}

// Update scores a batch as an update of a network would, in the key it was written in.
func (t *table) Update(b Batch, _ float64, _ *rand.Rand) (nats loss.Nats, gradNorm float64, err error) {
	steps := 0
	for _, segment := range b.(segmentBatch) {
		from := segment.Start + 1
		frames := t.counted.Piece(segment.Piece)
		for _, frame := range frames[from:min(from+segment.Steps, len(frames))] {
			nats = nats.Add(frame)
			steps++
		}
	}
	return nats.Scale(1 / float64(steps)), 0, nil
}

func (t *table) State() map[string][]float32             { return nil }
func (t *table) RestoreState(map[string][]float32) error { return nil }
func (t *table) Close() error                            { return nil }
