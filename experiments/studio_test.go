package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"

	"workbench/internal/console"
	"workbench/internal/exit"
)

// TestStudioServesThisMachine opens the page of a folder of runs, and ends with Ctrl-C.
func TestStudioServesThisMachine(t *testing.T) {
	dir := t.TempDir()
	var interrupted atomic.Bool
	reader, said := io.Pipe()
	code := make(chan int)
	go func() {
		code <- run(cancelledWhen{context.Background(), interrupted.Load}, []string{"studio", dir, "-addr", "127.0.0.1:0"}, &console.Streams{Results: said, Progress: new(bytes.Buffer)})
	}()
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(line), "http://"), "/")
	if host, _, err := net.SplitHostPort(address); err != nil || host != "127.0.0.1" {
		t.Errorf("it serves %q", line)
	}
	get := func(path, host string) (int, string) {
		return ask(t, address, fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, host))
	}
	if status, body := get("/", address); status != 200 || !strings.Contains(body, "<title>Studio</title>") {
		t.Errorf("the page: %d %.200s", status, body)
	}
	if status, body := get("/api/runs", "localhost"); status != 200 || !strings.Contains(body, `"runs":[]`) {
		t.Errorf("the runs: %d %s", status, body)
	}
	if status, _ := get("/", "elsewhere.example"); status != 403 {
		t.Errorf("another host: %d", status)
	}
	interrupted.Store(true)
	if got := <-code; got != exit.Done {
		t.Errorf("exit code %d", got)
	}
}

func TestStudioUsage(t *testing.T) {
	for _, test := range []struct {
		args []string
		says string
	}{
		{[]string{"-addr", "0.0.0.0:0"}, "this machine alone"},
		{[]string{"-addr", "8090"}, "HOST:PORT"},
		{[]string{"nowhere"}, "nowhere is not a directory"},
		{[]string{"-port", "1"}, "-h has the manual"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"studio"}, test.args...)...); code != exit.Usage || !strings.Contains(stderr, test.says) {
			t.Errorf("%v: exit code %d: %s", test.args, code, stderr)
		}
	}
}
