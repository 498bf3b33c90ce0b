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

// ReadSample reads a MIDI file, which may be silent, and pads it with silence to a given number of steps.
func ReadSample(path string, stepsPerQuarter, steps int) (*features.Piece, error) {
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
	return p, nil
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
	steps := c.PrimerSteps() + c.Compose.Steps
	var pieces []*features.Piece
	for _, path := range paths {
		p, err := ReadSample(path, c.Data.StepsPerQuarter, steps)
		if err != nil {
			return nil, err
		}
		p.Name = path
		pieces = append(pieces, p)
	}
	dropArticulation(pieces, c)
	return pieces, nil
}

// dropArticulation joins repeated notes, as in music of a network without articulation.
func dropArticulation(pieces []*features.Piece, c *config.Config) {
	if c.Articulated() {
		return
	}
	for _, p := range pieces {
		p.DropArticulation()
	}
}
