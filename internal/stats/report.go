package stats

import (
	"fmt"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/metrics"
)

// statsRequest is what the stats command was asked for.
type Request struct {
	Files           []string
	Run, Folder     string
	Epoch           int // -1 = the last that has samples
	All, Json       bool
	StepsPerQuarter int // of files and folders without a run
}

// statsReport is what stats -json prints.
type Report struct {
	Run        string              `json:"run,omitempty"`
	Corpus     string              `json:"corpus,omitempty"`          // what the pieces are compared with
	Training   int                 `json:"training_pieces,omitempty"` // pieces of the corpus that were compared with
	HeldOut    int                 `json:"held_out_pieces,omitempty"`
	HeldOutHas *metrics.CopySpread `json:"held_out_copied,omitempty"` // what they have in common with the training pieces
	Pieces     []metrics.Piece     `json:"corpus_pieces,omitempty"`   // of a folder without files to compare
	Sets       []Set               `json:"sets"`                      // the files or the folder, or one set an epoch
}

// statsSet is pieces that are looked at together.
type Set struct {
	Epoch      *int                `json:"epoch,omitempty"` // nil for files
	Pieces     []Piece             `json:"pieces"`
	Comparison *metrics.Comparison `json:"comparison"` // with an empty corpus where there is none to compare with
	Copied     *metrics.CopySpread `json:"copied,omitempty"`
}

type Piece struct {
	metrics.Piece
	Copied *metrics.Copy `json:"copied,omitempty"`
}

// report measures what was asked for.
func (r *Request) Report(out *console.Streams) (*Report, error) {
	switch {
	case r.Run != "":
		return r.runReport(out)
	case len(r.Files) == 0:
		corpus, err := r.readFolder(out)
		if err != nil {
			return nil, err
		}
		folder := newReference(r.Folder, corpus.Pieces, nil)
		report := folder.report(folder.Compare(nil))
		report.Pieces = folder.Training
		return report, nil
	}
	against := new(reference)
	if r.Folder != "" {
		corpus, err := r.readFolder(out)
		if err != nil {
			return nil, err
		}
		against = newReference(r.Folder, corpus.Pieces, nil)
	}
	pieces, err := readMusic(r.Files, r.StepsPerQuarter, out)
	if err != nil {
		return nil, err
	}
	return against.report(against.Compare(pieces)), nil
}

// readFolder reads the folder, and says what it skipped.
func (r *Request) readFolder(out *console.Streams) (*features.Corpus, error) {
	corpus, err := corpus.ReadFolder(r.Folder, r.StepsPerQuarter, out.Progress)
	if err != nil {
		return nil, err
	}
	if n := len(corpus.Skipped); n > 0 {
		fmt.Fprintf(out.Progress, "warning: %d files skipped; experiments corpus -midi %s lists them\n", n, r.Folder)
	}
	return corpus, nil
}

// readMusic reads files, of which those in MIDI may be silent.
func readMusic(files []string, stepsPerQuarter int, out *console.Streams) ([]*features.Piece, error) {
	var pieces []*features.Piece
	for _, file := range files {
		p, err := features.File(file, stepsPerQuarter)
		if err != nil {
			silent, midiErr := artifacts.ReadSample(file, stepsPerQuarter, 0)
			if midiErr != nil || silent.Steps() > 0 {
				return nil, fmt.Errorf("stats: %w", err)
			}
			p = silent
		}
		for _, w := range p.Warnings {
			fmt.Fprintf(out.Progress, "warning: %s: %s\n", file, w)
		}
		p.Name = file
		pieces = append(pieces, p)
	}
	return pieces, nil
}
