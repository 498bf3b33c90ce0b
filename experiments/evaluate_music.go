package main

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"workbench/features"
	"workbench/runs"
)

// evaluateMusic is what is scored.
type evaluateMusic struct {
	source   string
	split    string // empty for all pieces of a folder
	pieces   []*features.Piece
	training []*features.Piece // of the run; nil where its corpus cannot be read
}

// music reads what is to be scored, and the run's own corpus for comparison.
func (r *evaluateRequest) music(c *Config, info runs.Info, out *output) (*evaluateMusic, error) {
	if r.frames != "" && c.articulated() {
		return nil, fmt.Errorf("%s learned from MIDI which keys are struck, and the frames in %s do not tell: evaluate it with -midi, or train with data.frames", r.run, r.frames)
	}
	own, ownErr := readCorpus(c, out.progress)
	corpus, m := own, &evaluateMusic{source: c.source(), split: r.split}
	var err error
	switch {
	case r.midi != "":
		m.source = r.midi
		if corpus, err = readFolder(r.midi, c.Data.StepsPerQuarter, out.progress); err == nil {
			corpus.Split(c.Data.Validation)
			r.tellOfFolder(c, corpus, out)
		}
	case r.frames != "":
		m.source = r.frames
		if corpus, err = features.Frames(r.frames, c.Data.StepsPerQuarter); corpus != nil {
			err = nil // a file without training pieces will do
		}
	case ownErr != nil:
		err = fmt.Errorf("the run's own music: %w; bring it back, or name music with -midi or -frames", ownErr)
	}
	if err != nil {
		return nil, err
	}
	if ownErr != nil && corpus.Fingerprint() == info.Corpus { // moved
		own, ownErr = corpus, nil
	}
	if ownErr != nil {
		fmt.Fprintf(out.progress, "note: no baselines, because they learn from the run's own music: %v\n", ownErr)
	} else {
		if own.Fingerprint() != info.Corpus {
			fmt.Fprintf(out.progress, "warning: the corpus is not the one that %s learned from: files of it have changed since\n", r.run)
		}
		m.training = own.Of(features.Train)
	}
	if err := m.choose(corpus, r, out); err != nil {
		return nil, err
	}
	m.warnOfTraining(r, out)
	return m, nil
}

// tellOfFolder says what of a folder is not scored as it is.
func (r *evaluateRequest) tellOfFolder(c *Config, corpus *features.Corpus, out *output) {
	if n := len(corpus.Skipped); n > 0 {
		fmt.Fprintf(out.progress, "warning: %d files skipped; experiments corpus -midi %s lists them\n", n, r.midi)
	}
	if !c.articulated() {
		forgetStrikes(corpus.Pieces, c)
		fmt.Fprintf(out.progress, "note: %s knows no strikes: play alone is scored, in steps of which %d make a quarter note\n", r.run, c.Data.StepsPerQuarter)
	}
}

// choose takes the pieces of the split that was asked for, or of the one that is usual for such music.
func (m *evaluateMusic) choose(corpus *features.Corpus, r *evaluateRequest, out *output) error {
	if m.split == "" && r.midi != "" {
		m.pieces = corpus.Pieces
		return nil
	}
	usual := []string{features.Valid}
	if r.frames != "" {
		usual = []string{features.Test, features.Valid, features.Train}
	}
	for i := 0; m.split == "" && i < len(usual); i++ {
		if len(corpus.Of(usual[i])) > 0 || i == len(usual)-1 {
			m.split = usual[i]
		}
	}
	if r.split == "" && r.frames != "" {
		fmt.Fprintf(out.progress, "note: the %s split of %s; -split names another\n", m.split, r.frames)
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
func (m *evaluateMusic) warnOfTraining(r *evaluateRequest, out *output) {
	if m.split == features.Train {
		return
	}
	names, rolls := map[string]bool{}, map[[sha256.Size]byte]bool{}
	for _, p := range m.training {
		names[p.Name], rolls[rollHash(p)] = true, true
	}
	var known []string
	for _, p := range m.pieces {
		if rolls[rollHash(p)] || r.midi != "" && names[p.Name] {
			known = append(known, p.Name)
		}
	}
	if len(known) == 0 {
		return
	}
	advice := ""
	if r.midi != "" && r.split == "" {
		advice = "; -split valid leaves them out if it is the run's own music"
	}
	fmt.Fprintf(out.progress, "warning: the run has learned from %d of the %d pieces (the same %s), so this is not how it does on new music: %s%s\n", len(known),
		len(m.pieces), map[bool]string{true: "name or notes", false: "notes"}[r.midi != ""], few(known), advice)
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
