package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
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

// TestWatch opens the page of a run, and ends when it is interrupted.
func TestWatch(t *testing.T) {
	dir := trainedRun(t)
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
	page, ok := strings.CutSuffix(strings.TrimSpace(string(line[:n])), "#runs/all")
	if _, text, _ := get(t, page, ""); !ok || !strings.Contains(text, "<title>Studio</title>") {
		t.Errorf("%s: the page is %.200q", line[:n], text)
	}
	if _, runs, _ := get(t, page+"api/runs", ""); !strings.Contains(runs, filepath.Base(dir)) {
		t.Errorf("the runs are %.200q", runs)
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
