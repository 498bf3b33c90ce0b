package corpus

import (
	"fmt"
	"slices"

	"workbench/features"
)

// Report describes a corpus. It is what corpus -json prints.
type Report struct {
	Pieces     []Piece            `json:"pieces"`
	Skipped    []features.Skipped `json:"skipped"`
	Duplicates [][]string         `json:"duplicates"` // groups of equal or nearly equal pieces, by file
	Leaks      []string           `json:"leaks"`      // validation and test pieces nearly equal to a training piece
	Totals     Totals             `json:"totals"`
}

// Piece describes one piece.
type Piece struct {
	File        string   `json:"file"`
	Title       string   `json:"title,omitempty"`
	Composer    string   `json:"composer,omitempty"`
	Split       string   `json:"split"`
	Steps       int      `json:"steps"`
	Measures    int      `json:"measures"`
	NoteOns     int      `json:"note_ons"`
	Onsets      int      `json:"strikes"`
	Merged      int      `json:"merged"`
	OutOfRange  int      `json:"out_of_range"`
	PlayedCells int      `json:"played_cells"`
	Lowest      int      `json:"lowest"`  // MIDI key number
	Highest     int      `json:"highest"` // MIDI key number
	Metres      []string `json:"metres"`
	Warnings    []string `json:"warnings,omitempty"`
}

// Totals sums up the pieces.
type Totals struct {
	Pieces      int            `json:"pieces"`
	Train       int            `json:"train"`
	Valid       int            `json:"valid"`
	Test        int            `json:"test"`
	Skipped     int            `json:"skipped"`
	Steps       int            `json:"steps"`
	NoteOns     int            `json:"note_ons"`
	Onsets      int            `json:"strikes"`
	Merged      int            `json:"merged"`
	OutOfRange  int            `json:"out_of_range"`
	PlayedCells int            `json:"played_cells"`
	Lowest      int            `json:"lowest"`
	Highest     int            `json:"highest"`
	Metres      map[string]int `json:"metres"` // number of pieces with each
	Fingerprint string         `json:"fingerprint"`
}

// Describe describes a corpus that has been split.
func Describe(corpus *features.Corpus) *Report {
	r := &Report{Pieces: []Piece{}, Skipped: append([]features.Skipped{}, corpus.Skipped...), Duplicates: [][]string{}, Leaks: []string{},
		Totals: Totals{Pieces: len(corpus.Pieces), Skipped: len(corpus.Skipped), Metres: map[string]int{}, Fingerprint: corpus.Fingerprint(),
			Train: len(corpus.Of(features.Train)), Valid: len(corpus.Of(features.Valid)), Test: len(corpus.Of(features.Test))}}
	for _, p := range corpus.Pieces {
		r.add(p)
	}
	alike := corpus.Resemblance()
	for _, group := range alike.Duplicates() {
		r.Duplicates = append(r.Duplicates, files(group))
	}
	for _, split := range []string{features.Valid, features.Test} {
		r.Leaks = append(r.Leaks, files(alike.Leaks(split))...)
	}
	return r
}

func files(pieces []*features.Piece) []string {
	var names []string
	for _, p := range pieces {
		names = append(names, p.Name)
	}
	return names
}

// add describes a piece and adds it to the totals.
func (r *Report) add(p *features.Piece) {
	piece := Piece{File: p.Name, Title: p.Title, Composer: p.Composer, Split: p.Split, Steps: p.Steps(), Measures: len(p.Measures),
		NoteOns: p.NoteOns, Merged: p.Merged, OutOfRange: p.OutOfRange, Metres: []string{}, Warnings: p.Warnings}
	piece.PlayedCells, piece.Onsets = p.Count()
	piece.Lowest, piece.Highest, _ = p.Range()
	t := &r.Totals
	for _, m := range p.Measures {
		if metre := fmt.Sprintf("%d/%d", m.Metre.Beats, m.Metre.Unit); !slices.Contains(piece.Metres, metre) {
			piece.Metres = append(piece.Metres, metre)
			t.Metres[metre]++
		}
	}
	t.Steps += piece.Steps
	t.NoteOns += piece.NoteOns
	t.Onsets += piece.Onsets
	t.Merged += piece.Merged
	t.OutOfRange += piece.OutOfRange
	t.PlayedCells += piece.PlayedCells
	if len(r.Pieces) == 0 {
		t.Lowest, t.Highest = piece.Lowest, piece.Highest
	}
	t.Lowest, t.Highest = min(t.Lowest, piece.Lowest), max(t.Highest, piece.Highest)
	r.Pieces = append(r.Pieces, piece)
}
