package memory

// Cost counts the float32 numbers that a network keeps. Activations are counted per row: a note in a time
// step of a segment for the biaxial network, a unit of a window for the sequence network.
type Cost struct {
	Weights        float64
	RowsPerStep    float64 // rows of each unit of a segment: 88 or 1
	Training       float64 // activations and gradients a row
	Evaluating     float64 // buffers a row
	EvaluationRows float64 // rows that are evaluated at once
	Composing      float64 // buffers a row
}

// AddLSTMs adds the weights of a stack of LSTM layers, given the units of each and the number of inputs of the
// first, and what training keeps of a row: for each layer its four gates, cells and outputs, the gradient of its
// input but for the first layer, and twice its outputs with dropout.
func (c *Cost) AddLSTMs(layers []int, inputs float64, dropout bool) {
	dropped := 0.0
	if dropout {
		dropped = 2
	}
	for i, units := range layers {
		hidden := float64(units)
		c.Weights += 4 * hidden * (inputs + hidden + 1)
		c.Training += (6 + dropped) * hidden
		if i > 0 {
			c.Training += inputs
		}
		inputs = hidden
	}
}

// Copies of each weight: the weight itself, its gradient, two numbers of the optimizer, its average, and the
// packed weights of the kernels, forward and backward; for a while the packed weights of evaluation and
// sampling, and a checkpoint with its copy of the optimizer's numbers.
const (
	lastingCopies   = 7
	temporaryCopies = 7
)

const (
	floatBytes = 4
	// program is what the program takes before it does anything, and leaves to the garbage collector, in bytes.
	program = 60e6
	keys    = 88
)

// ForTraining is about what training on batches of the given number of segments and steps needs, in bytes:
// the tensors of the graph, which stay, and either the buffers of evaluation or those of sampling the given
// number of pieces and steps.
func (c Cost) ForTraining(batch, steps, pieces, composed int) Amount {
	if c.Weights == 0 {
		return program
	}
	rows := float64(batch) * float64(steps) * c.RowsPerStep
	return Amount(floatBytes*(rows*c.Training+lastingCopies*c.Weights)) + c.Temporary(pieces, composed)
}

// Temporary is about what a training needs for a while, besides what it holds all the time: to evaluate
// pieces or to compose, and to write a checkpoint.
func (c Cost) Temporary(pieces, composed int) Amount {
	count := float64(pieces)
	composing := count*keys*c.Composing + count*float64(composed)*keys/floatBytes
	return Amount(floatBytes*(max(c.EvaluationRows*c.Evaluating, composing)+temporaryCopies*c.Weights) + program)
}
