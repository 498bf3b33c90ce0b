// Package studio serves a page for this machine alone: it composes with the models of runs, plays, edits and
// saves pieces, and follows runs while they are trained.
//
//	GET  /                          the page, its scripts and its style sheet, all within the program
//	GET  /api/runs                  the runs, with what can be composed from them
//	GET  /api/runs/ID/card          what is known about a run's model
//	GET  /api/runs/ID/metrics       the losses from line "from" on
//	GET  /api/runs/ID/samples       names of the samples
//	GET  /api/runs/ID/samples/NAME  one of them, as a [Piece]
//	POST /api/compose               composes a piece: a stream of server-sent events
//	POST /api/recompose             composes a part of a piece anew
//	POST /api/export                turns a [Piece] into a file: mid, wav, musicxml, png or svg
//
// A request names runs by an identifier that the server gave out, never by a path. The server keeps no
// pieces: a page holds what it edits.
package studio

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"workbench/internal/console"
)

// Studio answers the requests of the page.
type Studio struct {
	library *library
	queue   *queue
	token   string // allows changes; only the page knows it
	handler http.Handler
}

// New makes a studio of the runs in and below some directories. Runs that appear there later are found, too.
func New(dirs []string) *Studio {
	s := &Studio{library: newLibrary(dirs), queue: newQueue(maxWaiting), token: rand.Text()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.serveIndex)
	mux.HandleFunc("GET /page/{name}", serveAsset)
	mux.HandleFunc("GET /api/runs", s.serveRuns)
	mux.HandleFunc("GET /api/runs/{id}/card", s.serveCard)
	mux.HandleFunc("GET /api/runs/{id}/metrics", s.serveMetrics)
	mux.HandleFunc("GET /api/runs/{id}/samples", s.serveSamples)
	mux.HandleFunc("GET /api/runs/{id}/samples/{name}", s.serveSample)
	mux.HandleFunc("POST /api/compose", s.serveCompose)
	mux.HandleFunc("POST /api/recompose", s.serveRecompose)
	mux.HandleFunc("POST /api/export", serveExport)
	s.handler = guard(s.token, mux)
	return s
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
	http.Error(reply, fmt.Sprint(console.Message(err)), status)
}

// answer writes a value as JSON.
func answer(reply http.ResponseWriter, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		fail(reply, err)
		return
	}
	reply.Header().Set("Content-Type", "application/json")
	reply.Write(data) // an error means that the client has gone
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
