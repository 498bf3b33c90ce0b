package studio

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"workbench/internal/browsertest"
)

// open serves a studio of the models that come with the program.
func open(t *testing.T, dirs ...string) (*Studio, *httptest.Server) {
	t.Helper()
	if len(dirs) == 0 {
		dirs = []string{"../../models"}
	}
	s := New(Options{Dirs: dirs, Keep: filepath.Join(t.TempDir(), "kept")})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server
}

// id is the identifier of the run in a directory.
func (s *Studio) id(t *testing.T, dir string) string {
	t.Helper()
	runs, _, _ := s.library.list()
	for _, run := range runs {
		if filepath.Base(run.Dir) == dir {
			return run.ID
		}
	}
	t.Fatalf("no run %s among %v", dir, runs)
	return ""
}

// post sends a value with the token, and returns the reply with its body.
func post(t *testing.T, s *Studio, server *httptest.Server, path string, value any) (status int, body string) {
	t.Helper()
	return browsertest.Post(t, server.URL+path, tokenHeader, s.token, value)
}

// get reads JSON.
func get[T any](t *testing.T, server *httptest.Server, path string) (value T) {
	t.Helper()
	reply, err := http.Get(server.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	if err := json.NewDecoder(reply.Body).Decode(&value); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return value
}

// heard is a composition as a page receives it.
type heard struct {
	Piece   *Piece
	Command string
	Events  []string
}

func hear(t *testing.T, body string) (h heard) {
	t.Helper()
	lines := bufio.NewScanner(strings.NewReader(body))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			h.Events = append(h.Events, name)
			continue
		}
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		switch h.Events[len(h.Events)-1] {
		case "start":
			if err := json.Unmarshal([]byte(data), &h); err != nil {
				t.Fatal(err)
			}
		case "steps":
			var steps drawnSteps
			if err := json.Unmarshal([]byte(data), &steps); err != nil {
				t.Fatal(err)
			}
			h.Piece.Frames = append(h.Piece.Frames[:steps.At], steps.Frames...)
		case "error":
			t.Fatal(data)
		}
	}
	return h
}

const tune = "X:1\nT:Scale\nM:4/4\nL:1/4\nQ:1/4=90\nK:C\nCDEF|GABc|\n"

// TestManyClients composes for fifty pages at once.
func TestManyClients(t *testing.T) {
	s, server := open(t)
	asked := settings{Run: s.id(t, "tunes"), Steps: 2, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "silence"}}
	var clients sync.WaitGroup
	for range 50 {
		clients.Go(func() {
			if status, body := post(t, s, server, "/api/compose", asked); status != 200 || !strings.HasSuffix(body, "event: done\ndata: {}\n\n") {
				t.Errorf("%d: %s", status, body)
			}
		})
	}
	clients.Wait()
}

// TestServeEnds makes sure that a page that composes does not keep the studio from ending.
func TestServeEnds(t *testing.T) {
	s := New(Options{Dirs: []string{"../../models"}})
	listener := httptest.NewUnstartedServer(nil).Listener
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, s) }()
	data, _ := json.Marshal(settings{Run: s.id(t, "piano"), Steps: maxComposed, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "silence"}})
	request, _ := http.NewRequest(http.MethodPost, "http://"+listener.Addr().String()+"/api/compose", bytes.NewReader(data))
	request.Header.Set(tokenHeader, s.token)
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	stop()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Error("the studio does not end")
	}
}

// TestSurveyIsMounted serves a listening study below /survey/.
func TestSurveyIsMounted(t *testing.T) {
	study := http.HandlerFunc(func(reply http.ResponseWriter, request *http.Request) {
		fmt.Fprint(reply, request.Method, request.URL.Path)
	})
	server := httptest.NewServer(New(Options{Survey: study}))
	t.Cleanup(server.Close)
	read := func(reply *http.Response, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		defer reply.Body.Close()
		data, _ := io.ReadAll(reply.Body)
		return string(data)
	}
	if got := read(http.Get(server.URL + "/survey/audio/1")); got != "GET/audio/1" {
		t.Errorf("the study is asked for %s", got)
	}
	if got := read(http.Post(server.URL+"/survey/api/answer", "application/json", nil)); got != "POST/api/answer" {
		t.Errorf("the study is asked for %s", got)
	}
	if page := read(http.Get(server.URL)); !strings.Contains(page, `href="/survey/"`) {
		t.Error("the page has no link to the study")
	}
	_, without := open(t)
	if page := read(http.Get(without.URL)); strings.Contains(page, "/survey/") {
		t.Error("the page has a link to a study that is not there")
	}
}
