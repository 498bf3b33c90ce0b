// Package sequence is a recurrent network that predicts a piece of music unit by unit. A [Representation]
// defines what a unit is (a time step, a token, an event), its inputs and its targets; the network is the
// same for all:
//
//	inputs → embedding (optional) → LSTM layers with dropout → batch normalization (optional)
//	       → dense layers with ReLU → heads
//
// A head is one categorical variable (softmax) or a set of binary variables (sigmoid). There is any number of
// heads, and each of them is one part of the likelihood.
//
// Training lays the network out as a gorgonia graph ([Graph]); likelihoods, metrics and compositions run it
// without a graph, with the same bits.
//
// Legend: B windows, T units of a window, R rows that are computed together, H hidden units, I inputs, O
// outputs of all heads together. A (T·R)×K matrix has the R rows of the first unit first.
package sequence

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/loss"
)

// Unscored as a target is left out of the likelihood, such as the articulation of a key that is silent.
const Unscored = -1

// Input is one of the I inputs, with a value other than zero.
type Input struct {
	Index int32
	Value float32
}

// Sequence is an encoded piece, or a window of one, of L units. A piece that the representation cannot encode
// has none.
type Sequence struct {
	// Inputs of each unit: the unit before it, and what is known of the unit in advance, such as its beat.
	Inputs [][]Input
	// Targets are L rows of the targets of all heads; see [Head.Targets].
	Targets []int16
}

// Len is L.
func (s *Sequence) Len() int { return len(s.Inputs) }

// Representation defines the units of pieces. Several goroutines use it at once.
type Representation interface {
	// Unit is the name of a unit: "step", "token", "event".
	Unit() string
	// Inputs is I.
	Inputs() int
	Heads() []Head
	// Encode encodes a whole piece without augmentation. The inputs of its first unit say that a piece begins.
	Encode(p *features.Piece) *Sequence
	// Augment is Encode for training: of the piece transposed, or otherwise changed at random. It has no
	// units only where Encode has none.
	Augment(p *features.Piece, random *rand.Rand) *Sequence
	// Write begins a composition that continues a primer by a number of steps.
	Write(primer features.Primer, steps int, temperature float64, random *rand.Rand) Writer
	// Tensors are what the representation has learned from the training pieces, such as a vocabulary, to be
	// saved with the weights; none for most.
	Tensors() []nn.Parameter
}

// Writer is the state of one composition. The network alternates between Input and one Take per head.
//
// A writer first reads the units of its primer. If the primer begins in silence, they are all read, as Encode
// encodes them. Otherwise the first unit is not predicted: the network starts at the second one, with the first
// as the unit before it, as in a training window from the middle of a piece.
type Writer interface {
	// Input returns the inputs of the next unit, valid until the next call; ok is false when the composition is
	// complete.
	Input() (in []Input, ok bool)
	// Take decides a head of the unit: it samples from the logits, or returns the class that the primer has.
	// The result for a binary head is ignored.
	Take(head int, logits []float32) (class int)
	// Piece is the finished composition, primer included.
	Piece() *features.Piece
}

// Evaluator is a representation with metrics of its own. For each unit of a piece, probabilities returns the O
// probabilities of all heads, in their order, given the true units before; they are valid until the next call.
type Evaluator interface {
	Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric
}
