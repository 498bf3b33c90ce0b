package report

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"workbench/features/midi"
	"workbench/internal/artifacts"
	"workbench/internal/rundir"
)

const (
	mostRolls    = 12 // checkpoints in a report, over all of its runs
	fewestRolls  = 3  // checkpoints per run
	mostOfOneSet = 4  // samples of the last checkpoint
)

// readSamples reads samples of some checkpoints, the first and the last among them.
func (r *runReader) readSamples() {
	epochs, err := artifacts.SampleEpochs(r.dir)
	if err != nil {
		r.problem("The samples cannot be read: %v.", err)
		return
	}
	shown := evenly(epochs, max(fewestRolls, mostRolls/r.among))
	for i, epoch := range shown {
		most := 1
		if i == len(shown)-1 {
			most = mostOfOneSet
		}
		r.newest = nil
		if c := r.checkpoint(epoch, most); len(c.Samples) > 0 {
			r.run.Checkpoints = append(r.run.Checkpoints, c)
		}
	}
	if len(shown) < len(epochs) {
		r.run.Left = fmt.Sprintf("%d of %d checkpoints are shown; all samples are in %s.", len(shown), len(epochs), filepath.Join(r.dir, "samples"))
	}
}

// evenly picks at most so many values at equal distances, the first and the last among them.
func evenly(values []int, most int) []int {
	if len(values) <= most {
		return values
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
		name := strings.ReplaceAll(strings.Trim(r.run.Name, "/"), "/", "-") // for a file of its own
		s := &Sample{Name: fmt.Sprintf("%s-epoch-%06d-%d", name, epoch, i), Caption: fmt.Sprintf("epoch %d, sample %d", epoch, i)}
		if err := r.readSample(s, path); err != nil {
			s.Problem = err.Error()
		}
		c.Samples = append(c.Samples, s)
	}
	return c
}

func (r *runReader) readSample(s *Sample, path string) (err error) {
	if err := rundir.Contained(r.dir, path); err != nil {
		return err
	}
	pieces, err := artifacts.ReadSamples([]string{path}, r.config)
	if err != nil {
		return err
	}
	p := pieces[0]
	p.Title = s.Caption
	if s.MIDI, err = os.ReadFile(path); err != nil {
		return err
	}
	if s.Score, _, err = midi.Read(s.MIDI); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	r.newest = append(r.newest, p)
	s.Roll = artifacts.RollOf(p, r.config.Compose.Tempo, r.config.PrimerSteps())
	return nil
}
