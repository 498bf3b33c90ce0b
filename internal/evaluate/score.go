package evaluate

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"slices"
	"time"

	"workbench/baselines"
	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/corpus"
	"workbench/internal/metrics"
	"workbench/internal/model"
	"workbench/loss"
)

// evaluateReport is what evaluate -json prints. All figures are in nats. A frame is the unit of the model's kind: a time step, a token or an event.
type Report struct {
	Run        string        `json:"run"`
	Epoch      int           `json:"epoch"`
	Checkpoint string        `json:"checkpoint"`
	Kind       string        `json:"kind"`
	Unit       string        `json:"unit"`
	Music      string        `json:"music"`
	Split      string        `json:"split,omitempty"` // absent for all pieces of a folder
	SkipFirst  bool          `json:"skip_first"`
	Frames     int           `json:"frames"`
	Resamples  int           `json:"resamples"`
	Seed       int           `json:"seed"`
	PerFrame   Figures       `json:"per_frame"`          // all nats over all frames
	PerPiece   Figures       `json:"per_piece"`          // the mean of each piece's nats per frame
	PerNote    float64       `json:"per_note,omitempty"` // all nats over all notes, by which models of different units compare; absent with SkipFirst, which leaves nats out and no notes
	Measures   []loss.Metric `json:"measures,omitempty"`
	Baselines  []Baseline    `json:"baselines"` // empty where the run's training pieces cannot be read
	Pieces     []PieceScore  `json:"pieces"`

	best  bool     // the checkpoint is the best by validation
	parts []string // of the likelihoods
}

// evaluateFigures are a negative log-likelihood and its parts, each with its interval.
type Figures struct {
	NLL metrics.Interval `json:"nll"`
	parts[metrics.Interval]
}

// evaluateParts are the parts of a likelihood; those that a model does not have are nil.
type parts[T any] struct {
	Play       *T `json:"play,omitempty"`
	Articulate *T `json:"articulate,omitempty"`
	Harmony    *T `json:"harmony,omitempty"`
	Melody     *T `json:"melody,omitempty"`
}

// at is the place of the part that has this name, nil if there is none.
func (p *parts[T]) at(name string) **T {
	return map[string]**T{"play": &p.Play, "articulate": &p.Articulate, "harmony": &p.Harmony, "melody": &p.Melody}[name]
}

// set gives each part that has a place its value.
func (p *parts[T]) set(names []string, value func(part int) T) {
	for i, name := range names {
		if at := p.at(name); at != nil {
			v := value(i)
			*at = &v
		}
	}
}

// partOf is one part of a likelihood.
func partOf(n loss.Nats, part int) float64 { return []float64{n.Play, n.Articulate}[part] }

// evaluateBaseline is what a model that only counts gives the same frames, in nats per frame.
type Baseline struct {
	Name string  `json:"name"`
	NLL  float64 `json:"nll"`
	parts[float64]
}

// evaluatePiece is the score of one piece, in nats per frame.
type PieceScore struct {
	Name   string  `json:"name"`
	Title  string  `json:"title,omitempty"`
	Frames int     `json:"frames"`
	NLL    float64 `json:"nll"`
	parts[float64]

	sum   loss.Nats // of all its frames
	notes int
}

// score gives pieces their likelihoods. A piece of which -skip-first leaves nothing is left out.
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
		for _, n := range nats {
			s.sum = s.sum.Add(n)
		}
		if total := s.sum.Total(); math.IsNaN(total) || math.IsInf(total, 0) {
			return nil, fmt.Errorf("the negative log-likelihood of %s is %v; another -checkpoint may be sound", p.Name, total)
		}
		all[i] = s
		show.next(p.Steps())
	}
	scored := slices.DeleteFunc(all, func(s PieceScore) bool { return s.Frames == 0 })
	switch {
	case len(scored) == 0 && r.SkipFirst:
		return nil, errors.New("no piece has more than one frame; leave -skip-first out")
	case len(scored) == 0:
		return nil, errors.New("this kind of model can tell nothing of these pieces")
	}
	return scored, nil
}

// sumUp works out the figures from the scores of the pieces.
func (r *Report) sumUp() {
	total, notes := 0.0, 0
	for i := range r.Pieces {
		p := &r.Pieces[i]
		mean := p.sum.Scale(1 / float64(p.Frames))
		r.Frames += p.Frames
		total += p.sum.Total()
		notes += p.notes
		p.NLL = mean.Total()
		p.set(r.parts, func(part int) float64 { return partOf(mean, part) })
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
		f := Figures{NLL: of(loss.Nats.Total)}
		f.set(r.parts, func(part int) metrics.Interval { return of(func(n loss.Nats) float64 { return partOf(n, part) }) })
		return f
	}
	r.PerFrame, r.PerPiece = figures(perFrame), figures(perPiece)
}

// addBaselines scores the same frames with the models that only count, if there is something to count: for whole rolls those of package baselines, for
// anything else the model's own reference.
func (r *Request) addBaselines(report *Report, c *config.Config, m model.Model, music *music) error {
	report.Baselines = []Baseline{}
	if len(music.training) == 0 {
		return nil
	}
	if report.parts[0] != "play" || c.Model.Voices == config.VoicesTop {
		skip := 0
		if r.SkipFirst {
			skip = 1
		}
		name, nats := m.Reference(music.training, music.pieces, skip)
		b := Baseline{Name: name, NLL: nats.Total()}
		b.set(report.parts, func(part int) float64 { return partOf(nats, part) })
		report.Baselines = append(report.Baselines, b)
		return nil
	}
	for _, kind := range baselines.Kinds() {
		counted := baselines.New(kind, music.training, c.Articulated())
		pieces, err := r.score(model.EachPiece(music.pieces, counted.Piece), music.pieces, &console.Streams{Results: io.Discard, Progress: io.Discard})
		if err != nil {
			return fmt.Errorf("baseline %s: %w", kind, err)
		}
		scored := Report{Pieces: pieces, parts: report.parts}
		scored.sumUp()
		b := Baseline{Name: kind, NLL: float64(scored.PerFrame.NLL.Value)}
		b.set(report.parts, func(part int) float64 { return float64((*scored.PerFrame.at(report.parts[part])).Value) })
		report.Baselines = append(report.Baselines, b)
	}
	return nil
}

// worstFirst are the pieces in falling order of their nats per frame.
func (r *Report) worstFirst() []PieceScore {
	return slices.SortedStableFunc(slices.Values(r.Pieces), func(a, b PieceScore) int {
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
type progress struct {
	*console.Progress
	pieces, frames         int
	donePieces, doneFrames int
}

func newEvaluateProgress(pieces, frames int, screen io.Writer) *progress {
	return &progress{Progress: console.NewProgress(screen, io.Discard), pieces: pieces, frames: frames}
}

// next counts a piece of so many frames.
func (p *progress) next(frames int) {
	p.donePieces++
	p.doneFrames += frames
	left := time.Duration(float64(time.Since(p.Started)) / float64(p.doneFrames) * float64(p.frames-p.doneFrames))
	p.Show("%d of %d pieces, %d of %d frames   %s left", p.donePieces, p.pieces, p.doneFrames, p.frames, console.Duration(left))
}
