package survey

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strings"
	"time"

	"workbench/internal/loopback"
)

// Limits on clients. A browser opens at most six connections.
const (
	maxConnections = 256
	maxBody        = 256 << 10 // bytes: some texts of 2000 characters
	timeout        = 20 * time.Second
	tokenDigits    = 32 // of a listener's token, at least
	listenerDigits = 16 // of the hash that names the listener in the answers
)

// tokenHeader carries the token of a listener. The page makes it at random; the answers hold only its hash,
// so that they can be published.
const tokenHeader = "X-Survey-Token"

// policy allows the page its own scripts, style sheet, connections and sound, and nothing else.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; media-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Server serves a study to listeners:
//
//	GET  /             the page, its scripts and its style sheet, all within the program
//	GET  /api/study    study.json
//	GET  /audio/ID     an excerpt, as FLAC
//	POST /api/start    begins or resumes: the records of the listener with the token
//	POST /api/answer   stores a [Record]; the same record again changes nothing
//
// All addresses on the page are relative, so that the server can be mounted below another page:
//
//	mux.Handle("/survey/", http.StripPrefix("/survey", server))
type Server struct {
	answers *answers
	handler http.Handler
}

// NewServer opens a study for listeners. If near, it answers only requests that name this machine. The
// warnings are of lines in the answers that cannot be read. Close ends it.
func NewServer(s *Study, near bool) (server *Server, warnings []string, err error) {
	a, warnings, err := openAnswers(s)
	if err != nil {
		return nil, nil, fmt.Errorf("survey: %w", err)
	}
	server = &Server{answers: a}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", serveIndex)
	mux.HandleFunc("GET /page/{name}", loopback.Assets(page, "page"))
	mux.HandleFunc("GET /api/study", server.serveStudy)
	mux.HandleFunc("GET /audio/{id}", server.serveAudio)
	mux.HandleFunc("POST /api/start", server.serveStart)
	mux.HandleFunc("POST /api/answer", server.serveAnswer)
	server.handler = loopback.Guard(policy, near, mux)
	return server, warnings, nil
}

// Close closes the file of answers.
func (v *Server) Close() error { return v.answers.Close() }

// Serve answers requests until the context is cancelled.
func (v *Server) Serve(ctx context.Context, listener net.Listener) error {
	err := loopback.Serve(ctx, listener, maxConnections, &http.Server{Handler: v, ReadHeaderTimeout: timeout, ReadTimeout: timeout,
		WriteTimeout: time.Minute, IdleTimeout: time.Minute})
	if err != nil {
		return fmt.Errorf("survey: %w", err)
	}
	return nil
}

func (v *Server) ServeHTTP(reply http.ResponseWriter, request *http.Request) {
	v.handler.ServeHTTP(reply, request)
}

func (v *Server) serveStudy(reply http.ResponseWriter, _ *http.Request) {
	loopback.Answer(reply, v.answers.study)
}

func (v *Server) serveAudio(reply http.ResponseWriter, request *http.Request) {
	data, err := v.answers.study.audio(request.PathValue("id"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		http.NotFound(reply, request)
	case err != nil:
		loopback.Fail(reply, http.StatusInternalServerError, err)
	default:
		reply.Header().Set("Content-Type", "audio/flac")
		http.ServeContent(reply, request, "", time.Time{}, bytes.NewReader(data)) // browsers ask for ranges
	}
}

// listenerOf is the name of the listener with the token of a request.
func listenerOf(request *http.Request) (string, error) {
	token := request.Header.Get(tokenHeader)
	if len(token) < tokenDigits || len(token) > 2*tokenDigits || strings.Trim(token, "0123456789abcdef") != "" {
		return "", fmt.Errorf("the header %s must have %d hexadecimal digits", tokenHeader, tokenDigits)
	}
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])[:listenerDigits], nil
}

func (v *Server) serveStart(reply http.ResponseWriter, request *http.Request) {
	name, err := listenerOf(request)
	if err != nil {
		loopback.Fail(reply, http.StatusForbidden, err)
		return
	}
	records, err := v.answers.start(name, now())
	if err != nil {
		loopback.Fail(reply, http.StatusInternalServerError, err)
		return
	}
	loopback.Answer(reply, records)
}

func (v *Server) serveAnswer(reply http.ResponseWriter, request *http.Request) {
	name, err := listenerOf(request)
	if err != nil {
		loopback.Fail(reply, http.StatusForbidden, err)
		return
	}
	var r Record
	if status, err := readJSON(reply, request, &r); err != nil {
		loopback.Fail(reply, status, err)
		return
	}
	r.Study, r.Listener, r.Time = v.answers.study.ID, name, now()
	if err := v.answers.study.check(&r); err != nil {
		loopback.Fail(reply, http.StatusBadRequest, err)
		return
	}
	switch err := v.answers.answer(r); {
	case errors.Is(err, errConflict), errors.Is(err, errUnknown), errors.Is(err, errNotAsked):
		loopback.Fail(reply, http.StatusConflict, err)
	case err != nil:
		loopback.Fail(reply, http.StatusInternalServerError, err)
	default:
		loopback.Answer(reply, r)
	}
}

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// readJSON reads the body of a request, one JSON value. With an error it returns the status to report it
// with.
func readJSON(reply http.ResponseWriter, request *http.Request, value any) (status int, err error) {
	data, err := io.ReadAll(http.MaxBytesReader(reply, request.Body, maxBody))
	if err != nil {
		return http.StatusRequestEntityTooLarge, fmt.Errorf("reading the request: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return http.StatusBadRequest, fmt.Errorf("the request is no record: %w", err)
	}
	return 0, nil
}
