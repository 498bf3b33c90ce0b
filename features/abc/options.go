package abc

import (
	"errors"
	"slices"
)

// Options are settings for what the standard leaves open. The zero value is what [Read] uses.
type Options struct {
	// Propagate is how far an accidental reaches in tunes that do not say so with %%propagate-accidentals.
	// Empty is [PropagateOctave].
	Propagate Propagation
}

// Propagation is how far an accidental reaches, in the words of the directive %%propagate-accidentals.
type Propagation string

const (
	PropagateOctave Propagation = "octave" // to the end of the measure, in its own octave, as in print
	PropagatePitch  Propagation = "pitch"  // to the end of the measure, in all octaves
	PropagateNot    Propagation = "not"    // its own note only
)

// valid reports whether p is one of the directive's words.
func (p Propagation) valid() bool {
	return slices.Contains([]Propagation{PropagateOctave, PropagatePitch, PropagateNot}, p)
}

// Read reads all tunes of a tunebook in order. The error says that data is not ABC at all; an error of one
// tune is in Tune.Err. It panics if Propagate is none of the constants and not empty.
func (o Options) Read(data []byte) ([]Tune, error) {
	if o.Propagate == "" {
		o.Propagate = PropagateOctave
	}
	if !o.Propagate.valid() {
		panic("abc: unknown propagation " + string(o.Propagate))
	}
	book := splitBook(data)
	if len(book.tunes) == 0 {
		return nil, errors.New("no line starts with X:, so this is no ABC tunebook")
	}
	header := newReader(o)
	problem := header.readFileHeader(book.header)
	tunes := make([]Tune, 0, len(book.tunes))
	for _, lines := range book.tunes {
		tunes = append(tunes, readTune(header, problem, lines))
	}
	if i := slices.IndexFunc(tunes, func(t Tune) bool { return t.Err == nil }); i >= 0 {
		tunes[i].Warnings = slices.Concat(header.tune.Warnings, tunes[i].Warnings)
	}
	return tunes, nil
}
