package main

import (
	"fmt"
	"workbench/features"
	"workbench/internal/stats"
)

// statsRequest is what the stats command was asked for.
type statsRequest struct {
	files           []string
	run, folder     string
	epoch           int // -1 = the last that has samples
	all, json       bool
	stepsPerQuarter int // of files and folders without a run
}

// statsReport is what stats -json prints.
type statsReport struct {
	Run        string            `json:"run,omitempty"`
	Corpus     string            `json:"corpus,omitempty"`          // what the pieces are compared with
	Training   int               `json:"training_pieces,omitempty"` // pieces of the corpus that were compared with
	HeldOut    int               `json:"held_out_pieces,omitempty"`
	HeldOutHas *stats.CopySpread `json:"held_out_copied,omitempty"` // what they have in common with the training pieces
	Pieces     []stats.Piece     `json:"corpus_pieces,omitempty"`   // of a folder without files to compare
	Sets       []statsSet        `json:"sets"`                      // the files or the folder, or one set an epoch
}

// statsSet is pieces that are looked at together.
type statsSet struct {
	Epoch      *int              `json:"epoch,omitempty"` // nil for files
	Pieces     []statsPiece      `json:"pieces"`
	Comparison *stats.Comparison `json:"comparison"` // with an empty corpus where there is none to compare with
	Copied     *stats.CopySpread `json:"copied,omitempty"`
}

type statsPiece struct {
	stats.Piece
	Copied *stats.Copy `json:"copied,omitempty"`
}

// report measures what was asked for.
func (r *statsRequest) report(out *output) (*statsReport, error) {
	switch {
	case r.run != "":
		return r.runReport(out)
	case len(r.files) == 0:
		corpus, err := r.readFolder(out)
		if err != nil {
			return nil, err
		}
		folder := newReference(r.folder, corpus.Pieces, nil)
		report := folder.report(folder.compare(nil))
		report.Pieces = folder.training
		return report, nil
	}
	against := new(reference)
	if r.folder != "" {
		corpus, err := r.readFolder(out)
		if err != nil {
			return nil, err
		}
		against = newReference(r.folder, corpus.Pieces, nil)
	}
	pieces, err := readMusic(r.files, r.stepsPerQuarter, out)
	if err != nil {
		return nil, err
	}
	return against.report(against.compare(pieces)), nil
}

// readFolder reads the folder, and says what it skipped.
func (r *statsRequest) readFolder(out *output) (*features.Corpus, error) {
	corpus, err := readFolder(r.folder, r.stepsPerQuarter, out.progress)
	if err != nil {
		return nil, err
	}
	if n := len(corpus.Skipped); n > 0 {
		fmt.Fprintf(out.progress, "warning: %d files skipped; experiments corpus -midi %s lists them\n", n, r.folder)
	}
	return corpus, nil
}

// readMusic reads files, of which those in MIDI may be silent.
func readMusic(files []string, stepsPerQuarter int, out *output) ([]*features.Piece, error) {
	var pieces []*features.Piece
	for _, file := range files {
		p, err := features.File(file, stepsPerQuarter)
		if err != nil {
			silent, midiErr := readSample(file, stepsPerQuarter, 0)
			if midiErr != nil || silent.Steps() > 0 {
				return nil, fmt.Errorf("stats: %w", err)
			}
			p = silent
		}
		for _, w := range p.Warnings {
			fmt.Fprintf(out.progress, "warning: %s: %s\n", file, w)
		}
		p.Name = file
		pieces = append(pieces, p)
	}
	return pieces, nil
}
