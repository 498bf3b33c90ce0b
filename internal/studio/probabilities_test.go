package studio

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"workbench/features"
)

// TestProbabilities compares the heat map with the loss of the piece, and with a piece that the model expects less.
func TestProbabilities(t *testing.T) {
	s, server := open(t)
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "nottingham"), Steps: 24, Temperature: 0.7, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "file", Name: "a.abc", Data: []byte(strings.Replace(tune, "K:C", "K:D", 1))}})
	piece := hear(t, body).Piece
	type answer struct {
		Play []byte
		Nats float64
	}
	ask := func(p *Piece) (a answer) {
		t.Helper()
		status, body := post(t, s, server, "/api/probabilities", question{Run: s.id(t, "nottingham"), Piece: *p})
		_, data, _ := strings.Cut(body, "event: probabilities\ndata: ")
		if status != 200 || json.Unmarshal([]byte(data), &a) != nil || len(a.Play) != len(p.Frames)*features.Keys {
			t.Fatalf("%d %.300s", status, body)
		}
		return a
	}
	expected := ask(piece)
	nats, struck := 0.0, 0.0
	for step, keys := range piece.Frames {
		for n := range features.Keys {
			p := float64(expected.Play[step*features.Keys+n]) / 255
			if slices.Contains(keys, 2*(n+features.Lowest)) {
				struck += p / float64(len(keys)*len(piece.Frames))
			} else {
				p = 1 - p
			}
			nats -= math.Log(max(p, 1.0/510)) / float64(len(piece.Frames)) // to the precision of a byte
		}
	}
	if math.Abs(nats-expected.Nats) > 0.2*expected.Nats || struck < 0.3 {
		t.Errorf("the probabilities give %.3f nats per step, the likelihood %.3f; the keys that play have %.2f", nats, expected.Nats, struck)
	}
	for step := range piece.Frames {
		if step%3 == 0 {
			piece.Frames[step] = frame{2 * (40 + step)}
		}
	}
	if unlikely := ask(piece); unlikely.Nats < 1.5*expected.Nats {
		t.Errorf("a spoilt piece has %.3f nats per step, the composed one %.3f", unlikely.Nats, expected.Nats)
	}
	if status, _ := post(t, s, server, "/api/probabilities", question{Run: s.id(t, "nottingham")}); status != 400 {
		t.Errorf("no piece: status %d", status)
	}
}

// TestProbabilitiesEndWithTheirPage ends computing them when the page has gone.
func TestProbabilitiesEndWithTheirPage(t *testing.T) {
	ctx, close := context.WithCancel(t.Context())
	close()
	q := question{Piece: Piece{StepsPerQuarter: 2, Tempo: 100, Velocity: 80, Measures: []measure{{0, 8, 0, 4, 4}}, Frames: make([]frame, 200)}}
	if play, _, err := q.answer(ctx, "../../models/tunes"); !errors.Is(err, context.Canceled) || play != nil {
		t.Errorf("%d probabilities, %v", len(play), err)
	}
}
