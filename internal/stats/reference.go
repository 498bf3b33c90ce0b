package stats

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/metrics"
	"workbench/internal/parallel"
	"workbench/internal/rundir"
)

// reference is the music that samples are compared with. The zero value is none.
type reference struct {
	name       string
	Training   []metrics.Piece
	Index      *metrics.Index
	heldOut    int                 // pieces
	HeldOutHas *metrics.CopySpread // what these have in common with the training pieces; nil without any
}

// newReference measures the training pieces, and what the pieces held out have in common with them.
func newReference(name string, training, heldOut []*features.Piece) *reference {
	r := &reference{name: name, Training: metrics.All(training), Index: metrics.NewIndex(training), heldOut: len(heldOut)}
	if len(heldOut) > 0 {
		spread := metrics.SpreadOfCopies(r.copies(heldOut))
		r.HeldOutHas = &spread
	}
	return r
}

// newRunReference reads the music that a run learned from. A warning tells that it is no longer the same.
func newRunReference(dir string, c *config.Config, info rundir.Info, out *console.Streams) (*reference, error) {
	corpus, err := corpus.ReadRun(c, info.Corpus, out.Progress)
	if err != nil {
		return nil, err
	}
	if info.Corpus != "" && corpus.Fingerprint() != info.Corpus {
		fmt.Fprintf(out.Progress, "warning: the corpus is not the one that %s learned from: files of it have changed since\n", dir)
	}
	return newReference(c.Source(), corpus.Of(features.Train), corpus.Of(features.Valid)), nil
}

// references are the corpora of runs that were measured before, by fingerprint.
type References map[string]*reference

// of measures the music that a run learned from. It has to be as it was when the run began, which its fingerprint tells.
func (known References) Of(c *config.Config, fingerprint string, screen io.Writer) (*reference, error) {
	if r, ok := known[fingerprint]; ok {
		return r, nil
	}
	corpus, err := corpus.ReadRun(c, fingerprint, screen)
	if err != nil {
		return nil, err
	}
	if corpus.Fingerprint() != fingerprint {
		return nil, fmt.Errorf("%s is not what it was when the run began", c.Source())
	}
	r := newReference(c.Source(), corpus.Of(features.Train), corpus.Of(features.Valid))
	known[fingerprint] = r
	return r, nil
}

// copies tells what each piece has in common with the training pieces.
func (r *reference) copies(pieces []*features.Piece) []metrics.Copy {
	copies := make([]metrics.Copy, len(pieces))
	parallel.Do(len(pieces), func(i int) { copies[i] = r.Index.Copied(pieces[i]) })
	return copies
}

// compare measures pieces, and compares them with the reference if there is one.
func (r *reference) Compare(pieces []*features.Piece) Set {
	measured := metrics.All(pieces)
	set := Set{Pieces: make([]Piece, len(pieces)), Comparison: metrics.Compare(measured, r.Training)}
	for i := range measured {
		set.Pieces[i].Piece = measured[i]
	}
	if r.Index != nil {
		copies := r.copies(pieces)
		spread := metrics.SpreadOfCopies(copies)
		set.Copied = &spread
		for i := range copies {
			set.Pieces[i].Copied = &copies[i]
		}
	}
	return set
}

func (r *reference) report(sets ...Set) *Report {
	return &Report{Corpus: r.name, Training: len(r.Training), HeldOut: r.heldOut, HeldOutHas: r.HeldOutHas, Sets: sets}
}

// runReport compares a run's samples, or the files, with its training pieces.
func (r *Request) runReport(out *console.Streams) (*Report, error) {
	info, err := rundir.ReadInfo(r.Run)
	if err != nil {
		return nil, err
	}
	c, err := config.Load(rundir.ConfigPath(r.Run), nil)
	if err != nil {
		return nil, err
	}
	samples, epochs := map[int][]*features.Piece{}, []int(nil)
	if len(r.Files) > 0 {
		samples[-1], err = readMusic(r.Files, c.Data.StepsPerQuarter, out)
		epochs = []int{-1}
		artifacts.ForgetStrikes(samples[-1], c)
	} else {
		samples, epochs, err = r.samples(c)
	}
	if err != nil {
		return nil, err
	}
	against, err := newRunReference(r.Run, c, info, out)
	if err != nil {
		return nil, err
	}
	report := against.report()
	report.Run = r.Run
	for _, epoch := range epochs {
		set := against.Compare(samples[epoch])
		if epoch >= 0 {
			set.Epoch = &epoch
		}
		report.Sets = append(report.Sets, set)
	}
	return report, nil
}

// samples reads the samples that were asked for, by epoch, and lists the epochs in rising order.
func (r *Request) samples(c *config.Config) (samples map[int][]*features.Piece, epochs []int, err error) {
	paths, err := artifacts.SamplePaths(r.Run)
	if err != nil {
		return nil, nil, err
	}
	epochs = slices.Sorted(maps.Keys(paths))
	switch {
	case len(epochs) == 0:
		return nil, nil, fmt.Errorf("%s has no samples; train.sample_every = %d says when it composes", r.Run, c.Train.SampleEvery)
	case r.Epoch < 0 && !r.All:
		epochs = epochs[len(epochs)-1:]
	case !r.All:
		if paths[r.Epoch] == nil {
			return nil, nil, fmt.Errorf("%s has no samples of epoch %d; it has those of %s", r.Run, r.Epoch, config.Sizes(epochs))
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
