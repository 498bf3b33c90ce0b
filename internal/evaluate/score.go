package evaluate

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"workbench/features"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/metrics"
	"workbench/loss"
)

// errNoFrames says that none of the pieces has a frame to score.
var errNoFrames = errors.New("no frame to score")

// explain says why none of the pieces has a frame to score; it leaves other errors as they are.
func (r *Request) explain(err error, m *music) error {
	switch {
	case !errors.Is(err, errNoFrames):
		return err
	case r.SkipFirst:
		return fmt.Errorf("%v: no piece has more than one frame; leave -skip-first out", m)
	}
	return fmt.Errorf("%v: this kind of model can represent none of these pieces", m)
}

// score computes the likelihoods of pieces. A piece without frames is left out, also if -skip-first removes its
// only one. If that leaves none, the error is errNoFrames.
func (r *Request) score(likelihood iter.Seq2[int, []loss.Nats], pieces []*features.Piece, out *console.Streams) ([]PieceScore, error) {
	show := newEvaluateProgress(len(pieces), corpus.Steps(pieces), out.Progress)
	defer show.Clear()
	all := make([]PieceScore, len(pieces))
	for i, nats := range likelihood {
		p := pieces[i]
		if r.SkipFirst && len(nats) > 0 {
			nats = nats[1:]
		}
		s := PieceScore{Name: p.Name, Title: p.Title, Frames: len(nats), notes: p.Roll.Notes()}
		s.sum = loss.AddAll(nats)
		if len(nats) > 0 {
			s.first = nats[0]
		}
		if total := s.sum.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
			return nil, fmt.Errorf("the negative log-likelihood of %s is %v; another -checkpoint may be sound", p.Name, total)
		}
		all[i] = s
		show.next(p.Steps())
	}
	scored := slices.DeleteFunc(all, func(s PieceScore) bool { return s.Frames == 0 })
	if len(scored) == 0 {
		return nil, errNoFrames
	}
	return scored, nil
}

// sumUp computes the means and intervals from the likelihoods of the pieces.
func (r *Report) sumUp() {
	total, notes := 0.0, 0
	for i := range r.Pieces {
		p := &r.Pieces[i]
		mean := p.sum.Scale(1 / float64(p.Frames))
		r.Frames += p.Frames
		total += p.sum.Total()
		notes += p.notes
		p.NLL = mean.Total()
		p.Parts = partsOf(r.parts, func(part int) float64 { return mean[part] })
	}
	if !r.SkipFirst {
		r.PerNote = total / float64(max(notes, 1))
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
	figures := func(measure func([]int, func(loss.Nats) float64) float64) Figures {
		of := func(part func(loss.Nats) float64) metrics.Interval {
			return metrics.Bootstrap(len(r.Pieces), r.Resamples, uint64(r.Seed), func(items []int) float64 { return measure(items, part) })
		}
		return Figures{NLL: of(loss.Nats.Total), Parts: partsOf(r.parts, func(part int) metrics.Interval {
			return of(func(n loss.Nats) float64 { return n[part] })
		})}
	}
	r.PerFrame, r.PerPiece = figures(perFrame), figures(perPiece)
}
