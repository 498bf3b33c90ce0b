package main

import (
	"fmt"
	"workbench/runs"
)

// evaluateRequest is what the evaluate command was asked for.
type evaluateRequest struct {
	run, checkpoint     string
	midi, frames, split string
	json, all           bool
	skipFirst           bool
	resamples, seed     int
}

// report scores what was asked for.
func (r *evaluateRequest) report(out *output) (*evaluateReport, error) {
	info, err := runs.ReadInfo(r.run)
	if err != nil {
		return nil, err
	}
	if r.checkpoint == "" {
		r.checkpoint = "best"
		if info.Best == nil {
			r.checkpoint = "last"
			fmt.Fprintf(out.progress, "note: %s has no best checkpoint, because nothing was validated; this is its last\n", r.run)
		}
	}
	opened, err := openComposition(r.run, r.checkpoint)
	if err != nil {
		return nil, err
	}
	c, m, epoch := opened.config, opened.model, opened.epoch
	music, err := r.music(c, info, out)
	if err != nil {
		return nil, err
	}
	report := &evaluateReport{Run: r.run, Epoch: epoch, Checkpoint: runs.CheckpointPath(r.run, epoch), Kind: c.Model.Kind, Unit: m.Unit(), Music: music.source,
		Split: music.split, SkipFirst: r.skipFirst, Resamples: r.resamples, Seed: r.seed, best: info.Best != nil && info.Best.Epoch == epoch,
		parts: m.Parts()}
	if report.Pieces, err = r.score(m.Likelihood(music.pieces), music.pieces, out); err != nil {
		return nil, fmt.Errorf("%s: %w", report.Checkpoint, err)
	}
	report.sumUp()
	report.Measures = m.Measures(music.pieces)
	return report, r.addBaselines(report, c, m, music)
}
