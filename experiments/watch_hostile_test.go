package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/studio"
)

// serving runs a command that serves a page until the test ends, and returns the address that it prints.
func serving(t *testing.T, args ...string) *url.URL {
	t.Helper()
	var interrupted atomic.Bool
	reader, said := io.Pipe()
	code := make(chan int)
	go func() {
		code <- run(cancelledWhen{context.Background(), interrupted.Load}, append(args, "-addr", "127.0.0.1:0"), &console.Streams{Results: said, Progress: new(bytes.Buffer)})
	}()
	t.Cleanup(func() {
		interrupted.Store(true)
		if got := <-code; got != exit.Done {
			t.Errorf("%s ends with exit code %d", args[0], got)
		}
	})
	line, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	page, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// send writes bytes to a new connection, and returns it.
func send(t *testing.T, address, text string) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	// The server may hang up before it has read all.
	io.WriteString(c, text)
	return c
}

// getRequest asks a host for a page.
func getRequest(path, host string) string {
	return fmt.Sprintf("GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n", path, host)
}

// ask sends a request as it is written here, and returns the status, 0 if the server hangs up, and the body.
func ask(t *testing.T, address, request string) (status int, body string) {
	t.Helper()
	c := send(t, address, request)
	defer c.Close()
	reply, err := http.ReadResponse(bufio.NewReader(c), &http.Request{Method: strings.Fields(request + " x")[0]})
	if err != nil {
		return 0, ""
	}
	defer reply.Body.Close()
	data, _ := io.ReadAll(reply.Body)
	return reply.StatusCode, string(data)
}

func TestWatchAmongStrangers(t *testing.T) {
	dir := trainedRun(t)
	t.Run("refuses", func(t *testing.T) { watchRefuses(t, dir) })
	t.Run("binds to this machine alone", func(t *testing.T) { watchBindsToThisMachineAlone(t, dir) })
	t.Run("survives slow clients", func(t *testing.T) { watchSurvivesSlowClients(t, dir) })
	t.Run("follows no link outside", func(t *testing.T) { followsNoLinkOutside(t, dir) })
}

