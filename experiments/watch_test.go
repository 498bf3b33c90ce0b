package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
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
	page := serving(t, "watch", dir)
	address := "http://" + page.Host + "/"
	if _, text, _ := get(t, address, ""); page.Fragment != "runs/all" || !strings.Contains(text, "<title>Studio</title>") {
		t.Errorf("%s: the page is %.200q", page, text)
	}
	if _, runs, _ := get(t, address+"api/runs", ""); !strings.Contains(runs, filepath.Base(dir)) {
		t.Errorf("the runs are %.200q", runs)
	}
}
