package report

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/artifacts"
	"workbench/internal/rundir"
)

// Limits on the samples in a report.
const (
	mostRolls    = 12 // checkpoints, over all runs, but at least one each
	mostOfOneSet = 4  // samples of the last checkpoint, over all runs, but at least one each
	mostComposed = 4  // pieces in composed, over all runs
)

// readSamples reads samples of some checkpoints, the last among them.
func (r *runReader) readSamples() {
	epochs, err := artifacts.SampleEpochs(r.dir)
	if err != nil {
		r.problem("The samples cannot be read: %v.", err)
		return
	}
	shown := evenly(epochs, max(1, mostRolls/r.among))
	for i, epoch := range shown {
		most := 1
		if i == len(shown)-1 {
			most = max(1, mostOfOneSet/r.among)
		}
		if c := r.checkpoint(epoch, most); len(c.Samples) > 0 {
			r.run.Checkpoints = append(r.run.Checkpoints, c)
		}
	}
	if len(epochs) > 0 {
		r.readNewest(epochs[len(epochs)-1])
	}
	r.readComposed()
	if len(shown) < len(epochs) {
		r.run.Left = fmt.Sprintf("%d of %d checkpoints are shown; all samples are in %s.", len(shown), len(epochs), filepath.Join(r.dir, "samples"))
	}
}

// readNewest reads all samples of an epoch for the statistics. Damaged ones have been reported.
func (r *runReader) readNewest(epoch int) {
	paths, err := artifacts.SamplePaths(r.dir)
	if err != nil {
		return
	}
	for i, path := range paths[epoch] {
		if rundir.Contained(r.dir, path) != nil {
			continue
		}
		if s, err := r.open(path); err == nil {
			s.Piece.Title = fmt.Sprintf("epoch %d, sample %d", epoch, i+1)
			r.newest = append(r.newest, s.Piece)
		}
	}
}

// readComposed reads pieces that the compose command wrote into the run directory, the newest folder first.
func (r *runReader) readComposed() {
	paths, err := filepath.Glob(filepath.Join(artifacts.QuoteGlob(r.dir), "composed", "*", "*.mid"))
	if err != nil || len(paths) == 0 {
		return
	}
	slices.SortStableFunc(paths, func(a, b string) int {
		return cmp.Or(cmp.Compare(filepath.Dir(b), filepath.Dir(a)), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	for _, path := range paths[:min(len(paths), mostComposed/r.among)] {
		folder, file := filepath.Base(filepath.Dir(path)), strings.TrimSuffix(filepath.Base(path), ".mid")
		s := &Sample{Name: r.fileName() + "-composed-" + folder + "-" + file, Caption: "composed " + folder + ", piece " + file}
		if err := r.readSample(s, path); err != nil {
			s.Problem = err.Error()
		}
		r.run.Composed = append(r.run.Composed, s)
	}
}

// fileName is the run's name for the names of files.
func (r *runReader) fileName() string {
	return strings.ReplaceAll(strings.Trim(r.run.Name, "/"), "/", "-")
}

// evenly picks at most a given number of values, 1 or more, at equal distances, the last and then the first
// among them.
func evenly(values []int, most int) []int {
	if len(values) <= most {
		return values
	}
	if most == 1 {
		return values[len(values)-1:]
	}
	picked := make([]int, most)
	for i := range picked {
		picked[i] = values[i*(len(values)-1)/(most-1)]
	}
	return picked
}

// checkpoint reads the first samples of an epoch.
func (r *runReader) checkpoint(epoch, most int) Checkpoint {
	c := Checkpoint{Epoch: epoch}
	for i := 1; i <= most; i++ {
		path := rundir.SamplePath(r.dir, epoch, i, ".mid")
		if _, err := os.Stat(path); err != nil {
			break
		}
		s := &Sample{Name: fmt.Sprintf("%s-epoch-%06d-%d", r.fileName(), epoch, i), Caption: fmt.Sprintf("epoch %d, sample %d", epoch, i)}
		if err := r.readSample(s, path); err != nil {
			s.Problem = err.Error()
		}
		c.Samples = append(c.Samples, s)
	}
	return c
}

func (r *runReader) readSample(s *Sample, path string) error {
	if err := rundir.Contained(r.dir, path); err != nil {
		return err
	}
	read, err := r.open(path)
	if err != nil {
		return err
	}
	read.Piece.Title = s.Caption
	s.MIDI, s.Score = read.MIDI, read.Score
	s.Roll = artifacts.RollOf(read.Piece, r.config.Compose.Tempo, r.config.PrimerSteps())
	return nil
}

// open reads a sample once.
func (r *runReader) open(path string) (s *artifacts.Sample, err error) {
	if s = r.samples[path]; s == nil {
		if s, err = artifacts.OpenSample(path, r.config); err == nil {
			r.samples[path] = s
		}
	}
	return s, err
}
