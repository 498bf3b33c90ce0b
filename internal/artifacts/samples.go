package artifacts

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"workbench/features"
	"workbench/features/midi"
	"workbench/features/score"
	"workbench/internal/config"
	"workbench/internal/rundir"
)

// Sample is a MIDI file that a run composed.
type Sample struct {
	MIDI  []byte
	Score *score.Score
	Piece *features.Piece // as long as it was composed
}

// ReadSample reads a MIDI file, which may be silent, and pads it with silence to a given number of steps.
func ReadSample(path string, stepsPerQuarter, steps int) (*features.Piece, error) {
	s, err := readSample(path, stepsPerQuarter, steps)
	if err != nil {
		return nil, err
	}
	return s.Piece, nil
}

func readSample(path string, stepsPerQuarter, steps int) (*Sample, error) {
	data, err := rundir.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s, _, err := midi.Read(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	p := features.EmptyPiece(score.CommonTime, stepsPerQuarter)
	if len(s.Notes) > 0 {
		if p, err = features.FromScore(path, s, stepsPerQuarter); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
	}
	p.Roll = append(p.Roll, make(features.Roll, max(steps-p.Steps(), 0))...)
	p.ExtendMeasures()
	return &Sample{data, s, p}, nil
}

// QuoteGlob escapes the characters of a path that filepath.Glob takes for a pattern.
func QuoteGlob(path string) string {
	var b bytes.Buffer
	for _, r := range path {
		if r == '*' || r == '?' || r == '[' || r == '\\' {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// SamplePaths lists the MIDI samples of the run in dir by epoch, in the order of their numbers.
func SamplePaths(dir string) (map[int][]string, error) {
	found, err := filepath.Glob(filepath.Join(QuoteGlob(dir), "samples", "epoch-*.mid"))
	if err != nil {
		return nil, err
	}
	paths := map[int][]string{}
	for _, path := range found {
		var epoch, i int
		_, err := fmt.Sscanf(filepath.Base(path), "epoch-%d-%d.mid", &epoch, &i)
		if err != nil || filepath.Base(path) != filepath.Base(rundir.SamplePath(dir, epoch, i, ".mid")) {
			continue // a file of the user's own
		}
		paths[epoch] = append(paths[epoch], path)
	}
	for _, list := range paths { // sample 10 comes after sample 9
		slices.SortStableFunc(list, func(a, b string) int { return len(a) - len(b) })
	}
	return paths, nil
}

// SampleEpochs lists the epochs with samples, in rising order.
func SampleEpochs(dir string) ([]int, error) {
	paths, err := SamplePaths(dir)
	return slices.Sorted(maps.Keys(paths)), err
}

// ReadSamples reads samples of a run, each as long as it was composed.
func ReadSamples(paths []string, c *config.Config) ([]*features.Piece, error) {
	var pieces []*features.Piece
	for _, path := range paths {
		s, err := OpenSample(path, c)
		if err != nil {
			return nil, err
		}
		pieces = append(pieces, s.Piece)
	}
	return pieces, nil
}

// OpenSample reads a sample of a run. The piece of a network without articulation has its repeated notes joined.
func OpenSample(path string, c *config.Config) (*Sample, error) {
	s, err := readSample(path, c.Data.StepsPerQuarter, c.PrimerSteps()+c.Compose.Steps)
	if err != nil {
		return nil, err
	}
	s.Piece.Name = path
	if !c.Articulated() {
		s.Piece.DropArticulation()
	}
	return s, nil
}
