package training

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"workbench/internal/model"
	"workbench/internal/nn"
	"workbench/internal/rundir"
)

// transfer loads the weights of the run that train.init_from names. The layers in train.reinit keep their
// random weights: with ["dense"] this is fine-tuning, with none extended training (Deep Jammer report, section
// 3.5). The vectors of styles that the run does not have stay zero, so that a network without styles continues
// as it was.
func (e *experiment) transfer() error {
	from := e.config.Train.InitFrom
	if from == "" {
		return nil
	}
	path, checkpoint, err := rundir.LoadCheckpoint(from, "")
	if err != nil {
		return fmt.Errorf("train.init_from: %w", err)
	}
	layers := map[string]bool{}
	weights := map[string]nn.Parameter{}
	for _, p := range e.model.Parameters() {
		layer, _, _ := strings.Cut(p.Name, ".")
		layers[layer] = true
		if slices.Contains(e.config.Train.Reinit, layer) {
			weights[p.Name] = p
			continue
		}
		t, ok := checkpoint.Weights[p.Name]
		if styled, may := e.model.(model.Styled); !ok && may && styled.IsStyle(p.Name) {
			weights[p.Name] = p
			continue
		}
		if !ok || !slices.Equal(t.Shape, p.Shape) {
			return fmt.Errorf("train.init_from: %s has %s of shape %v, and this network wants %v; use the same features and layers, or put %q into train.reinit",
				path, p.Name, t.Shape, p.Shape, layer)
		}
		weights[p.Name] = nn.Parameter{Name: p.Name, Shape: p.Shape, Data: t.F32}
	}
	for _, layer := range e.config.Train.Reinit {
		if !layers[layer] {
			return fmt.Errorf("train.reinit: no layer %q; there are %s", layer, strings.Join(slices.Sorted(maps.Keys(layers)), ", "))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(checkpoint.Weights)) {
		if layer, _, _ := strings.Cut(name, "."); !layers[layer] {
			return fmt.Errorf("train.init_from: %s has %s, and this network has no such layer; use the same layers", path, name)
		}
	}
	return e.model.Restore(weights)
}
