package features

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"workbench/features/score"
)

// Limits of a file of frames.
const (
	maxFramesFile   = 128 << 20 // bytes
	maxFramesPickle = 32 << 20  // bytes
	maxFramesPiece  = 16 << 20  // bytes of a piece in JSON
	maxFrames       = 1 << 24   // of all pieces together
	maxFrameKeys    = 1000      // of one frame
)

// Frames reads a piano roll: {"train": [piece, …], "valid": […], "test": […]}, where a piece is a list of
// frames and a frame lists the MIDI keys that sound, 21 to 108. The file is JSON, or a Python pickle of the
// same lists, as the sets of Boulanger-Lewandowski (2012) are. Such music does not distinguish onsets from
// held notes, and has no metre: its measures are counted as 4/4.
//
// Where the file has no "valid", the pieces of "train" have no split yet, and [Corpus.Split] divides them. A
// piece that cannot be used is skipped with its reason. It is an error if no piece of any split is left;
// [Corpus.CheckSplit] says so of one split.
func Frames(path string, stepsPerQuarter int) (*Corpus, error) {
	data, err := readFrames(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	corpus, err := framesCorpus(data, stepsPerQuarter)
	if err != nil {
		return corpus, fmt.Errorf("%s: %w", path, err)
	}
	return corpus, nil
}

func readFrames(path string) ([]byte, error) {
	info, err := os.Stat(path)
	var cause *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, missing("file")
	case errors.As(err, &cause):
		return nil, cause.Err
	case err != nil:
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxFramesFile {
		return nil, fmt.Errorf("not a file of up to %d bytes", maxFramesFile)
	}
	return os.ReadFile(path)
}

// frameSplit is a split of a file of frames. piece returns piece i as nested lists.
type frameSplit struct {
	name   string
	pieces int
	piece  func(i int) any
}

// frameList is a list of a file of frames: a piece or a frame.
type frameList []any

// splitsOf reads the splits of a file. A pickle does not begin as JSON does.
func splitsOf(data []byte) ([]frameSplit, error) {
	text := bytes.TrimPrefix(data, []byte("\ufeff"))
	switch first := bytes.TrimLeft(text, " \t\r\n"); {
	case len(first) == 0:
		return nil, fmt.Errorf("the file is empty; wanted %s", framesForm)
	case strings.IndexByte("\x80(}c", first[0]) >= 0:
		return pickleSplits(data)
	}
	return jsonSplits(text)
}

// framesForm shows what a file of frames holds.
const framesForm = `{"train": [[[60, 64], [60]], …], "valid": […]}, which is splits of pieces of frames of keys`

// checkSplits returns an error for a name that is none of the splits, or that occurs twice.
func checkSplits(splits []frameSplit) error {
	seen := map[string]bool{}
	for _, s := range splits {
		if s.name != Train && s.name != Valid && s.name != Test {
			return fmt.Errorf("there is no split %q; a file of frames has train, valid and test, and nothing else", s.name)
		}
		if seen[s.name] {
			return fmt.Errorf("the split %q occurs twice", s.name)
		}
		seen[s.name] = true
	}
	return nil
}

func framesCorpus(data []byte, stepsPerQuarter int) (*Corpus, error) {
	splits, err := splitsOf(data)
	if err == nil {
		err = checkSplits(splits)
	}
	if err != nil {
		return nil, err
	}
	corpus, training := new(Corpus), Train
	if splitNamed(splits, Valid) < 0 {
		training = ""
	}
	left := maxFrames
	for _, name := range []string{Train, Valid, Test} {
		if i := splitNamed(splits, name); i >= 0 {
			if left = corpus.addFrames(splits[i], stepsPerQuarter, left); left < 0 {
				return nil, fmt.Errorf("more than %d frames in all", maxFrames)
			}
		}
	}
	for _, p := range corpus.Of(Train) {
		p.Split = training
	}
	switch {
	case len(corpus.Pieces) > 0:
		return corpus, nil
	case len(corpus.Skipped) > 0:
		return corpus, corpus.CheckSplit(corpus.Skipped[0].split)
	}
	return corpus, fmt.Errorf("no pieces; wanted %s", framesForm)
}

// HasSplit tells whether a file of frames has pieces of a split, even if none of them can be used.
func (c *Corpus) HasSplit(split string) bool {
	return len(c.Of(split)) > 0 || len(c.skippedOf(split)) > 0
}

// CheckSplit returns an error if a file of frames has no piece of a split that can be used. The error has the
// reason of the first.
func (c *Corpus) CheckSplit(split string) error {
	skipped := c.skippedOf(split)
	switch {
	case len(c.Of(split)) > 0:
		return nil
	case len(skipped) > 0:
		return fmt.Errorf("none of the %d pieces of %q can be used; the first: %s", len(skipped), split, skipped[0].Reason)
	}
	return fmt.Errorf("no pieces under %q; wanted %s", split, framesForm)
}

func (c *Corpus) skippedOf(split string) (skipped []Skipped) {
	for _, s := range c.Skipped {
		if s.split == split {
			skipped = append(skipped, s)
		}
	}
	return skipped
}

// splitNamed returns the index of a split, -1 if it is not there.
func splitNamed(splits []frameSplit, name string) int {
	return slices.IndexFunc(splits, func(s frameSplit) bool { return s.name == name })
}

// addFrames adds the pieces of a split. left is how many frames may still be read; it returns how many then
// are.
func (c *Corpus) addFrames(s frameSplit, stepsPerQuarter, left int) int {
	for i := range s.pieces {
		name := fmt.Sprintf("%s/%04d", s.name, i)
		value := s.piece(i)
		if frames, ok := value.(frameList); ok {
			if left -= len(frames); left < 0 {
				return left
			}
		}
		p, err := fromFrames(value, fmt.Sprintf("%s, piece %d", s.name, i), stepsPerQuarter)
		if err != nil {
			c.Skipped = append(c.Skipped, Skipped{File: name, Reason: err.Error(), split: s.name})
			continue
		}
		p.Name, p.Split = name, s.name
		c.Pieces = append(c.Pieces, p)
	}
	return left
}

// fromFrames makes a piece of nested lists. where names it in errors.
func fromFrames(value any, where string, stepsPerQuarter int) (*Piece, error) {
	frames, ok := value.(frameList)
	switch {
	case !ok:
		return nil, fmt.Errorf("%s (counted from 0): found %s, wanted a list of frames", where, describe(value))
	case len(frames) == 0 || len(frames) > MaxSteps:
		return nil, fmt.Errorf("%s (counted from 0): %d frames; a piece has 1 to %d", where, len(frames), MaxSteps)
	}
	p := &Piece{StepsPerQuarter: stepsPerQuarter, Tempo: 120, Roll: make(Roll, len(frames))}
	outside := keysOutside{}
	for t, frame := range frames {
		keys, ok := frame.(frameList)
		switch {
		case !ok:
			return nil, fmt.Errorf("%s, frame %d (counted from 0): found %s, wanted a list of keys", where, t, describe(frame))
		case len(keys) > maxFrameKeys:
			return nil, fmt.Errorf("%s, frame %d (counted from 0): %d keys", where, t, len(keys))
		}
		for _, value := range keys {
			key, ok := wholeNumber(value)
			switch {
			case !ok:
				return nil, fmt.Errorf("%s, frame %d (counted from 0): %s is no key; a key is a whole number, such as 60 for middle C", where, t, describe(value))
			case key < Lowest || key > Highest:
				outside.add(t, key)
			default:
				p.Roll[t][int(key)-Lowest] = Held
			}
		}
	}
	switch _, _, sounds := p.Roll.Range(); {
	case !sounds && outside.notes > 0:
		return nil, fmt.Errorf("%s (counted from 0): all its notes are outside the keys %d to %d; the first is key %g in frame %d", where, Lowest, Highest, outside.firstKey, outside.firstFrame)
	case !sounds:
		return nil, fmt.Errorf("%s (counted from 0): no note in any of its %d frames", where, len(frames))
	}
	outside.warn(p)
	p.Measures = measures(&score.Score{TicksPerQuarter: stepsPerQuarter}, len(frames), stepsPerQuarter)
	return p, nil
}

// keysOutside counts the notes outside the 88 keys: a key that sounds in consecutive frames is one note.
type keysOutside struct {
	notes      int
	last       map[float64]int // the last frame of each key
	firstKey   float64
	firstFrame int
}

func (o *keysOutside) add(frame int, key float64) {
	if o.notes == 0 {
		o.last, o.firstKey, o.firstFrame = map[float64]int{}, key, frame
	}
	if last, seen := o.last[key]; !seen || last < frame-1 {
		o.notes++
	}
	o.last[key] = frame
}

// warn notes the count in the piece.
func (o *keysOutside) warn(p *Piece) {
	if o.notes > 0 {
		p.OutOfRange = o.notes
		p.Warnings = append(p.Warnings, fmt.Sprintf("notes outside the keys %d to %d left out: %d; the first is key %g in frame %d (counted from 0)",
			Lowest, Highest, o.notes, o.firstKey, o.firstFrame))
	}
}
