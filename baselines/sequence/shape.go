package sequence

import (
	"fmt"
	"slices"
)

// Shape is the architecture of a network.
type Shape struct {
	Inputs       int     // I
	Embedding    int     // D, the size of the learned input embedding; 0 = sparse inputs
	Layers       []int   // units of each LSTM layer, first to last; at least one
	Residual     bool    // residual connections around each LSTM layer except the first (He et al. 2016); layers of one size
	Dense        []int   // units of each dense layer
	BatchNorm    bool    // of the outputs of the last LSTM layer
	InputDropout float64 // share of the inputs dropped in training, 0 to below 1
	Dropout      float64 // share of each LSTM layer's outputs dropped in training, 0 to below 1
	// PerStepDropout draws a mask for each unit (Zaremba et al. 2014), not one for a window (Gal & Ghahramani
	// 2016).
	PerStepDropout bool
	Heads          []Head // at least one
}

// check panics if there is no network of the shape.
func (s Shape) check() {
	fraction := func(p float64) bool { return p >= 0 && p < 1 }
	sizes := slices.Concat([]int{s.Inputs}, s.Layers, s.Dense)
	if slices.Min(sizes) < 1 || len(s.Layers) == 0 || s.Embedding < 0 || !fraction(s.InputDropout) || !fraction(s.Dropout) {
		panic(fmt.Sprintf("sequence: no network has the shape %+v", s))
	}
	if s.Residual && slices.Max(s.Layers) != slices.Min(s.Layers) {
		panic(fmt.Sprintf("sequence: residual layers of sizes %v; they need one size", s.Layers))
	}
}
