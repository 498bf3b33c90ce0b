package features

import (
	"encoding/json"
	"fmt"
	"os"

	"workbench/features/score"
)

// maxFrames bounds a file of frames, in bytes.
const maxFrames = 128 << 20

// Frames reads a piano roll in JSON, {"train": [piece, …], "valid": […], "test": […]}, where a piece is a list of frames and a frame lists the MIDI key
// numbers that sound, 21 to 108. Such music does not tell a struck key from a held one, and has no metre: its measures are counted
// as 4/4. That there is nothing to train on is an error, beside a corpus of the other splits.
func Frames(path string, stepsPerQuarter int) (*Corpus, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("frames: %w", err)
	}
	if !info.Mode().IsRegular() || info.Size() > maxFrames {
		return nil, fmt.Errorf("frames %s: not a file of up to %d bytes", path, maxFrames)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("frames: %w", err)
	}
	var splits map[string][][][]int
	if err := json.Unmarshal(data, &splits); err != nil {
		return nil, fmt.Errorf(`frames %s: %w; wanted {"train": [[[60, 64], …], …], "valid": …}`, path, err)
	}
	corpus := new(Corpus)
	for _, split := range []string{Train, Valid, Test} {
		for i, frames := range splits[split] {
			name := fmt.Sprintf("%s/%04d", split, i)
			p, err := fromFrames(name, frames, stepsPerQuarter)
			if err != nil {
				corpus.skip(name, err)
				continue
			}
			p.Split = split
			corpus.Pieces = append(corpus.Pieces, p)
		}
		delete(splits, split)
	}
	for name := range splits {
		return nil, fmt.Errorf("frames %s: there is no split %q; there are train, valid and test", path, name)
	}
	if len(corpus.Of(Train)) == 0 {
		return corpus, fmt.Errorf("frames %s: no pieces under \"train\"", path)
	}
	return corpus, nil
}

func fromFrames(name string, frames [][]int, stepsPerQuarter int) (*Piece, error) {
	if len(frames) == 0 || len(frames) > MaxSteps {
		return nil, fmt.Errorf("%d frames; a piece has 1 to %d", len(frames), MaxSteps)
	}
	p := &Piece{Name: name, StepsPerQuarter: stepsPerQuarter, Tempo: 120, Roll: make(Roll, len(frames))}
	for t, keys := range frames {
		for _, key := range keys {
			if key < Lowest || key > Highest {
				return nil, fmt.Errorf("frame %d: key %d is not on the keyboard, %d to %d", t, key, Lowest, Highest)
			}
			p.Roll[t][key-Lowest] = Held
		}
	}
	p.Measures = measures(&score.Score{TicksPerQuarter: stepsPerQuarter}, len(frames), stepsPerQuarter)
	return p, nil
}
