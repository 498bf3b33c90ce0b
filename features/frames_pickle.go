package features

import (
	"fmt"

	"workbench/features/internal/pickle"
)

// pickleSplits reads the splits of a Python pickle.
func pickleSplits(data []byte) ([]frameSplit, error) {
	if len(data) > maxFramesPickle {
		return nil, fmt.Errorf("a pickle of %d bytes; at most %d are read; write the lists as JSON", len(data), maxFramesPickle)
	}
	value, err := pickle.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("as a Python pickle: %w; save plain lists (.tolist()), or JSON", err)
	}
	dict, ok := value.(*pickle.Dict)
	if !ok {
		return nil, fmt.Errorf("found %s, wanted the splits: %s", describe(value), framesForm)
	}
	var splits []frameSplit
	for i, key := range dict.Keys {
		name, ok := key.(string)
		if !ok {
			return nil, fmt.Errorf("%s is no split; there are train, valid and test", describe(key))
		}
		pieces, ok := dict.Items[i].(*pickle.List)
		if !ok {
			return nil, fmt.Errorf("%s: found %s, wanted a list of pieces: %s", name, describe(dict.Items[i]), framesForm)
		}
		splits = append(splits, frameSplit{name, len(pieces.Items), func(i int) any { return framesOfPickle(pieces.Items[i]) }})
	}
	return splits, nil
}

// framesOfPickle turns the lists of v, down to those of frames, into frameList.
func framesOfPickle(v any) any {
	piece, ok := v.(*pickle.List)
	if !ok {
		return v
	}
	frames := make(frameList, min(len(piece.Items), MaxSteps+1))
	for i, frame := range piece.Items[:len(frames)] {
		frames[i] = frame
		if keys, ok := frame.(*pickle.List); ok {
			frames[i] = frameList(keys.Items)
		}
	}
	return frames
}
