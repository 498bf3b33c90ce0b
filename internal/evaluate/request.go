package evaluate

import (
	"fmt"

	"workbench/internal/compose"
	"workbench/internal/console"
	"workbench/internal/rundir"
)

// evaluateRequest is what the evaluate command was asked for.
type Request struct {
	Run, Checkpoint     string
	Midi, Frames, Split string
	Json, All           bool
	SkipFirst           bool
	Resamples, Seed     int
}

// report scores what was asked for.
func (r *Request) Report(out *console.Streams) (*Report, error) {
	info, err := rundir.ReadInfo(r.Run)
	if err != nil {
		return nil, err
	}
	if r.Checkpoint == "" {
		r.Checkpoint = "best"
		if info.Best == nil {
			r.Checkpoint = "last"
			fmt.Fprintf(out.Progress, "note: %s has no best checkpoint, because nothing was validated; this is its last\n", r.Run)
		}
	}
	opened, err := compose.Open(r.Run, r.Checkpoint)
	if err != nil {
		return nil, err
	}
	c, m, epoch := opened.Config, opened.Model, opened.Epoch
	music, err := r.music(c, info, out)
	if err != nil {
		return nil, err
	}
	report := &Report{Run: r.Run, Epoch: epoch, Checkpoint: rundir.CheckpointPath(r.Run, epoch), Kind: c.Model.Kind, Unit: m.Unit(), Music: music.source,
		Split: music.split, SkipFirst: r.SkipFirst, Resamples: r.Resamples, Seed: r.Seed, best: info.Best != nil && info.Best.Epoch == epoch,
		parts: m.Parts()}
	if report.Pieces, err = r.score(m.Likelihood(music.pieces), music.pieces, out); err != nil {
		return nil, fmt.Errorf("%s: %w", report.Checkpoint, err)
	}
	report.sumUp()
	report.Measures = m.Metrics(music.pieces)
	return report, r.addBaselines(report, c, m, music)
}
