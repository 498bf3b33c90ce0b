package sequence

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"workbench/internal/nn"
	"workbench/loss"
)

// builder adds a model's nodes to a gorgonia graph.
type builder struct {
	*Graph
	*nn.Builder
}

// cost builds the network from its inputs to the loss.
func (b *builder) cost(reduction loss.Reduction) (*gorgonia.Node, error) {
	w := b.model.weights()
	x, err := b.recurrent(w)
	if err != nil {
		return nil, err
	}
	logits, err := b.dense(x, w)
	if err != nil {
		return nil, err
	}
	for i, h := range b.model.Heads {
		if h.ConditionsOnPrevious {
			name := fmt.Sprintf("head%d.condition", i+1)
			if logits, err = conditionOp(name, logits, b.Weight(w.condition[i]), b.model.layout, i, &b.batch); err != nil {
				return nil, err
			}
		}
	}
	b.logits = nn.Output(logits)
	return lossOp("loss", logits, b.model.layout, &b.batch, reduction)
}

// recurrent builds what runs along time: the embedding, the LSTM layers and their dropout.
func (b *builder) recurrent(w weights) (x *gorgonia.Node, err error) {
	e := &b.batch.Extent
	if len(w.embedding) > 0 {
		if x, err = nn.EmbeddingOp("embedded", b.Weight(w.embedding[0]), &b.batch.inputs, e); err != nil {
			return nil, err
		}
	}
	for i, l := range w.lstm {
		name, wx, input := fmt.Sprint("lstm", i+1), b.Weight(l[0]), x
		if x == nil { // a sparse product is faster than a product with a matrix of mostly zeros
			if x, err = nn.EmbeddingOp(name+".product", wx, &b.batch.inputs, e); err != nil {
				return nil, err
			}
			wx = nil
		}
		if x, err = nn.LSTMOp(name, x, wx, b.Weight(l[1]), b.Weight(l[2]), e, true); err != nil {
			return nil, err
		}
		if b.model.Dropout > 0 {
			if x, err = b.dropoutOf(name, x, b.model.Layers[i]); err != nil {
				return nil, err
			}
		}
		if b.model.Residual && i > 0 {
			if x, err = nn.AddOp(name+".residual", x, input, e); err != nil {
				return nil, err
			}
		}
	}
	return x, nil
}

// dropoutOf adds the dropout of an LSTM layer's outputs, with a mask that Load draws.
func (b *builder) dropoutOf(layer string, x *gorgonia.Node, hidden int) (*gorgonia.Node, error) {
	rows := b.batch.Rows
	if b.model.PerStepDropout {
		rows *= b.batch.Steps
	}
	input, data := b.Input(layer+".dropout", rows, hidden)
	b.dropout = append(b.dropout, mask{data, hidden})
	return nn.DropoutOp(layer+".dropped", x, input, &b.batch.Extent)
}

// dense builds what is computed for each unit alone: batch normalization, dense layers, and the heads' logits.
func (b *builder) dense(x *gorgonia.Node, w weights) (_ *gorgonia.Node, err error) {
	e := &b.batch.Extent
	if len(w.norm) > 0 {
		if x, err = nn.BatchNormOp("norm", x, b.Weight(w.norm[0]), b.Weight(w.norm[1]), &b.norm, e); err != nil {
			return nil, err
		}
	}
	for i, d := range w.dense {
		name := fmt.Sprint("dense", i+1)
		if x, err = nn.AffineOp(name, x, b.Weight(d[0]), b.Weight(d[1]), e); err != nil {
			return nil, err
		}
		if x, err = nn.ReLUOp(name+".relu", x, e); err != nil {
			return nil, err
		}
	}
	return nn.AffineOp("out", x, b.Weight(w.out[0]), b.Weight(w.out[1]), e)
}
