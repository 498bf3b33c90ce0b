// Package sequence is a recurrent network that predicts music unit by unit. What a unit is, a time step, a token or an event, and what the network hears
// of it, is told by a [Representation]; the network is the same for all:
//
//	inputs → embedding or not → LSTM stack with dropout → batch normalisation or not → dense layers with ReLU → heads
//
// A head is a choice among classes (softmax) or a number of yes-or-no decisions (sigmoid). The legend is that of the biaxial network: B windows, T units of
// a window, H hidden units; and I inputs, O outputs of all heads together.
package sequence

import (
	"math/rand/v2"

	"workbench/features"
	"workbench/internal/nn"
	"workbench/loss"
)

// Head is one decision about a unit. There are one or two.
type Head struct {
	Name    string  // of its part of the likelihood, such as "melody"
	Classes int     // to choose from, or decisions
	Bits    bool    // each class is a decision of its own
	Weight  float64 // of its part in what training lowers; likelihoods are always reported without it
	Hears   bool    // its logits get a learned row for the class that the head before it, which has no Bits, has taken
}

// Targets is how many numbers tell what was decided: the class, or 0 or 1 for each of the bits.
func (h Head) Targets() int {
	if h.Bits {
		return h.Classes
	}
	return 1
}

// Unscored as a target is kept out of the likelihood: an articulate where the key does not play.
const Unscored = -1

// Input is one of the I inputs that is not zero.
type Input struct {
	Index int32
	Value float32
}

// Sequence is a piece, or a window of one, as the network reads it: L units. A piece that the representation cannot tell has none.
type Sequence struct {
	Inputs  [][]Input // before each unit: the unit before it, and what is known of the unit itself, such as its beat
	Targets []int16   // L rows of the targets of all heads
}

// Len is L.
func (s *Sequence) Len() int { return len(s.Inputs) }

// Representation tells what the units of pieces are. It is used by several goroutines at once.
type Representation interface {
	// Unit names one: "step", "token", "event".
	Unit() string
	// Inputs is I.
	Inputs() int
	Heads() []Head
	// Encode reads a whole piece, as it is. The first unit is heard after silence, or nothing.
	Encode(p *features.Piece) *Sequence
	// Vary is Encode for training: transposed, or otherwise changed, as random says. It has no units only where Encode has none.
	Vary(p *features.Piece, random *rand.Rand) *Sequence
	// Write begins a composition that goes on from the steps of start, which may have none, until it has so many steps more.
	Write(start *features.Piece, steps int, temperature float64, random *rand.Rand) Writer
	// Tensors are what it has learned of the training pieces, such as a vocabulary, to be kept with the weights; none for most.
	Tensors() []nn.Parameter
}

// Writer writes one composition: the network asks it by turns what is heard before the next unit, and to take a class for each head.
type Writer interface {
	// Input is what is heard before the next unit, good until the next call; ok is false when the composition has its length.
	Input() (in []Input, ok bool)
	// Take decides: it draws from a head's logits, or, while the start is being heard, returns what stands there. For a head of Bits the result is of no matter.
	Take(head int, logits []float32) (class int)
	// Piece is the finished composition, the start included.
	Piece() *features.Piece
}

// Judge is implemented by representations with figures of their own: of each unit of each piece, probabilities gives those of the classes of all heads, O
// numbers in their order, as the network sees them; the slices of a piece are good until the next one is asked for.
type Judge interface {
	Metrics(pieces []*features.Piece, probabilities func(*features.Piece) [][]float32) []loss.Metric
}
