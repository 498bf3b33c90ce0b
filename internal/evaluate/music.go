package evaluate

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/rundir"
)

// evaluateMusic is what is scored.
type music struct {
	source   string
	split    string // empty for all pieces of a folder
	pieces   []*features.Piece
	training []*features.Piece // of the run; nil where its corpus cannot be read
}

// music reads what is to be scored, and the run's own corpus for comparison.
func (r *Request) music(c *config.Config, info rundir.Info, out *console.Streams) (*music, error) {
	if r.Frames != "" && c.Articulated() {
		return nil, fmt.Errorf("%s learned from MIDI which keys are struck, and the frames in %s do not tell: evaluate it with -midi, or train with data.frames", r.Run, r.Frames)
	}
	own, ownErr := corpus.ReadRun(c, info.Corpus, out.Progress)
	music, m := own, &music{source: c.Source(), split: r.Split}
	var err error
	switch {
	case r.MIDI != "":
		m.source = r.MIDI
		if music, err = corpus.ReadFolder(r.MIDI, c.Reading(), out.Progress); err == nil {
			music.Split(c.Data.Validation)
			r.tellOfFolder(c, music, out)
		}
	case r.Frames != "":
		m.source = r.Frames
		if music, err = features.Frames(r.Frames, c.Data.StepsPerQuarter); music != nil {
			err = nil // a file without training pieces will do
		}
	case ownErr != nil:
		err = fmt.Errorf("the run's own music: %w; bring it back, or name music with -midi or -frames", ownErr)
	}
	if err != nil {
		return nil, err
	}
	if ownErr != nil && music.Fingerprint() == info.Corpus { // moved
		own, ownErr = music, nil
	}
	if ownErr != nil {
		fmt.Fprintf(out.Progress, "note: no baselines, because they learn from the run's own music: %v\n", ownErr)
	} else {
		if own.Fingerprint() != info.Corpus {
			fmt.Fprintf(out.Progress, "warning: the corpus is not the one that %s learned from: files of it have changed since\n", r.Run)
		}
		m.training = own.Of(features.Train)
	}
	if err := m.choose(music, r, out); err != nil {
		return nil, err
	}
	m.warnOfTraining(r, out)
	return m, nil
}

// tellOfFolder says what of a folder is not scored as it is.
func (r *Request) tellOfFolder(c *config.Config, corpus *features.Corpus, out *console.Streams) {
	if n := len(corpus.Skipped); n > 0 {
		fmt.Fprintf(out.Progress, "warning: %d files skipped; experiments corpus -midi %s lists them\n", n, r.MIDI)
	}
	if !c.Articulated() {
		artifacts.ForgetStrikes(corpus.Pieces, c)
		fmt.Fprintf(out.Progress, "note: %s knows no strikes: play alone is scored, in steps of which %d make a quarter note\n", r.Run, c.Data.StepsPerQuarter)
	}
}

// choose takes the pieces of the split that was asked for, or of the one that is usual for such music.
func (m *music) choose(corpus *features.Corpus, r *Request, out *console.Streams) error {
	if m.split == "" && r.MIDI != "" {
		m.pieces = corpus.Pieces
		return nil
	}
	usual := []string{features.Valid}
	if r.Frames != "" {
		usual = []string{features.Test, features.Valid, features.Train}
	}
	for i := 0; m.split == "" && i < len(usual); i++ {
		if len(corpus.Of(usual[i])) > 0 || i == len(usual)-1 {
			m.split = usual[i]
		}
	}
	if r.Split == "" && r.Frames != "" {
		fmt.Fprintf(out.Progress, "note: the %s split of %s; -split names another\n", m.split, r.Frames)
	}
	if m.pieces = corpus.Of(m.split); len(m.pieces) > 0 {
		return nil
	}
	var there []string
	for _, split := range []string{features.Train, features.Valid, features.Test} {
		there = append(there, fmt.Sprintf("%s %d", split, len(corpus.Of(split))))
	}
	return fmt.Errorf("%s has no %s pieces (%s); choose with -split, or name other music with -midi or -frames", m.source, m.split, strings.Join(there, ", "))
}

// warnOfTraining says which of the pieces the run has learned from, unless they were asked for.
func (m *music) warnOfTraining(r *Request, out *console.Streams) {
	if m.split == features.Train {
		return
	}
	names, rolls := map[string]bool{}, map[[sha256.Size]byte]bool{}
	for _, p := range m.training {
		names[p.Name], rolls[rollHash(p)] = true, true
	}
	var known []string
	for _, p := range m.pieces {
		if rolls[rollHash(p)] || r.MIDI != "" && names[p.Name] {
			known = append(known, p.Name)
		}
	}
	if len(known) == 0 {
		return
	}
	advice := ""
	if r.MIDI != "" && r.Split == "" {
		advice = "; -split valid leaves them out if it is the run's own music"
	}
	fmt.Fprintf(out.Progress, "warning: the run has learned from %d of the %d pieces (the same %s), so this is not how it does on new music: %s%s\n", len(known),
		len(m.pieces), map[bool]string{true: "name or notes", false: "notes"}[r.MIDI != ""], few(known), advice)
}

// rollHash tells the notes of pieces apart.
func rollHash(p *features.Piece) [sha256.Size]byte {
	bytes := make([]byte, 0, p.Steps()*features.Keys)
	for t := range p.Roll {
		for _, cell := range p.Roll[t] {
			bytes = append(bytes, byte(cell))
		}
	}
	return sha256.Sum256(bytes)
}

// few lists the first three names.
func few(names []string) string {
	if more := len(names) - 3; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), more)
	}
	return strings.Join(names, ", ")
}
