package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/report"
	"workbench/internal/rundir"
	"workbench/internal/watch"
)

// get loads a page, and returns its status, its text and its tag.
func get(t *testing.T, url, tag string) (status int, text, newTag string) {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if tag != "" {
		request.Header.Set("If-None-Match", tag)
	}
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	data, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, string(data), reply.Header.Get("ETag")
}

func TestWatch(t *testing.T) {
	dir := trainedRun(t)
	t.Run("stops", func(t *testing.T) { watchStopsWhenInterrupted(t, dir) })
	t.Run("follows", func(t *testing.T) { watchFollowsTheRun(t, dir) })
}

func watchFollowsTheRun(t *testing.T, dir string) {
	server := httptest.NewServer(&watch.Watcher{Dirs: []string{dir}, Collector: report.NewCollector()})
	defer server.Close()
	_, page, tag := get(t, server.URL, "")
	if strings.Contains(page, "http-equiv") || !strings.Contains(page, "No run is being trained") {
		t.Error("the page of a finished run loads itself again")
	}
	if status, _, _ := get(t, server.URL, tag); status != http.StatusNotModified {
		t.Errorf("status %d where nothing has changed", status)
	}
	if status, _, _ := get(t, server.URL+"/etc/passwd", ""); status != http.StatusNotFound {
		t.Errorf("status %d for a file", status)
	}

	foreign := httptest.NewRequest(http.MethodGet, "http://elsewhere.example:8080/", nil)
	reply := httptest.NewRecorder()
	if server.Config.Handler.ServeHTTP(reply, foreign); reply.Code != http.StatusForbidden {
		t.Errorf("status %d for a request to another host's name", reply.Code)
	}

	// The run goes on, in this process.
	run, err := rundir.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	checkpoint, _, err := rundir.Latest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Resume(checkpoint); err != nil {
		t.Fatal(err)
	}
	if _, page, _ = get(t, server.URL, tag); !strings.Contains(page, `http-equiv="refresh"`) || !strings.Contains(page, ">running<") {
		t.Error("the page of a running run does not load itself again")
	}
	if _, page, _ = get(t, server.URL+"/?still", ""); strings.Contains(page, "http-equiv") {
		t.Error("the page that stands still loads itself again")
	}
	Write(t, rundir.SamplePath(dir, 9, 1, ".mid"), read(t, rundir.SamplePath(dir, 6, 1, ".mid")))
	if _, page, _ = get(t, server.URL, tag); !strings.Contains(page, "epoch 9, sample 1") {
		t.Error("the page lacks the new sample")
	}
}

func watchStopsWhenInterrupted(t *testing.T, dir string) {
	var interrupted atomic.Bool
	address, said := io.Pipe()
	code := make(chan int)
	go func() {
		code <- run(cancelledWhen{context.Background(), interrupted.Load}, []string{"watch", dir, "-addr", "127.0.0.1:0"}, &console.Streams{Results: said, Progress: new(bytes.Buffer)})
	}()
	line := make([]byte, 100)
	n, err := address.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	if _, page, _ := get(t, strings.TrimSpace(string(line[:n])), ""); !strings.Contains(page, filepath.Base(dir)) {
		t.Errorf("the page is %.200q", page)
	}
	interrupted.Store(true)
	select {
	case got := <-code:
		if got != exit.Done {
			t.Errorf("exit code %d", got)
		}
	case <-time.After(time.Minute):
		t.Fatal("does not stop")
	}
}
