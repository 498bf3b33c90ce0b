package baselines

import (
	"fmt"

	"workbench/features"
)

// Tensors are those of persistence, and:
//
//	frame.sizes       V      number of keys that play in each of the V frames
//	frame.cells       ΣV     those keys, frame by frame and from the lowest: 2·key, plus 1 for an onset
//	transitions       E×3    from, to (numbers of frames), count
//	weights           12×2   α and β by the class of c(now)
func (m *Markov) Tensors() map[string]Tensor {
	tensors := m.persistence.Tensors()
	sizes, cells, transitions, weights := []float32{}, []float32{}, []float32{}, []float32{}
	for i := range m.chain.frames {
		size := 0
		for n, cell := range m.chain.frames[i] {
			if cell.Play() {
				size++
				cells = append(cells, float32(2*n+int(cell>>1)))
			}
		}
		sizes = append(sizes, float32(size))
		for _, a := range m.chain.arcs[i] {
			transitions = append(transitions, float32(i), float32(a.to), float32(a.count))
		}
	}
	for _, w := range m.weights {
		weights = append(weights, float32(w.transition), float32(w.frequency))
	}
	tensors["frame.sizes"] = Tensor{[]int{len(sizes)}, sizes}
	tensors["frame.cells"] = Tensor{[]int{len(cells)}, cells}
	tensors["transitions"] = Tensor{[]int{len(transitions) / 3, 3}, transitions}
	tensors["weights"] = Tensor{[]int{classes, 2}, weights}
	return tensors
}

func restoreMarkov(tensors map[string]Tensor) (*Markov, error) {
	persistence, err := restoreIndependent(tensors, 2)
	if err != nil {
		return nil, err
	}
	m := &Markov{articulated: persistence.articulated, persistence: persistence, chain: newChain()}
	if err := m.restoreFrames(tensors); err != nil {
		return nil, err
	}
	if err := m.restoreTransitions(tensors); err != nil {
		return nil, err
	}
	m.chords = newChords(m.chain)
	w := tensors["weights"]
	if len(w.Data) != classes*2 {
		return nil, fmt.Errorf(`tensor "weights" has the shape %v, want %v`, w.Shape, []int{classes, 2})
	}
	for k := range m.weights {
		a, b := float64(w.Data[2*k]), float64(w.Data[2*k+1])
		if !(a >= 0 && b >= 0 && a+b < 1) {
			return nil, fmt.Errorf(`tensor "weights": %v and %v leave no weight for persistence`, a, b)
		}
		m.weights[k] = weights{a, b}
	}
	return m, nil
}

func (m *Markov) restoreFrames(tensors map[string]Tensor) error {
	sizes, err := countsOf(tensors, "frame.sizes", len(tensors["frame.sizes"].Data))
	if err != nil {
		return err
	}
	cells, err := countsOf(tensors, "frame.cells", len(tensors["frame.cells"].Data))
	if err != nil {
		return err
	}
	for i, size := range sizes {
		if int(size) > len(cells) {
			return fmt.Errorf(`tensor "frame.cells" ends within frame %d`, i)
		}
		var frame features.Frame
		for _, code := range cells[:int(size)] {
			if int(code) >= 2*features.Keys {
				return fmt.Errorf(`tensor "frame.cells" has %v in frame %d; the keyboard ends at %d`, code, i, 2*features.Keys-1)
			}
			frame[int(code)/2] = features.Held
			if int(code)%2 == 1 {
				frame[int(code)/2] = features.Onset
			}
		}
		cells = cells[int(size):]
		if m.chain.number(&frame) != i {
			return fmt.Errorf(`tensor "frame.cells": frame %d is there twice, or silence is not the first`, i)
		}
	}
	if len(cells) > 0 {
		return fmt.Errorf(`tensor "frame.cells" has %d numbers too many`, len(cells))
	}
	return nil
}

func (m *Markov) restoreTransitions(tensors map[string]Tensor) error {
	t, err := countsOf(tensors, "transitions", len(tensors["transitions"].Data)/3, 3)
	if err != nil {
		return err
	}
	for ; len(t) > 0; t = t[3:] {
		if frames := len(m.chain.frames); int(t[0]) >= frames || int(t[1]) >= frames {
			return fmt.Errorf(`tensor "transitions" goes from frame %v to %v; there are %d`, t[0], t[1], frames)
		}
		m.chain.add(int(t[0]), int(t[1]), float64(t[2]))
	}
	return nil
}
