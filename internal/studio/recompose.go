package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"

	"workbench/features"
	"workbench/internal/compose"
	"workbench/internal/control"
	"workbench/internal/pitch"
)

// revision asks for a part of a piece to be composed anew while the rest stays.
type revision struct {
	Run         string  `json:"run"` // identifier
	Temperature float64 `json:"temperature"`
	Seed        int     `json:"seed"`
	Piece       Piece   `json:"piece"`
	From        int     `json:"from"` // steps From to To, To not included
	To          int     `json:"to"`
	Low         int     `json:"low"` // MIDI keys, both included
	High        int     `json:"high"`
	Voice       string  `json:"voice"` // kept in the bars of these steps, top or bottom; then the keys do not count. Empty for none
}

// maxRevised bounds the steps that are composed anew at a time, and particles is the number of pieces
// composed side by side to meet what stays.
const (
	maxRevised = 512
	particles  = 32
)

func (r *revision) check() error {
	switch steps := len(r.Piece.Frames); {
	case r.From < 0 || r.To <= r.From || r.To > steps:
		return refusef(http.StatusBadRequest, "select the part that is composed anew")
	case r.To-r.From > maxRevised:
		return refusef(http.StatusBadRequest, "%d steps are selected; at most %d can be composed anew at a time", r.To-r.From, maxRevised)
	case r.Low < features.Lowest || r.High > features.Highest || r.High < r.Low:
		return refusef(http.StatusBadRequest, "keys %d to %d: must be from %d to %d", r.Low, r.High, features.Lowest, features.Highest)
	case r.Voice != "" && r.Voice != "top" && r.Voice != "bottom":
		return refusef(http.StatusBadRequest, "voice %q: must be top, bottom or empty", r.Voice)
	case !(r.Temperature >= 0.05 && r.Temperature <= 10):
		return refusef(http.StatusBadRequest, "temperature: must be from 0.05 to 10")
	case r.Seed < 0:
		return refusef(http.StatusBadRequest, "seed: must be a whole number from 0")
	}
	return nil
}

// request is what must be kept, in the terms of the compose command.
func (r *revision) request(p *features.Piece) (q control.Request, err error) {
	if r.Voice != "" {
		q.Voice, q.Measures = r.Voice, r.measures(p)
		return q, nil
	}
	q.Cells, err = json.Marshal(map[string]any{"cells": []map[string]any{
		{"step": r.From, "last_step": r.To - 1, "key": pitch.KeyName(r.Low), "last_key": pitch.KeyName(r.High), "must": "free"},
	}})
	return q, err
}

// measures names the bars in which the steps lie. The first whole one is number 1.
func (r *revision) measures(p *features.Piece) string {
	first, last, offset := 0, 0, 1
	if p.Measures[0].Skip > 0 {
		offset = 0
	}
	for i, m := range p.Measures {
		if m.Start <= r.From {
			first = i
		}
		if m.Start < r.To {
			last = i
		}
	}
	return strconv.Itoa(first+offset) + "-" + strconv.Itoa(last+offset)
}

// serveRecompose composes a part of a piece anew. Its events are queued, revised with the whole piece, and error.
func (s *Studio) serveRecompose(reply http.ResponseWriter, request *http.Request) {
	var asked revision
	s.job(reply, request, &asked, func() (string, error) { return asked.Run, asked.check() },
		func(ctx context.Context, e events, run listed) error { return s.recompose(ctx, e, run, &asked) })
}

func (s *Studio) recompose(ctx context.Context, e events, run listed, asked *revision) error {
	settings := settings{Steps: asked.To - asked.From, Temperature: asked.Temperature, Tempo: asked.Piece.Tempo, Seed: asked.Seed,
		Primer: primerChoice{Kind: primerPiece, Piece: &asked.Piece}}
	c, err := settings.open(run.Dir)
	if err != nil {
		return err
	}
	kept := c.primer.Piece
	kept.ExtendMeasures()
	options := compose.Options{Kept: kept, Particles: particles, Stop: func() bool { return ctx.Err() != nil }}
	if options.Request, err = asked.request(kept); err != nil {
		return err
	}
	pieces, err := c.Compose(c.Kept(kept, silent), options, []*rand.Rand{c.random}, silent)
	if err != nil {
		return err
	}
	pieces[0].Title = asked.Piece.Title
	if len(pieces[0].Roll) != len(kept.Roll) {
		return fmt.Errorf("the model composed %d steps instead of %d", len(pieces[0].Roll), len(kept.Roll))
	}
	return e.send("revised", newPiece(pieces[0], asked.Piece.Tempo, asked.Piece.Velocity, asked.Piece.Given, c.transposed))
}
