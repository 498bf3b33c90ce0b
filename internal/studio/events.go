package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"workbench/internal/console"
)

// events sends server-sent events (HTML standard, section 9.2).
type events struct {
	reply http.ResponseWriter
	flush *http.ResponseController
}

// send sends an event with a value as JSON. An error means that the page has gone.
func (e events) send(name string, value any) error {
	data, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if err := e.flush.SetWriteDeadline(time.Now().Add(timeout)); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(e.reply, "event: %s\ndata: %s\n\n", name, data); err != nil {
		return err
	}
	return e.flush.Flush()
}

// job reads the request of a job into asked, and does it when it is its turn: until then it tells the page how many
// are ahead. run checks the request and names its run.
func (s *Studio) job(reply http.ResponseWriter, request *http.Request, asked any, run func() (string, error),
	do func(ctx context.Context, e events, run listed) error) {
	e := events{reply, http.NewResponseController(reply)}
	found, err := func() (found listed, err error) {
		if err = readJSON(reply, request, asked); err != nil {
			return found, err
		}
		id, err := run()
		if err != nil {
			return found, err
		}
		if found, err = s.library.find(id); err != nil {
			return found, err
		}
		return found, e.flush.SetReadDeadline(time.Time{}) // the time to read the request does not bound the time to compose
	}()
	if err != nil {
		fail(reply, err)
		return
	}
	ctx := request.Context()
	leave, err := s.queue.enter(ctx, func(ahead int) {
		reply.Header().Set("Content-Type", "text/event-stream")
		e.send("queued", struct {
			Ahead int `json:"ahead"`
		}{ahead}) // the context ends where this fails
	})
	if err != nil {
		fail(reply, err)
		return
	}
	defer leave()
	reply.Header().Set("Content-Type", "text/event-stream")
	if err := do(ctx, e, found); err != nil {
		e.send("error", struct {
			Message string `json:"message"`
		}{console.Message(err)})
	}
}
