package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strconv"

	"workbench/features"
	"workbench/internal/compose"
	"workbench/internal/console"
	"workbench/internal/control"
	"workbench/internal/model"
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
	Voice       string  `json:"voice"` // kept in the bars of these steps: top, bottom, or its number from the top; then the keys do not count. Empty for none
	Variants    int     `json:"variants"`
	harmony
}

// maxRevised bounds the steps that are composed anew at a time, and maxVariants how often. particles is the
// number of pieces composed side by side to meet what stays.
const (
	maxRevised  = 512
	maxVariants = 8
	particles   = 32
)

func (r *revision) check() error {
	switch steps := len(r.Piece.Frames); {
	case r.From < 0 || r.To <= r.From || r.To > steps:
		return refusef(http.StatusBadRequest, "select the part that is composed anew")
	case r.To-r.From > maxRevised:
		return refusef(http.StatusBadRequest, "%d steps are selected; at most %d can be composed anew at a time", r.To-r.From, maxRevised)
	case r.Low < features.Lowest || r.High > features.Highest || r.High < r.Low:
		return refusef(http.StatusBadRequest, "keys %d to %d: must be from %d to %d", r.Low, r.High, features.Lowest, features.Highest)
	case !validVoice(r.Voice):
		return refusef(http.StatusBadRequest, "voice %q: must be top, bottom, a number from 1, the highest voice, or empty", r.Voice)
	case r.Variants < 1 || r.Variants > maxVariants:
		return refusef(http.StatusBadRequest, "variants: must be from 1 to %d", maxVariants)
	case !validTemperature(r.Temperature):
		return refusef(http.StatusBadRequest, "temperature: must be from %v to %v", lowestTemperature, highestTemperature)
	case r.Seed < 0:
		return refusef(http.StatusBadRequest, "seed: must be a whole number from 0")
	}
	return r.harmony.check()
}

func validVoice(voice string) bool {
	if voice == "" || voice == "top" || voice == "bottom" {
		return true
	}
	n, err := strconv.Atoi(voice)
	return err == nil && n >= 1 && n <= features.Keys
}

// request is what must be kept, in the terms of the compose command.
func (r *revision) request(p *features.Piece) (q control.Request, err error) {
	if r.Voice != "" {
		q.Voice, q.Measures = r.Voice, r.measures(p)
		return q, nil
	}
	// Keys that are not on the piano where the model reads the piece cannot be composed.
	low, high := max(r.Low, features.Lowest-p.Transposed), min(r.High, features.Highest-p.Transposed)
	if low > high {
		return q, refusef(http.StatusUnprocessableEntity, "the model reads this piece %+d semitones away, and the selected keys are not on the piano then", p.Transposed)
	}
	q.Cells, err = json.Marshal(map[string]any{"cells": []map[string]any{
		{"step": r.From, "last_step": r.To - 1, "key": pitch.KeyName(low), "last_key": pitch.KeyName(high), "must": "free"},
	}})
	return q, err
}

// command is the command line that composes the first variant from the files that [Studio.recomposeSource] writes.
func (r *revision) command(run, dir string, q control.Request) string {
	args := []string{"compose", "-run", run, "-count", "1", "-keep", filepath.Join(dir, "before.mid")}
	if q.Cells != nil {
		args = append(args, "-cells", filepath.Join(dir, "cells.json"))
	} else {
		args = append(args, "-voice", q.Voice, "-measures", q.Measures)
	}
	args = append(args, "-particles", strconv.Itoa(particles), "-temperature", number(r.Temperature), "-seed", strconv.Itoa(r.Seed))
	return console.Command(append(args, r.flags()...)...)
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

// serveRecompose composes a part of a piece anew, as often as variants are asked for. Its events are queued,
// before, variant, done, and error.
func (s *Studio) serveRecompose(reply http.ResponseWriter, request *http.Request) {
	var asked revision
	s.job(reply, request, &asked, func() (string, error) { return asked.Run, asked.check() },
		func(ctx context.Context, e events, run listed) error { return s.recompose(ctx, e, run, &asked) })
}

// variant is a piece of which a part was composed anew.
type variant struct {
	Piece *Piece   `json:"piece,omitempty"` // none for the piece as it was
	Seed  int      `json:"seed"`
	Nats  *float64 `json:"nats"` // loss per step of the part; nil if the model does not tell
}

func (s *Studio) recompose(ctx context.Context, e events, run listed, asked *revision) error {
	settings := settings{Steps: asked.To - asked.From, Temperature: asked.Temperature, Tempo: asked.Piece.Tempo, Seed: asked.Seed,
		Primer: primerChoice{Kind: primerPiece, Piece: &asked.Piece}, harmony: asked.harmony}
	c, err := settings.open(run.Dir)
	if err != nil {
		return err
	}
	kept := c.primer.Piece
	kept.ExtendMeasures()
	if err := e.send("before", variant{Nats: asked.nats(ctx, c, kept)}); err != nil {
		return err
	}
	options := compose.Options{Kept: kept, Particles: particles, Stop: func() bool { return ctx.Err() != nil }}
	if options.Request, err = asked.request(kept); err != nil {
		return err
	}
	for seed := asked.Seed; seed < asked.Seed+asked.Variants; seed++ {
		pieces, err := c.Compose(c.Kept(kept, silent), options, generators(seed), silent)
		if err != nil {
			return err
		}
		if len(pieces[0].Roll) != len(kept.Roll) {
			return fmt.Errorf("the model composed %d steps instead of %d", len(pieces[0].Roll), len(kept.Roll))
		}
		pieces[0].Title = asked.Piece.Title
		changed := newPiece(pieces[0], asked.Piece.Tempo, asked.Piece.Velocity, asked.Piece.Given, c.transposed)
		changed.keepVelocities(&asked.Piece)
		changed.markings = asked.Piece.markings
		if err := e.send("variant", variant{changed, seed, asked.nats(ctx, c, pieces[0])}); err != nil {
			return err
		}
	}
	return e.send("done", struct{}{})
}

// nats is the loss per step of the part of a piece, given what comes before it.
func (r *revision) nats(ctx context.Context, c *composition, p *features.Piece) *float64 {
	m, ok := c.Model.Model.(model.KeyLikelihood)
	if !ok {
		return nil
	}
	played := *p
	played.Roll = p.Roll[:r.To]
	sum := 0.0
	t := 0
	for keys := range m.KeyLikelihood(&played) {
		if ctx.Err() != nil {
			return nil
		}
		if t++; t > r.From {
			for _, nats := range keys {
				sum += nats
			}
		}
	}
	sum /= float64(r.To - r.From)
	return &sum
}
