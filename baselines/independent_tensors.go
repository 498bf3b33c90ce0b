package baselines

import (
	"fmt"

	"workbench/features"
)

// Tensors are counts for each context and key: silent, played, and, if the model has articulate, struck: onsets.
// Saved models have these names.
func (m *Independent) Tensors() map[string]Tensor {
	shape, n := []int{m.contexts, features.Keys}, len(m.counts)
	silent, played, articulated := make([]float32, n), make([]float32, n), make([]float32, n)
	for i, c := range m.counts {
		silent[i], played[i], articulated[i] = float32(c.silent), float32(c.played), float32(c.articulated)
	}
	tensors := map[string]Tensor{"silent": {shape, silent}, "played": {shape, played}}
	if m.articulated {
		tensors["struck"] = Tensor{shape, articulated}
	}
	return tensors
}

func restoreIndependent(tensors map[string]Tensor, contexts int) (*Independent, error) {
	m := &Independent{contexts: contexts, counts: make([]keyCounts, contexts*features.Keys)}
	silent, err := countsOf(tensors, "silent", contexts, features.Keys)
	if err != nil {
		return nil, err
	}
	played, err := countsOf(tensors, "played", contexts, features.Keys)
	if err != nil {
		return nil, err
	}
	articulated := make([]float32, len(played))
	if _, m.articulated = tensors["struck"]; m.articulated {
		if articulated, err = countsOf(tensors, "struck", contexts, features.Keys); err != nil {
			return nil, err
		}
	}
	for i := range m.counts {
		if articulated[i] > played[i] {
			return nil, fmt.Errorf(`tensor "struck": number %d is %v, more than the %v of "played"`, i, articulated[i], played[i])
		}
		m.counts[i] = keyCounts{float64(silent[i]), float64(played[i]), float64(articulated[i])}
	}
	m.computeCosts()
	return m, nil
}