func watchRefuses(t *testing.T, dir string) {
	address := serving(t, "watch", dir).Host
	get := getRequest
	for name, test := range map[string]struct {
		request string
		status  []int
	}{
		"this machine":              {get("/", address), []int{200}},
		"localhost without a port":  {get("/", "localhost"), []int{200}},
		"IPv6":                      {get("/", "[::1]:8080"), []int{200}},
		"another host":              {get("/", "elsewhere.example:8080"), []int{403}},
		"another host, no port":     {get("/", "elsewhere.example"), []int{403}},
		"another machine's address": {get("/", "192.0.2.1"), []int{403}},
		"a host that begins alike":  {get("/", "127.0.0.1.elsewhere.example"), []int{403}},
		"another host in the line":  {get("http://elsewhere.example/", "127.0.0.1"), []int{403}},
		"no host":                   {"GET / HTTP/1.0\r\n\r\n", []int{403}},
		"two hosts":                 {"GET / HTTP/1.1\r\nHost: localhost\r\nHost: elsewhere.example\r\n\r\n", []int{400}},
		"above":                     {get("/../../../../etc/passwd", "localhost"), []int{307}}, // to /etc/passwd, which is not there
		"above, encoded":            {get("/%2e%2e/%2e%2e/etc/passwd", "localhost"), []int{404}},
		"above, slashes encoded":    {get("/..%2f..%2fetc%2fpasswd", "localhost"), []int{404}},
		"above, backslashes":        {get(`/..\..\etc\passwd`, "localhost"), []int{404}},
		"absolute":                  {get("//etc/passwd", "localhost"), []int{307}},
		"a zero byte":               {get("/%00", "localhost"), []int{404}},
		"a file of the run":         {get("/run.json", "localhost"), []int{404}},
		"a folder of the run":       {get("/checkpoints/", "localhost"), []int{404}},
		"writing":                   {"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", []int{403}},
		"an endless body":           {"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999999\r\n\r\n", []int{403}},
		"deleting":                  {"DELETE /run.json HTTP/1.1\r\nHost: localhost\r\n\r\n", []int{403}},
		"asking about all":          {"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", []int{403}},
		"a tunnel":                  {"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n", []int{403}},
		"a long header":             {"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 1<<20) + "\r\n\r\n", []int{431, 0}},
		"a long line":               {"GET /" + strings.Repeat("x", 1<<20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n", []int{431, 0}},
		"another protocol":          {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", []int{400}},
		"zeros":                     {strings.Repeat("\x00", 100) + "\r\n\r\n", []int{400}},
	} {
		status, body := ask(t, address, test.request)
		if status != test.status[0] && status != test.status[len(test.status)-1] {
			t.Errorf("%s: status %d, want %v", name, status, test.status)
		}
		if (status == 200) != strings.Contains(body, "<html") || strings.Contains(body, "root:") {
			t.Errorf("%s: status %d with the body %.300q", name, status, body)
		}
	}
	reply, err := http.Head("http://" + address)
	if err != nil {
		t.Fatal(err)
	}
	if data, _ := io.ReadAll(reply.Body); reply.StatusCode != 200 || reply.ContentLength < 1000 || len(data) > 0 {
		t.Errorf("HEAD: status %d, length %d, %d bytes", reply.StatusCode, reply.ContentLength, len(data))
	}
	reply.Body.Close()
}

// Clients that say nothing, or little at a time, are hung up on, and then there is room for others.
func watchSurvivesSlowClients(t *testing.T, dir string) {
	address := serving(t, "watch", dir).Host
	goroutines := runtime.NumGoroutine()
	var slow []net.Conn
	for i := range studio.MaxConnections + 4 {
		slow = append(slow, send(t, address, []string{"", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "}[i%3]))
	}
	began := time.Now()
	if status, _ := ask(t, address, getRequest("/", "localhost")); status != 200 {
		t.Errorf("status %d behind slow clients", status)
	}
	if took := time.Since(began); took > 20*studio.HeaderTimeout {
		t.Errorf("served only after %v", took)
	}
	if more := runtime.NumGoroutine() - goroutines; more > 2*studio.MaxConnections {
		t.Errorf("%d more goroutines", more)
	}
	for i, c := range slow[:studio.MaxConnections] {
		if _, err := io.ReadAll(c); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Errorf("slow client %d is still connected", i)
		}
	}
}

// A run directory that somebody else made can hold links. Nothing that they lead to is shown, in a page or in
// a report.
func followsNoLinkOutside(t *testing.T, dir string) {
	outside := t.TempDir()
	secret := filepath.Join(outside, "secret.toml")
	Write(t, secret, "name = \"hidden-treasure\"\n")
	music := filepath.Join(outside, "treasure.mid")
	Write(t, music, read(t, rundir.SamplePath(dir, 6, 1, ".mid")))
	link := func(from, to string) {
		t.Helper()
		if err := os.Remove(to); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(from, to); err != nil {
			t.Skipf("no links here: %v", err)
		}
	}
	link(music, rundir.SamplePath(dir, 6, 1, ".mid"))
	link(filepath.Join("..", "..", "..", filepath.Base(filepath.Dir(outside)), filepath.Base(outside), "treasure.mid"), rundir.SamplePath(dir, 6, 2, ".mid"))
	link(secret, rundir.ConfigPath(dir))
	address := serving(t, "watch", dir).Host
	page := func(path string) string {
		_, body := ask(t, address, getRequest(path, "localhost"))
		return body
	}
	var list struct{ Runs []struct{ ID string } }
	if err := json.Unmarshal([]byte(page("/api/runs")), &list); err != nil || len(list.Runs) != 1 {
		t.Fatalf("%v, runs %v", err, list)
	}
	run := "/api/runs/" + list.Runs[0].ID
	for _, path := range []string{"/api/runs", run + "/card", run + "/metrics?from=0", run + "/samples", run + "/samples/epoch-000006-1", run + "/samples/epoch-000006-2",
		"/api/compare?run=" + list.Runs[0].ID} {
		if text := page(path); text == "" || strings.Contains(text, "hidden-treasure") || strings.Contains(text, `"frames"`) {
			t.Errorf("%s shows what a link leads to: %.300s", path, text)
		}
	}
	succeed(t, "report", dir)
	text := read(t, filepath.Join(dir, "report.html"))
	if strings.Contains(text, "hidden-treasure") || strings.Count(text, "leads out of the run directory") < 2 {
		t.Error("the report shows what a link leads to, or does not say that it is left out")
	}
}

func watchBindsToThisMachineAlone(t *testing.T, dir string) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "elsewhere.example:0", "8080", "127.0.0.1"} {
		if code, stdout, stderr := program(t, 0, "watch", dir, "-addr", address); code != exit.Usage || stdout != "" {
			t.Errorf("%s: exit code %d, %s%s", address, code, stdout, stderr)
		}
	}
}
