package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"workbench/features"
	"workbench/internal/parallel"
	"workbench/internal/stats"
	"workbench/runs"
)

// reference is the music that samples are compared with. The zero value is none.
type reference struct {
	name       string
	training   []stats.Piece
	index      *stats.Index
	heldOut    int               // pieces
	heldOutHas *stats.CopySpread // what these have in common with the training pieces; nil without any
}

// newReference measures the training pieces, and what the pieces held out have in common with them.
func newReference(name string, training, heldOut []*features.Piece) *reference {
	r := &reference{name: name, training: stats.All(training), index: stats.NewIndex(training), heldOut: len(heldOut)}
	if len(heldOut) > 0 {
		spread := stats.SpreadOfCopies(r.copies(heldOut))
		r.heldOutHas = &spread
	}
	return r
}

// newRunReference reads the music that a run learned from. A warning tells that it is no longer the same.
func newRunReference(dir string, c *Config, info runs.Info, out *output) (*reference, error) {
	corpus, err := readCorpus(c, out.progress)
	if err != nil {
		return nil, err
	}
	if info.Corpus != "" && corpus.Fingerprint() != info.Corpus {
		fmt.Fprintf(out.progress, "warning: the corpus is not the one that %s learned from: files of it have changed since\n", dir)
	}
	return newReference(c.source(), corpus.Of(features.Train), corpus.Of(features.Valid)), nil
}

// references are the corpora of runs that were measured before, by fingerprint.
type references map[string]*reference

// of measures the music that a run learned from. It has to be as it was when the run began, which its fingerprint tells.
func (known references) of(c *Config, fingerprint string, screen io.Writer) (*reference, error) {
	if r, ok := known[fingerprint]; ok {
		return r, nil
	}
	corpus, err := readCorpus(c, screen)
	if err != nil {
		return nil, err
	}
	if corpus.Fingerprint() != fingerprint {
		return nil, fmt.Errorf("%s is not what it was when the run began", c.source())
	}
	r := newReference(c.source(), corpus.Of(features.Train), corpus.Of(features.Valid))
	known[fingerprint] = r
	return r, nil
}

// copies tells what each piece has in common with the training pieces.
func (r *reference) copies(pieces []*features.Piece) []stats.Copy {
	copies := make([]stats.Copy, len(pieces))
	parallel.Do(len(pieces), func(i int) { copies[i] = r.index.Copied(pieces[i]) })
	return copies
}

// compare measures pieces, and compares them with the reference if there is one.
func (r *reference) compare(pieces []*features.Piece) statsSet {
	measured := stats.All(pieces)
	set := statsSet{Pieces: make([]statsPiece, len(pieces)), Comparison: stats.Compare(measured, r.training)}
	for i := range measured {
		set.Pieces[i].Piece = measured[i]
	}
	if r.index != nil {
		copies := r.copies(pieces)
		spread := stats.SpreadOfCopies(copies)
		set.Copied = &spread
		for i := range copies {
			set.Pieces[i].Copied = &copies[i]
		}
	}
	return set
}

func (r *reference) report(sets ...statsSet) *statsReport {
	return &statsReport{Corpus: r.name, Training: len(r.training), HeldOut: r.heldOut, HeldOutHas: r.heldOutHas, Sets: sets}
}

// runReport compares a run's samples, or the files, with its training pieces.
func (r *statsRequest) runReport(out *output) (*statsReport, error) {
	info, err := runs.ReadInfo(r.run)
	if err != nil {
		return nil, err
	}
	c, err := LoadConfig(runs.ConfigPath(r.run), nil)
	if err != nil {
		return nil, err
	}
	samples, epochs := map[int][]*features.Piece{}, []int(nil)
	if len(r.files) > 0 {
		samples[-1], err = readMusic(r.files, c.Data.StepsPerQuarter, out)
		epochs = []int{-1}
		forgetStrikes(samples[-1], c)
	} else {
		samples, epochs, err = r.samples(c)
	}
	if err != nil {
		return nil, err
	}
	against, err := newRunReference(r.run, c, info, out)
	if err != nil {
		return nil, err
	}
	report := against.report()
	report.Run = r.run
	for _, epoch := range epochs {
		set := against.compare(samples[epoch])
		if epoch >= 0 {
			set.Epoch = &epoch
		}
		report.Sets = append(report.Sets, set)
	}
	return report, nil
}

// samples reads the samples that were asked for, by epoch, and lists the epochs in rising order.
func (r *statsRequest) samples(c *Config) (samples map[int][]*features.Piece, epochs []int, err error) {
	paths, err := samplePaths(r.run)
	if err != nil {
		return nil, nil, err
	}
	epochs = slices.Sorted(maps.Keys(paths))
	switch {
	case len(epochs) == 0:
		return nil, nil, fmt.Errorf("%s has no samples; train.sample_every = %d says when it composes", r.run, c.Train.SampleEvery)
	case r.epoch < 0 && !r.all:
		epochs = epochs[len(epochs)-1:]
	case !r.all:
		if paths[r.epoch] == nil {
			return nil, nil, fmt.Errorf("%s has no samples of epoch %d; it has those of %s", r.run, r.epoch, sizes(epochs))
		}
		epochs = []int{r.epoch}
	}
	samples = map[int][]*features.Piece{}
	for _, epoch := range epochs {
		if samples[epoch], err = readSamples(paths[epoch], c); err != nil {
			return nil, nil, err
		}
	}
	return samples, epochs, nil
}
