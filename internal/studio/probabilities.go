package studio

import (
	"context"
	"fmt"
	"math"
	"net/http"

	"workbench/features"
	"workbench/internal/compose"
	"workbench/internal/model"
)

// question asks what a model expects of a piece.
type question struct {
	Run   string `json:"run"` // identifier
	Piece Piece  `json:"piece"`
	Style string `json:"style,omitempty"` // as the flag -style has it
}

func (q *question) check() error {
	if steps := len(q.Piece.Frames); steps < 1 || steps > maxComposed {
		return refusef(http.StatusBadRequest, "the piece has %d steps; probabilities are computed for 1 to %d", steps, maxComposed)
	}
	return nil
}

// serveProbabilities computes the probability that each key plays in each step, given what comes before it in the
// piece. Its events are queued, probabilities, and error.
func (s *Studio) serveProbabilities(reply http.ResponseWriter, request *http.Request) {
	var asked question
	s.job(reply, request, &asked, func() (string, error) { return asked.Run, asked.check() },
		func(ctx context.Context, e events, run listed) error {
			play, nats, err := asked.answer(ctx, run.Dir)
			if err != nil {
				return err
			}
			return e.send("probabilities", struct {
				Play []byte  `json:"play"` // T×88, in 255ths
				Nats float64 `json:"nats"` // loss per step
			}{play, nats})
		})
}

func (q *question) answer(ctx context.Context, dir string) (play []byte, nats float64, err error) {
	m, err := compose.Open(dir, "")
	if err != nil {
		return nil, 0, err
	}
	c := composition{Composition: m}
	p, err := c.reading(&q.Piece)
	if err != nil {
		return nil, 0, err
	}
	if p.Style, err = c.ParseStyle(q.Style); err != nil {
		return nil, 0, err
	}
	likelihood, ok := m.Model.Model.(model.KeyLikelihood)
	if !ok {
		return nil, 0, fmt.Errorf("a model of kind %q has no probabilities of single keys", m.Config.Model.Kind)
	}
	play = make([]byte, p.Steps()*features.Keys)
	t := 0
	for keys, probabilities := range likelihood.KeyLikelihood(p) {
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		for n, loss := range keys {
			nats += loss
			if shown := n - c.transposed; shown >= 0 && shown < features.Keys {
				play[t*features.Keys+shown] = byte(math.Round(255 * probabilities[n]))
			}
		}
		t++
	}
	return play, nats / float64(p.Steps()), nil
}
