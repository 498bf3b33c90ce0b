package features

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"workbench/features/abc"
	"workbench/features/midi"
	"workbench/features/musicxml"
	"workbench/features/score"
	"workbench/features/starter"
)

// Corpus is the music of an experiment.
type Corpus struct {
	Pieces  []*Piece  // in order of their names
	Skipped []Skipped // what could not be used
	Results Results   // of earlier computations; nil = none are cached
}

// Skipped is a file, or a tune of a tunebook, that could not be used, and why.
type Skipped struct {
	File   string `json:"file"`
	Reason string `json:"reason"`

	split string // of a piece of frames
}

// maxFile is the largest size of a music file in bytes, and maxMIDI that of a MIDI file, which takes more
// memory to read. Piano pieces have about a hundred kilobytes.
const (
	maxFile = 16 << 20
	maxMIDI = 4 << 20
)

// Watch is called with the progress of reading a folder: files read, files in all, and the steps of their
// pieces. An error ends the reading.
type Watch func(read, all, steps int) error

// Folder reads the MIDI, ABC and MusicXML files in a folder and those below it; watch may be nil. A file that
// cannot be read, or a tune of one, is skipped with its reason. If nothing can be read, Folder returns an error
// and a corpus that lists what was skipped.
func Folder(dir string, o ReadOptions, watch Watch) (*Corpus, error) {
	l, err := List(dir)
	if err != nil {
		return nil, err
	}
	return l.Read(func(name string) (Corpus, error) { return l.File(name, o) }, watch)
}

// File reads one MIDI or MusicXML file, or one ABC file with a single tune.
func File(name string, o ReadOptions) (*Piece, error) {
	if reader(name) == nil {
		var cause *fs.PathError
		if _, err := os.Stat(name); errors.As(err, &cause) { // such as a folder whose name is mistyped
			return nil, fmt.Errorf("%s: %w", name, cause.Err)
		}
		return nil, notMusic(name)
	}
	dir, base := filepath.Split(name)
	data, err := (&Listing{Files: os.DirFS(filepath.Clean(dir))}).Contents(base)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return Decode(name, data, o)
}

// Decode is [File] for a file's contents; the extension of its name is that of the format.
func Decode(name string, data []byte, o ReadOptions) (*Piece, error) {
	if reader(name) == nil {
		return nil, notMusic(name)
	}
	if err := checkSize(name, int64(len(data))); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	c := DecodeAll(filepath.Base(name), data, o)
	switch {
	case len(c.Pieces)+len(c.Skipped) > 1:
		return nil, fmt.Errorf("%s has %d tunes; put the one you mean into a file of its own", name, len(c.Pieces)+len(c.Skipped))
	case len(c.Skipped) == 1:
		return nil, fmt.Errorf("%s: %s", name, c.Skipped[0].Reason)
	}
	return c.Pieces[0], nil
}

// DecodeAll reads the contents of a music file, which may have several tunes.
func DecodeAll(name string, data []byte, o ReadOptions) (c Corpus) {
	reader(name)(&c, name, data, o)
	return c
}

func notMusic(name string) error {
	return fmt.Errorf("%s is not a %s", name, musicFile)
}

const musicFile = "MIDI, ABC or MusicXML file (.mid, .midi, .rmi, .kar, .abc, .musicxml, .mxl, .xml)"

// MusicFiles returns the paths of the MIDI, ABC and MusicXML files in a folder and those below
// it. It returns an error if there are none.
func MusicFiles(dir string) (paths []string, err error) {
	l, err := List(dir)
	switch {
	case err != nil:
		return nil, err
	case len(l.Names) == 0:
		return nil, fmt.Errorf("%s holds no %s", dir, musicFile)
	}
	for _, name := range l.Names {
		paths = append(paths, filepath.Join(dir, filepath.FromSlash(name)))
	}
	return paths, nil
}

// Starter reads the starter corpus inside the program.
func Starter(o ReadOptions) (*Corpus, error) {
	l, err := list(starter.Files(), "the starter corpus")
	if err != nil {
		return nil, err
	}
	return l.Read(func(name string) (Corpus, error) { return l.File(name, o) }, nil)
}

// reader returns the function that adds a file of this name to a corpus, nil if it is not music.
func reader(name string) func(c *Corpus, name string, data []byte, o ReadOptions) {
	if isMIDI(name) {
		return (*Corpus).addMIDI
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".abc":
		return (*Corpus).addABC
	case ".musicxml", ".mxl", ".xml":
		return (*Corpus).addMusicXML
	}
	return nil
}

// checkSize returns an error for a file of more bytes than its kind, which the name gives, may have.
func checkSize(name string, bytes int64) error {
	most := int64(maxFile)
	if isMIDI(name) {
		most = maxMIDI
	}
	if bytes > most {
		return fmt.Errorf("%d bytes; a file of this kind may have %d", bytes, most)
	}
	return nil
}

func isMIDI(name string) bool {
	return slices.Contains([]string{".mid", ".midi", ".rmi", ".kar"}, strings.ToLower(path.Ext(name)))
}

func (c *Corpus) skip(name string, err error) {
	c.Skipped = append(c.Skipped, Skipped{File: name, Reason: err.Error()})
}

func (c *Corpus) addMIDI(name string, data []byte, o ReadOptions) {
	s, warnings, err := midi.Options{Drums: o.Drums}.Read(data)
	c.add(name, s, warnings, err, o)
}

func (c *Corpus) addMusicXML(name string, data []byte, o ReadOptions) {
	s, warnings, err := musicxml.Options{Drums: o.Drums}.Read(data)
	c.add(name, s, warnings, err, o)
}

// addABC adds the tunes of a file. If there are several, each has its number in the name.
func (c *Corpus) addABC(name string, data []byte, o ReadOptions) {
	tunes, err := abc.Options{Propagate: o.Accidentals}.Read(data)
	if err != nil {
		c.skip(name, err)
		return
	}
	times := map[string]int{}
	for _, tune := range tunes {
		tuneName := name
		if len(tunes) > 1 {
			tuneName += "#" + tune.Number
			if times[tune.Number]++; times[tune.Number] > 1 {
				tuneName += fmt.Sprintf("(%d)", times[tune.Number])
			}
		}
		c.add(tuneName, tune.Score, tune.Warnings, tune.Err, o)
	}
}

// add adds what a reader returned: a piece, or a skipped file if there is an error.
func (c *Corpus) add(name string, s *score.Score, warnings []string, err error, o ReadOptions) {
	var p *Piece
	if err == nil {
		p, err = o.piece(name, s)
	}
	if err != nil {
		c.skip(name, err)
		return
	}
	p.Warnings = warnings
	c.Pieces = append(c.Pieces, p)
}

// Fingerprint is a hash of names, splits, rolls, measures and styles, which identifies a corpus.
func (c *Corpus) Fingerprint() string {
	nameSplitStyle := func(p *Piece) string { return p.Split + " " + p.Name + p.Style.text() }
	return string(c.cachedResult("fingerprint", nameSplitStyle, func() []byte {
		h := sha256.New()
		for _, p := range c.Pieces {
			fmt.Fprintf(h, "%q %s %d %v %d\n", p.Name, p.Split, p.StepsPerQuarter, p.Measures, p.Steps())
			p.Roll.writeTo(h)
			io.WriteString(h, p.Style.text())
		}
		return hex.AppendEncode(nil, h.Sum(nil))
	}))
}
