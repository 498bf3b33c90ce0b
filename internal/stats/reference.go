package stats

import (
	"cmp"
	"fmt"
	"io"
	"slices"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/metrics"
	"workbench/internal/parallel"
	"workbench/internal/rundir"
	"workbench/internal/trained"
)

// reference is the music that samples are compared with. The zero value is none.
type reference struct {
	name       string
	pieces     []*features.Piece
	Training   []metrics.Piece // of the whole pieces; of another split where that was asked for
	index      *metrics.Index
	heldOut    int                     // number of pieces
	HeldOutHas *metrics.CopySpread     // what these have in common with the training pieces; nil if there are none
	windows    map[int][]metrics.Piece // by length in steps
}

// newReference measures the pieces to compare with, and what the held-out pieces have in common with the training pieces.
func newReference(name string, pieces, training, heldOut []*features.Piece) *reference {
	r := &reference{name: name, pieces: pieces, Training: metrics.All(pieces), index: metrics.NewIndex(training),
		heldOut: len(heldOut), windows: map[int][]metrics.Piece{}}
	if len(heldOut) > 0 {
		spread := metrics.SpreadOfCopies(r.copies(heldOut))
		r.HeldOutHas = &spread
	}
	return r
}

// newRunReference reads the music of a run, to compare with one of its splits. Music that is no longer the same is an error where its location was
// given, otherwise a warning.
func newRunReference(dir, split string, c *config.Config, info rundir.Info, given bool, out *console.Streams) (*reference, error) {
	music, err := corpus.ReadRun(c, info.Corpus, out.Progress)
	if err != nil {
		return nil, err
	}
	switch {
	case info.Corpus == "" || music.Fingerprint() == info.Corpus:
	case given:
		return nil, fmt.Errorf("%s is not the music of %s: its fingerprint differs", c.Source(), dir)
	default:
		fmt.Fprintf(out.Progress, "warning: the corpus has changed since %s was trained on it\n", dir)
	}
	pieces, training := music.Of(split), music.Of(features.Train)
	if len(pieces) == 0 {
		return nil, fmt.Errorf("%s has no %s pieces to compare with", c.Source(), split)
	}
	return newReference(c.Source(), pieces, training, music.Of(features.Valid)), nil
}

// References are the corpora of runs that were measured before, by fingerprint.
type References map[string]*reference

// Of measures the training pieces of a run. Their fingerprint must be that of the run.
func (known References) Of(c *config.Config, fingerprint string, screen io.Writer) (*reference, error) {
	if r, ok := known[fingerprint]; ok {
		return r, nil
	}
	music, err := corpus.ReadRun(c, fingerprint, screen)
	if err != nil {
		return nil, err
	}
	if music.Fingerprint() != fingerprint {
		return nil, fmt.Errorf("%s is not what it was when the run began", c.Source())
	}
	training := music.Of(features.Train)
	r := newReference(c.Source(), training, training, music.Of(features.Valid))
	known[fingerprint] = r
	return r, nil
}

// copies returns what each piece has in common with the training pieces.
func (r *reference) copies(pieces []*features.Piece) []metrics.Copy {
	copies := make([]metrics.Copy, len(pieces))
	parallel.Do(len(pieces), func(i int) { copies[i] = r.index.Copied(pieces[i]) })
	return copies
}

// Compare measures pieces and compares them with windows of the reference as long as their median, if there
// is a reference.
func (r *reference) Compare(pieces []*features.Piece) Set {
	measured := metrics.All(pieces)
	set := Set{Pieces: make([]Piece, len(pieces))}
	windows := r.Training
	if set.Window = medianSteps(pieces); set.Window > 0 && r.index != nil {
		windows = r.windowsOf(set.Window)
		set.Windows = len(windows)
	} else {
		set.Window = 0
	}
	set.Comparison = metrics.Compare(measured, windows, r.Training)
	set.Outliers = set.Comparison.Outliers(measured)
	for i := range measured {
		set.Pieces[i].Piece = measured[i]
	}
	if r.index != nil {
		copies := r.copies(pieces)
		spread := metrics.SpreadOfCopies(copies)
		set.Copied = &spread
		for i := range copies {
			set.Pieces[i].Copied = &copies[i]
		}
	}
	return set
}

// windowsOf measures the windows of a length, once.
func (r *reference) windowsOf(steps int) []metrics.Piece {
	if r.windows[steps] == nil {
		r.windows[steps] = metrics.All(metrics.Windows(r.pieces, steps))
	}
	return r.windows[steps]
}

// medianSteps is the median length of pieces, 0 for none.
func medianSteps(pieces []*features.Piece) int {
	if len(pieces) == 0 {
		return 0
	}
	var lengths []int
	for _, p := range pieces {
		lengths = append(lengths, p.Steps())
	}
	slices.Sort(lengths)
	return lengths[len(lengths)/2]
}

// enoughSamples is the number of samples from which on medians are reasonably stable.
const enoughSamples = 20

// report collects sets, with a warning if they are small.
func (r *reference) report(sets ...Set) *Report {
	report := &Report{Corpus: r.name, Training: len(r.Training), HeldOut: r.heldOut, HeldOutHas: r.HeldOutHas, Sets: sets}
	for _, set := range sets {
		n := len(set.Pieces)
		if r.index == nil || n == 0 || n >= enoughSamples || len(report.Warnings) > 0 {
			continue
		}
		samples := fmt.Sprintf("%d samples", n)
		if n == 1 {
			samples = "one sample"
		}
		report.Warnings = append(report.Warnings, fmt.Sprintf("%s: medians depend on chance, and overlaps need at least %d samples; %d or more are better "+
			"(experiments compose -run DIR -count %[3]d -out music, then stats -run DIR music)", samples, metrics.MinSamples, enoughSamples))
	}
	return report
}

// runReport compares a run's samples, or the files, with its training pieces.
func (r *Request) runReport(out *console.Streams) (*Report, error) {
	c, info, err := trained.ReadConfig(r.Run, r.location()...)
	if err != nil {
		return nil, err
	}
	samples, epochs := map[int][]*features.Piece{}, []int(nil)
	if len(r.Files) > 0 {
		o := c.Reading()
		o.Sampling = trained.SamplingOf(c, info)
		samples[-1], err = r.readFiles(o, out)
		epochs = []int{-1}
	} else {
		samples, epochs, err = r.readSamples(c)
	}
	if err != nil {
		return nil, err
	}
	against, err := newRunReference(r.Run, cmp.Or(r.Split, features.Train), c, info, len(r.location()) > 0, out)
	if err != nil {
		return nil, err
	}
	var sets []Set
	for _, epoch := range epochs {
		set := against.Compare(samples[epoch])
		if epoch >= 0 {
			set.Epoch = &epoch
		}
		sets = append(sets, set)
	}
	report := against.report(sets...)
	report.Run, report.Split = r.Run, r.Split
	return report, nil
}
