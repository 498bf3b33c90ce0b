package solver

import (
	"fmt"
	"math"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/parallel"
)

// method is an update rule.
type method interface {
	// slots names the state variables that the method has for each weight.
	slots() []string

	// update changes w by the gradient g and updates state, one slice per slot. All slices have the
	// same length; step counts from 1.
	update(w, g []float32, state [][]float32, rate float64, step int)
}

// maxSteps is the largest step count: float32, the type of the state, represents all integers up to it. The
// count then stays constant; only Adam's bias correction reads it, and that is 1 by then.
const maxSteps = 1 << 24

// descent is a Solver: the part that all methods share.
type descent struct {
	method
	config   Config
	params   []parameter
	steps    int // completed, at most maxSteps
	gradNorm float64
}

// parameter is one tensor of weights during a step.
type parameter struct {
	Parameter
	state         [][]float32 // one slice per slot
	weights, grad []float32   // of the current step
	norm          float64     // of grad
}

func newDescent(config Config, rule method, params []Parameter) *descent {
	d := &descent{method: rule, config: config}
	seen := map[string]bool{}
	for _, p := range params {
		if seen[p.Name] {
			panic(fmt.Sprintf("solver: two parameters named %q", p.Name))
		}
		seen[p.Name] = true
		state := make([][]float32, len(rule.slots()))
		for i := range state {
			state[i] = make([]float32, p.Shape.TotalSize())
		}
		d.params = append(d.params, parameter{Parameter: p, state: state})
	}
	return d
}

func (d *descent) SetLearningRate(rate float64) { d.config.LearningRate = rate }
func (d *descent) GradNorm() float64            { return d.gradNorm }

// Step updates the weights of model by their gradients; see Solver.
func (d *descent) Step(model []gorgonia.ValueGrad) error {
	if len(model) != len(d.params) {
		panic(fmt.Sprintf("solver: step over %d parameters, made for %d", len(model), len(d.params)))
	}
	for i := range d.params {
		if err := d.params[i].read(model[i]); err != nil {
			return err
		}
	}
	if err := d.measure(); err != nil {
		return err
	}
	d.steps = min(d.steps+1, maxSteps)
	for i := range d.params {
		p := &d.params[i]
		if norm := d.clipped(p.norm); norm < p.norm {
			scale(p.grad, norm/p.norm)
		}
		if decay := d.config.WeightDecay * d.config.LearningRate; decay > 0 && len(p.Shape) > 1 {
			scale(p.weights, 1-decay)
		}
		d.updateBlocks(p)
		clear(p.grad)
	}
	return nil
}

// block is the number of weights that a goroutine updates at a time. Each weight is updated on its own, so the
// result does not depend on it.
const block = 1 << 15

// updateBlocks updates the weights of a parameter, in parallel if there are many.
func (d *descent) updateBlocks(p *parameter) {
	n := len(p.weights)
	if n <= block {
		d.update(p.weights, p.grad, p.state, d.config.LearningRate, d.steps)
		return
	}
	parallel.Do((n+block-1)/block, func(i int) {
		from, to := i*block, min((i+1)*block, n)
		state := make([][]float32, len(p.state))
		for slot, values := range p.state {
			state[slot] = values[from:to]
		}
		d.update(p.weights[from:to], p.grad[from:to], state, d.config.LearningRate, d.steps)
	})
}

// read sets the weights and gradient of p to those of a node.
func (p *parameter) read(node gorgonia.ValueGrad) error {
	grad, err := node.Grad()
	if err != nil {
		return fmt.Errorf("gradient of %s: %w", p.Name, err)
	}
	p.weights = p.floats("weights", node.Value())
	p.grad = p.floats("gradient", grad)
	return nil
}

// floats returns the data of a value, which must be a float32 tensor of p's shape that is not a view of
// another.
func (p *parameter) floats(what string, value gorgonia.Value) []float32 {
	dense, ok := value.(*tensor.Dense)
	if !ok || dense.Dtype() != tensor.Float32 || dense.RequiresIterator() || !dense.Shape().Eq(p.Shape) {
		panic(fmt.Sprintf("solver: %s of %s must be a dense float32 tensor of shape %v, not %T of shape %v",
			what, p.Name, p.Shape, value, value.Shape()))
	}
	return dense.Float32s()
}

// measure computes the norm of each gradient and of all together. Squares of float32 cannot overflow float64,
// so a norm is finite exactly when every component is.
func (d *descent) measure() error {
	var total float64
	var failed error
	for i := range d.params {
		p := &d.params[i]
		squares := sumOfSquares(p.grad)
		p.norm = math.Sqrt(squares)
		total += squares
		if failed != nil {
			continue
		}
		if math.IsNaN(squares) || math.IsInf(squares, 0) {
			failed = fmt.Errorf("gradient of %s is not finite", p.Name)
		} else if norm := d.clipped(p.norm); norm*norm > math.MaxFloat32 {
			// Its squares would make the running averages infinite.
			failed = fmt.Errorf("gradient of %s has norm %.3g, too large for float32: set a clip norm below 1e19", p.Name, p.norm)
		}
	}
	d.gradNorm = math.Sqrt(total)
	return failed
}

// clipped returns the norm of a gradient after clipping.
func (d *descent) clipped(norm float64) float64 {
	if limit := d.config.ClipNorm; limit > 0 {
		return min(norm, limit)
	}
	return norm
}

func sumOfSquares(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum
}

func scale(x []float32, by float64) {
	for i, v := range x {
		x[i] = float32(float64(v) * by)
	}
}

// smallest is the least absolute value of a running average. The averages of a weight whose gradient stays zero
// decay towards it. Below 2^-126 they would become subnormal numbers, which many processors compute with more
// than ten times slower, and stay there. The bound is far below what changes a weight: √(2^-100) ≈ 9e-16 is
// negligible beside ε.
const smallest = 0x1p-100

// flush returns x, or zero where |x| is below smallest. It compares once, as the sign of an average of gradients
// is random, and processors mispredict a branch on it.
func flush(x float32) float32 {
	if math.Abs(float64(x)) < smallest {
		return 0
	}
	return x
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }
