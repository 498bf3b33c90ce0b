package nn

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"workbench/internal/kernel"
	"workbench/internal/parallel"
)

// Sparse is a sparse matrix in compressed rows. It is filled row by row, before the graph that reads it runs.
type Sparse struct {
	index []int32
	value []float32
	ends  []int // of each row's elements
}

// Reset removes all rows.
func (s *Sparse) Reset() { s.index, s.value, s.ends = s.index[:0], s.value[:0], s.ends[:0] }

// Add appends an element to the current row.
func (s *Sparse) Add(index int32, value float32) {
	s.index, s.value = append(s.index, index), append(s.value, value)
}

// EndRow ends the current row.
func (s *Sparse) EndRow() { s.ends = append(s.ends, len(s.index)) }

// Rows is the number of complete rows.
func (s *Sparse) Rows() int { return len(s.ends) }

func (s *Sparse) row(r int) (index []int32, value []float32) {
	from := 0
	if r > 0 {
		from = s.ends[r-1]
	}
	return s.index[from:s.ends[r]], s.value[from:s.ends[r]]
}

// Embed sets y, M×D, to s·E, where s has M rows and E is I×D: each row of y is a weighted sum of rows of E.
func Embed(y, e []float32, s *Sparse, d int) {
	parts(s.Rows(), chunk, func(from, to int) {
		for r := from; r < to; r++ {
			sum := y[r*d : (r+1)*d]
			clear(sum)
			index, value := s.row(r)
			for k, i := range index {
				kernel.AddScaled(sum, e[int(i)*d:(int(i)+1)*d], value[k])
			}
		}
	})
}

// EmbedWeights sets de, I×D, to sᵀ·dy, the gradient of Embed's E. The work is split by columns; each sum adds
// the rows in order.
func EmbedWeights(de, dy []float32, s *Sparse, d int) {
	clear(de)
	const block = 128
	parallel.Do((d+block-1)/block, func(b int) {
		from, to := b*block, min((b+1)*block, d)
		for r := range s.Rows() {
			index, value := s.row(r)
			for k, i := range index {
				kernel.AddScaled(de[int(i)*d+from:int(i)*d+to], dy[r*d+from:r*d+to], value[k])
			}
		}
	})
}

// EmbeddingOp adds y = s·E to a graph: w is E, I×D, and s has T·R rows during a run.
func EmbeddingOp(name string, w *gorgonia.Node, s *Sparse, e *Extent) (*gorgonia.Node, error) {
	shape := w.Shape().Clone()
	d := shape[1]
	return Apply(Operation{
		Name:  name,
		Shape: tensor.Shape{e.all(), d},
		Run: func(y []float32, in [][]float32) {
			if s.Rows() != e.all() {
				panic(fmt.Sprintf("nn: %s: %d rows of inputs for %d steps of %d", name, s.Rows(), e.Steps, e.Rows))
			}
			Embed(y, in[0], s, d)
		},
		Differentiable: []bool{true},
		Gradient: func(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
			de, err := Apply(Operation{
				Name:  name + ".dw",
				Shape: shape,
				Run:   func(de []float32, in [][]float32) { EmbedWeights(de, in[0], s, d) },
			}, dy)
			return gorgonia.Nodes{de}, err
		},
	}, w)
}
