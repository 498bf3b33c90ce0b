// Package studio serves a page for this machine alone: it composes with the models of runs, plays, edits and
// saves pieces, and follows runs while they are trained.
//
//	GET  /                          the page, its scripts and its style sheet, all within the program
//	GET  /score/NAME                what draws scores, which the page loads when it is asked for one
//	GET  /api/runs                  the runs, with what can be composed from them
//	GET  /api/runs/ID/card          what is known about a run's model
//	GET  /api/runs/ID/metrics       the losses from line "from" on
//	GET  /api/runs/ID/samples       names of the samples
//	GET  /api/runs/ID/samples/NAME  one of them, as a [Piece]
//	GET  /api/starters              names of the starter pieces
//	POST /api/compose               composes a piece: a stream of server-sent events
//	POST /api/recompose             composes a part of a piece anew, once or several times
//	POST /api/probabilities         computes what a model expects in each step of a piece
//	POST /api/export                turns a [Piece] into a file: mid, wav, flac, musicxml, png or svg
//	POST /api/keep                  writes a piece, with what composes it again, into a folder
//	GET  /api/kept                  names of the pieces that were kept
//	GET  /api/kept/NAME             one of them, as a [Kept]
//	GET  /api/compare               the table of compare for the runs "run"
//	     /survey/                   listening studies, where there are any; see [Options]
//
// A request names runs by an identifier that the server gave out, never by a path. A page holds the piece that
// it edits; the server has only those that were kept.
package studio

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"workbench/internal/loopback"
)

// Studio answers the requests of the page.
type Studio struct {
	library *library
	keepDir string
	surveys bool // there is a listening study
	queue   *queue
	sounds  chan struct{} // holds a value for each sound file that is computed
	token   string        // allows changes; only the page knows it
	handler http.Handler
}

// Options are what a studio serves.
type Options struct {
	Dirs   []string     // in and below which it finds runs, also those that appear there later
	Keep   string       // folder of the pieces that are kept; made when there is one
	Survey http.Handler // the listening study below /survey/, which checks its requests itself; nil for none
}

// New makes a studio.
func New(o Options) *Studio {
	s := &Studio{library: newLibrary(o.Dirs), keepDir: o.Keep, surveys: o.Survey != nil, queue: newQueue(maxWaiting), sounds: make(chan struct{}, maxSounds), token: rand.Text()}
	own := http.NewServeMux()
	own.HandleFunc("GET /{$}", s.serveIndex)
	own.HandleFunc("GET /page/{name}", loopback.Assets(page, "page"))
	own.HandleFunc("GET /score/{name}", loopback.Assets(engraver, "score"))
	own.HandleFunc("GET /api/runs", answered(s.runs))
	own.HandleFunc("GET /api/runs/{id}/card", answered(s.card))
	own.HandleFunc("GET /api/runs/{id}/metrics", answered(s.metrics))
	own.HandleFunc("GET /api/runs/{id}/samples", answered(s.samples))
	own.HandleFunc("GET /api/runs/{id}/samples/{name}", answered(s.sample))
	own.HandleFunc("GET /api/compare", answered(s.compare))
	own.HandleFunc("GET /api/starters", answered(starters))
	own.HandleFunc("GET /api/kept", answered(s.keptNames))
	own.HandleFunc("GET /api/kept/{name}", answered(s.kept))
	own.HandleFunc("POST /api/compose", s.serveCompose)
	own.HandleFunc("POST /api/recompose", s.serveRecompose)
	own.HandleFunc("POST /api/probabilities", s.serveProbabilities)
	own.HandleFunc("POST /api/keep", s.serveKeep)
	own.HandleFunc("POST /api/export", s.serveExport)
	s.handler = loopback.Guard(policy, true, withToken(s.token, own))
	if o.Survey != nil {
		s.handler = withSurvey(http.StripPrefix("/survey", o.Survey), s.handler)
	}
	return s
}

// withSurvey sends the requests below /survey/ to a listening study, and the others to the page.
func withSurvey(study, page http.Handler) http.Handler {
	return http.HandlerFunc(func(reply http.ResponseWriter, request *http.Request) {
		if strings.HasPrefix(request.URL.Path, "/survey/") {
			study.ServeHTTP(reply, request)
			return
		}
		page.ServeHTTP(reply, request)
	})
}

func (s *Studio) ServeHTTP(reply http.ResponseWriter, request *http.Request) {
	s.handler.ServeHTTP(reply, request)
}

// refusal is an error with the HTTP status that it is reported with.
type refusal struct {
	status int
	error
}

func (r refusal) Unwrap() error { return r.error }

func refusef(status int, format string, args ...any) error {
	return refusal{status, fmt.Errorf(format, args...)}
}

// fail reports an error as text.
func fail(reply http.ResponseWriter, err error) {
	status := http.StatusInternalServerError
	var r refusal
	if errors.As(err, &r) {
		status = r.status
	}
	loopback.Fail(reply, status, err)
}

// answered serves what a request asks for as JSON.
func answered[T any](find func(*http.Request) (T, error)) http.HandlerFunc {
	return func(reply http.ResponseWriter, request *http.Request) {
		value, err := find(request)
		http.NewResponseController(reply).SetWriteDeadline(time.Now().Add(timeout)) // the time to compute does not bound the time to send
		if err != nil {
			fail(reply, err)
			return
		}
		loopback.Answer(reply, value)
	}
}

// readJSON reads the body of a request, which holds one JSON value and nothing else.
func readJSON(reply http.ResponseWriter, request *http.Request, value any) error {
	decoder := json.NewDecoder(http.MaxBytesReader(reply, request.Body, maxBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(value)
	if err == nil {
		if _, err = decoder.Token(); err == io.EOF {
			return nil
		}
		err = errors.New("more than one JSON value")
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refusef(http.StatusRequestEntityTooLarge, "the request has more than %d bytes", tooLarge.Limit)
	}
	return refusef(http.StatusBadRequest, "the request is not as it should be: %w", err)
}
