package tokens

import (
	"fmt"
	"math"
	"slices"

	"workbench/features"
	"workbench/internal/nn"
)

// tensor is the name of the saved vocabulary. A row has the steps of a token, its keys as MIDI key numbers
// from the lowest, and zeros.
const (
	tensor = "vocabulary"
	width  = 1 + maxKeys
)

// Tensors is the vocabulary, V×13.
func (t *Tokens) Tensors() []nn.Parameter {
	data := make([]float32, len(t.tokens)*width)
	for i, token := range t.tokens {
		row := data[i*width:]
		row[0] = float32(token.steps)
		k := 1
		for n := range token.keys.keys() {
			row[k] = float32(n + features.Lowest)
			k++
		}
	}
	return []nn.Parameter{{Name: tensor, Shape: []int{len(t.tokens), width}, Data: data}}
}

// Restore returns the representation with these Tensors. The error names the tensor, and the row that is wrong.
func Restore(tensors map[string]nn.Parameter, options Options) (*Tokens, error) {
	p, ok := tensors[tensor]
	if !ok {
		return nil, fmt.Errorf("no tensor %q", tensor)
	}
	if len(p.Shape) != 2 || p.Shape[1] != width || p.Shape[0] < 1 || len(p.Data) != p.Shape[0]*width {
		return nil, fmt.Errorf("tensor %q has the shape %v and %d numbers, want %d columns", tensor, p.Shape, len(p.Data), width)
	}
	if p.Shape[0] > math.MaxInt16 {
		return nil, fmt.Errorf("tensor %q has %d tokens; the limit is %d", tensor, p.Shape[0], math.MaxInt16)
	}
	var read, chords []token
	for row := range slices.Chunk(p.Data, width) {
		t, err := tokenOf(row)
		if err != nil {
			return nil, fmt.Errorf("tensor %q, row %d: %w", tensor, len(read), err)
		}
		read = append(read, t)
		if t.keys.size() > 1 {
			chords = append(chords, t)
		}
	}
	v := newVocabulary(chords)
	for i, t := range v.tokens {
		if i == len(read) || read[i] != t {
			return nil, fmt.Errorf("tensor %q: row %d should be %v", tensor, i, t)
		}
		if v.number[t] != i {
			return nil, fmt.Errorf("tensor %q: %v is there twice", tensor, t)
		}
	}
	if len(read) > len(v.tokens) {
		return nil, fmt.Errorf("tensor %q has %d rows too many", tensor, len(read)-len(v.tokens))
	}
	return &Tokens{v, options}, nil
}

// tokenOf decodes a row.
func tokenOf(row []float32) (t token, err error) {
	previous := 0
	for _, v := range row[1:] {
		key := int(v)
		switch {
		case v == 0:
			previous = features.Highest // no key follows
			continue
		case float32(key) != v || key < features.Lowest || key > features.Highest:
			return t, fmt.Errorf("%v is not a key, %d to %d", v, features.Lowest, features.Highest)
		case key <= previous:
			return t, fmt.Errorf("key %d is out of order", key)
		}
		previous = key
		t.keys = t.keys.union(keysOf(key - features.Lowest))
	}
	t.steps = int(row[0])
	fits := slices.Contains(durations[:], t.steps)
	if t.rest() {
		fits = t.steps >= 1 && t.steps <= longestRest
	}
	if !fits || float32(t.steps) != row[0] {
		return t, fmt.Errorf("%v is not a duration", row[0])
	}
	return t, nil
}
