package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"time"

	"workbench/baselines"
	"workbench/features"
	"workbench/internal/stats"
	"workbench/loss"
)

// evaluateReport is what evaluate -json prints. All figures are in nats.
type evaluateReport struct {
	Run        string             `json:"run"`
	Epoch      int                `json:"epoch"`
	Checkpoint string             `json:"checkpoint"`
	Kind       string             `json:"kind"`
	Music      string             `json:"music"`
	Split      string             `json:"split,omitempty"` // absent for all pieces of a folder
	SkipFirst  bool               `json:"skip_first"`
	Frames     int                `json:"frames"`
	Resamples  int                `json:"resamples"`
	Seed       int                `json:"seed"`
	PerFrame   evaluateFigures    `json:"per_frame"` // all nats over all frames
	PerPiece   evaluateFigures    `json:"per_piece"` // the mean of each piece's nats per frame
	Baselines  []evaluateBaseline `json:"baselines"` // empty where the run's training pieces cannot be read
	Pieces     []evaluatePiece    `json:"pieces"`

	best bool // the checkpoint is the best by validation
}

// evaluateFigures are a negative log-likelihood and its parts, each with its interval.
type evaluateFigures struct {
	NLL        stats.Interval  `json:"nll"`
	Play       stats.Interval  `json:"play"`
	Articulate *stats.Interval `json:"articulate,omitempty"` // nil for music without strikes
}

// evaluateBaseline is what a model that only counts gives the same frames, in nats per frame.
type evaluateBaseline struct {
	Name       string   `json:"name"`
	NLL        float64  `json:"nll"`
	Play       float64  `json:"play"`
	Articulate *float64 `json:"articulate,omitempty"`
}

// evaluatePiece is the score of one piece, in nats per frame.
type evaluatePiece struct {
	Name       string   `json:"name"`
	Title      string   `json:"title,omitempty"`
	Frames     int      `json:"frames"`
	NLL        float64  `json:"nll"`
	Play       float64  `json:"play"`
	Articulate *float64 `json:"articulate,omitempty"`

	sum loss.Nats // of all its frames
}

// score scores pieces one after the other. A piece of which -skip-first leaves nothing is left out.
func (r *evaluateRequest) score(score func(*features.Piece) []loss.Nats, pieces []*features.Piece, out *output) ([]evaluatePiece, error) {
	frames := 0
	for _, p := range pieces {
		frames += p.Steps()
	}
	show := newEvaluateProgress(len(pieces), frames, out.progress)
	defer show.wipe()
	var scored []evaluatePiece
	for _, p := range pieces {
		nats := score(p)
		if r.skipFirst {
			nats = nats[1:]
		}
		s := evaluatePiece{Name: p.Name, Title: p.Title, Frames: len(nats)}
		for _, n := range nats {
			s.sum = s.sum.Add(n)
		}
		if total := s.sum.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
			return nil, fmt.Errorf("the negative log-likelihood of %s is %v; another -checkpoint may be sound", p.Name, total)
		}
		if s.Frames > 0 {
			scored = append(scored, s)
		}
		show.next(p.Steps())
	}
	if len(scored) == 0 {
		return nil, errors.New("no piece has more than one frame; leave -skip-first out")
	}
	return scored, nil
}

// sumUp works out the figures from the scores of the pieces.
func (r *evaluateReport) sumUp(articulated bool) {
	for i := range r.Pieces {
		p := &r.Pieces[i]
		mean := p.sum.Scale(1 / float64(p.Frames))
		r.Frames += p.Frames
		p.NLL, p.Play = mean.Total(), mean.Play
		if articulated {
			p.Articulate = &mean.Articulate
		}
	}
	perFrame := func(items []int, part func(loss.Nats) float64) float64 {
		nats, frames := 0.0, 0
		for _, i := range items {
			nats += part(r.Pieces[i].sum)
			frames += r.Pieces[i].Frames
		}
		return nats / float64(frames)
	}
	perPiece := func(items []int, part func(loss.Nats) float64) float64 {
		mean := 0.0
		for _, i := range items {
			mean += part(r.Pieces[i].sum) / float64(r.Pieces[i].Frames)
		}
		return mean / float64(len(items))
	}
	figures := func(measure func([]int, func(loss.Nats) float64) float64) evaluateFigures {
		of := func(part func(loss.Nats) float64) stats.Interval {
			return stats.Bootstrap(len(r.Pieces), r.Resamples, uint64(r.Seed), func(items []int) float64 { return measure(items, part) })
		}
		f := evaluateFigures{NLL: of(loss.Nats.Total), Play: of(func(n loss.Nats) float64 { return n.Play })}
		if articulated {
			articulate := of(func(n loss.Nats) float64 { return n.Articulate })
			f.Articulate = &articulate
		}
		return f
	}
	r.PerFrame, r.PerPiece = figures(perFrame), figures(perPiece)
}

// addBaselines scores the same frames with the models that only count, if there is something to count.
func (r *evaluateRequest) addBaselines(report *evaluateReport, music *evaluateMusic, articulated bool) error {
	report.Baselines = []evaluateBaseline{}
	if len(music.training) == 0 {
		return nil
	}
	for _, kind := range baselines.Kinds() {
		model := baselines.New(kind, music.training, articulated)
		pieces, err := r.score(model.Piece, music.pieces, &output{progress: io.Discard})
		if err != nil {
			return fmt.Errorf("baseline %s: %w", kind, err)
		}
		scored := evaluateReport{Pieces: pieces}
		scored.sumUp(articulated)
		b := evaluateBaseline{Name: kind, NLL: float64(scored.PerFrame.NLL.Value), Play: float64(scored.PerFrame.Play.Value)}
		if articulated {
			b.Articulate = (*float64)(&scored.PerFrame.Articulate.Value)
		}
		report.Baselines = append(report.Baselines, b)
	}
	return nil
}

// worstFirst are the pieces in falling order of their nats per frame.
func (r *evaluateReport) worstFirst() []evaluatePiece {
	return slices.SortedStableFunc(slices.Values(r.Pieces), func(a, b evaluatePiece) int {
		switch {
		case a.NLL > b.NLL:
			return -1
		case a.NLL < b.NLL:
			return 1
		}
		return 0
	})
}

// evaluateProgress tells how far the scoring is: on a terminal one line that refreshes, elsewhere a plain line now and then.
type evaluateProgress struct {
	*progress
	pieces, frames         int
	donePieces, doneFrames int
}

func newEvaluateProgress(pieces, frames int, screen io.Writer) *evaluateProgress {
	return &evaluateProgress{progress: newProgress(screen, io.Discard), pieces: pieces, frames: frames}
}

// next counts a piece of so many frames.
func (p *evaluateProgress) next(frames int) {
	p.donePieces++
	p.doneFrames += frames
	left := time.Duration(float64(time.Since(p.started)) / float64(p.doneFrames) * float64(p.frames-p.doneFrames))
	p.pass("%d of %d pieces, %d of %d frames   %s left", p.donePieces, p.pieces, p.doneFrames, p.frames, readable(left))
}
