package stats

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
)

// readFolder reads the folder and warns about skipped files.
func (r *Request) readFolder(out *console.Streams) (*features.Corpus, error) {
	music, err := corpus.ReadFolder(r.Folder, features.Grid(r.StepsPerQuarter), out.Progress)
	if err != nil {
		return nil, err
	}
	corpus.WarnSkipped(music, "-midi", r.Folder, out)
	return music, nil
}

// readFiles reads the files and the folders of files that are named. MIDI files may be silent.
func (r *Request) readFiles(o features.ReadOptions, out *console.Streams) ([]*features.Piece, error) {
	var pieces []*features.Piece
	for _, file := range r.Files {
		if info, err := os.Stat(file); err == nil && info.IsDir() {
			music, err := corpus.ReadFolder(file, o, out.Progress)
			if err != nil {
				return nil, err
			}
			corpus.WarnSkipped(music, "-midi", file, out)
			for _, p := range music.Pieces {
				p.Name = filepath.Join(file, p.Name) // two folders may have files of one name
			}
			pieces = append(pieces, music.Pieces...)
			continue
		}
		p, err := features.File(file, o)
		if err != nil {
			silent, midiErr := artifacts.ReadSample(file, o.StepsPerQuarter, 0)
			if midiErr != nil || silent.Steps() > 0 {
				return nil, fmt.Errorf("stats: %w", err)
			}
			p = silent
		}
		out.Warn(file, p.Warnings...)
		p.Name = file
		pieces = append(pieces, p)
	}
	if o.Sampling.Sounding {
		fmt.Fprintf(out.Progress, "note: the files are read as the run reads music: %v\n", o.Sampling)
	}
	return pieces, nil
}

// readSamples reads the samples that were asked for by epoch, and lists the epochs in rising order.
func (r *Request) readSamples(c *config.Config) (samples map[int][]*features.Piece, epochs []int, err error) {
	paths, err := artifacts.SamplePaths(r.Run)
	if err != nil {
		return nil, nil, err
	}
	epochs = slices.Sorted(maps.Keys(paths))
	switch {
	case len(epochs) == 0:
		return nil, nil, fmt.Errorf("%s has no samples; train.sample_every = %d says how often it composes", r.Run, c.Train.SampleEvery)
	case r.Epoch < 0 && !r.All:
		epochs = epochs[len(epochs)-1:]
	case !r.All:
		if paths[r.Epoch] == nil {
			return nil, nil, fmt.Errorf("%s has no samples of epoch %d; it has those of %s", r.Run, r.Epoch, console.Numbers(epochs))
		}
		epochs = []int{r.Epoch}
	}
	samples = map[int][]*features.Piece{}
	for _, epoch := range epochs {
		if samples[epoch], err = artifacts.ReadSamples(paths[epoch], c); err != nil {
			return nil, nil, err
		}
	}
	return samples, epochs, nil
}
