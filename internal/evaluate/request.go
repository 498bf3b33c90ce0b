package evaluate

import (
	"fmt"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/figure"
	"workbench/internal/rundir"
)

// Request holds the flags of the evaluate command.
type Request struct {
	Run, Checkpoint     string
	Mixture             []string // further runs, whose models are mixed with that of Run
	MIDI, Frames, Split string
	JSON, All           bool
	SkipFirst           bool
	Resamples, Seed     int
	Picture, Piece      string // file for a picture of the loss over a piece, by default the worst
	Style               figure.Style
	Title               string  // above the picture; empty for the names of the piece and the run
	Benchmark           bool    // compare with published results
	AsStyle             string  // a style of the model, or a mixture, in which all pieces are scored; empty = each in its own
	Styles              bool    // score the pieces of each style in every style
	Adapt               float64 // learning rate at which the weights adapt to each piece; 0 = they do not
	LossesOnly          bool    // no baselines, and no metrics of the model
}

// Report evaluates the run on the music of the request. If only the picture cannot be written, it returns the report
// beside the error: the scores may have taken hours.
func (r *Request) Report(out *console.Streams) (*Report, error) {
	members, err := r.open(out)
	if err != nil {
		return nil, err
	}
	first := members[0]
	m := first.Model
	var style features.Style
	for _, member := range members {
		if style, err = member.ParseStyle(r.AsStyle); err != nil {
			return nil, fmt.Errorf("evaluate: %s: %w", member.run, err)
		}
	}
	if err := r.checkAdapt(members); err != nil {
		return nil, err
	}
	if r.Styles && len(m.Styles()) == 0 {
		return nil, exit.Usagef("evaluate: -styles: the model of %s has no styles; train one with data.styles", r.Run)
	}
	music, err := r.music(m, out)
	if err != nil {
		return nil, err
	}
	setStyle(m, music.pieces, style, out)
	report := &Report{Run: r.Run, Epoch: first.Epoch, Checkpoint: rundir.CheckpointPath(r.Run, first.Epoch), Kind: m.Config.Model.Kind, Unit: m.Unit(),
		Music: music.source, Split: music.split, Style: r.AsStyle, SkipFirst: r.SkipFirst, Adaptation: r.adaptation(), Resamples: r.Resamples, Seed: r.Seed, best: first.best, parts: m.Parts()}
	if r.Benchmark { // before the scoring, which takes long
		if report.Benchmark, err = music.benchmark(); err != nil {
			return nil, err
		}
	}
	if r.Picture != "" {
		if err := r.checkPicture(m, music.pieces); err != nil {
			return nil, err
		}
	}
	if len(members) > 1 {
		err = r.scoreMixture(report, members, music.pieces, out)
	} else {
		likelihood, failed := r.likelihood(first, music.pieces)
		report.Pieces, err = r.scoreMember(first, likelihood, failed, music.pieces, out)
	}
	if err != nil {
		return nil, r.explain(err, music)
	}
	report.sumUp()
	if r.Styles {
		if report.Styles, err = r.styleRows(m, music.pieces); err != nil {
			return nil, r.explain(err, music)
		}
	}
	report.addSeen(music.seen)
	if r.LossesOnly {
		return report, nil
	}
	if len(members) == 1 {
		report.Metrics = m.Metrics(music.pieces)
	}
	if err := r.addBaselines(report, m, music); err != nil {
		return nil, err
	}
	if b := report.Benchmark; b != nil {
		b.Rows = append(report.ownRows(), b.Rows...)
	}
	if r.Picture != "" {
		return report, r.draw(report, m, music.pieces)
	}
	return report, nil
}
