// Package stats carries out the stats command: it measures files, a folder or the samples of a run, and
// compares them with the training pieces or a folder, in windows as long as the samples.
package stats

import (
	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/metrics"
	"workbench/internal/trained"
)

// Request says what to measure.
type Request struct {
	Files           []string
	Run, Folder     string
	Frames          string // with Run: where its file of frames is now; Folder then says where its folder is
	Epoch           int    // -1 = the last with samples
	All             bool
	Split           string // of the run's music, to compare with; empty = the training pieces
	StepsPerQuarter int    // of files and folders without a run
}

// Report is what stats -json prints.
type Report struct {
	Run        string              `json:"run,omitempty"`
	Corpus     string              `json:"corpus,omitempty"`          // what the pieces are compared with
	Split      string              `json:"split,omitempty"`           // of the run's music; empty for its training pieces
	Training   int                 `json:"training_pieces,omitempty"` // pieces that are compared with
	HeldOut    int                 `json:"held_out_pieces,omitempty"`
	HeldOutHas *metrics.CopySpread `json:"held_out_copied,omitempty"` // what these have in common with the training pieces
	Pieces     []metrics.Piece     `json:"corpus_pieces,omitempty"`   // of a folder without files to compare
	Sets       []Set               `json:"sets"`                      // the files or the folder, or one set per epoch
	Warnings   []string            `json:"warnings,omitempty"`
}

// Set is a set of pieces that are compared together.
type Set struct {
	Epoch      *int                `json:"epoch,omitempty"`        // nil for files
	Window     int                 `json:"window_steps,omitempty"` // length of the corpus windows; 0 if there are none
	Windows    int                 `json:"windows,omitempty"`      // their number
	Pieces     []Piece             `json:"pieces"`
	Comparison *metrics.Comparison `json:"comparison"` // with an empty corpus if there is none
	Outliers   []metrics.Outlier   `json:"outliers,omitempty"`
	Copied     *metrics.CopySpread `json:"copied,omitempty"`
}

// Piece is a piece with its metrics and what it copied.
type Piece struct {
	metrics.Piece
	Copied *metrics.Copy `json:"copied,omitempty"`
}

// location returns the overrides of a run's config that say where its music is now.
func (r *Request) location() []string {
	if r.Run == "" {
		return nil
	}
	return trained.Location(r.Folder, r.Frames)
}

// Report measures what was asked for.
func (r *Request) Report(out *console.Streams) (*Report, error) {
	switch {
	case r.Run != "":
		return r.runReport(out)
	case len(r.Files) == 0:
		corpus, err := r.readFolder(out)
		if err != nil {
			return nil, err
		}
		folder := newReference(r.Folder, corpus.Pieces, corpus.Pieces, nil)
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
		against = newReference(r.Folder, corpus.Pieces, corpus.Pieces, nil)
	}
	pieces, err := r.readFiles(features.Grid(r.StepsPerQuarter), out)
	if err != nil {
		return nil, err
	}
	return against.report(against.Compare(pieces)), nil
}
