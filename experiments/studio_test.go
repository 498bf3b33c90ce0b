package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"workbench/features"
	"workbench/internal/exit"
	"workbench/internal/studio"
)

// TestStudioServesThisMachine opens the page of a folder of runs, and ends with Ctrl-C.
func TestStudioServesThisMachine(t *testing.T) {
	address := serving(t, "studio", t.TempDir()).Host
	if host, _, err := net.SplitHostPort(address); err != nil || host != "127.0.0.1" {
		t.Errorf("it serves %q", address)
	}
	get := func(path, host string) (int, string) { return ask(t, address, getRequest(path, host)) }
	if status, body := get("/", address); status != 200 || !strings.Contains(body, "<title>Studio</title>") {
		t.Errorf("the page: %d %.200s", status, body)
	}
	if status, body := get("/api/runs", "localhost"); status != 200 || !strings.Contains(body, `"runs":[]`) {
		t.Errorf("the runs: %d %s", status, body)
	}
	if status, _ := get("/", "elsewhere.example"); status != 403 {
		t.Errorf("another host: %d", status)
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

// studioPage is a page of a studio, for requests.
type studioPage struct {
	t      *testing.T
	server *httptest.Server
	token  string
}

func (p *studioPage) post(path string, value any) string {
	p.t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		p.t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, p.server.URL+path, bytes.NewReader(data))
	if err != nil {
		p.t.Fatal(err)
	}
	request.Header.Set("X-Studio-Token", p.token)
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		p.t.Fatal(err)
	}
	defer reply.Body.Close()
	text, err := io.ReadAll(reply.Body)
	if err != nil || reply.StatusCode != 200 || strings.Contains(string(text), "event: error") {
		p.t.Fatalf("%s: %v, %d %s", path, err, reply.StatusCode, text)
	}
	return string(text)
}

// heard is the data of the events of a name.
func heard(t *testing.T, body, name string) (all []map[string]any) {
	t.Helper()
	for _, event := range strings.Split(body, "\n\n") {
		if data, ok := strings.CutPrefix(event, "event: "+name+"\ndata: "); ok {
			var value map[string]any
			if err := json.Unmarshal([]byte(data), &value); err != nil {
				t.Fatal(err)
			}
			all = append(all, value)
		}
	}
	return all
}

// keep keeps a piece, composes it again with the command that the page shows, and compares the two files.
func (p *studioPage) keep(piece any, made map[string]any) {
	p.t.Helper()
	var kept struct{ Dir, Command string }
	if err := json.Unmarshal([]byte(p.post("/api/keep", map[string]any{"piece": piece, "made": made})), &kept); err != nil {
		p.t.Fatal(err)
	}
	args, ok := strings.CutPrefix(kept.Command, "go run ./experiments ")
	if !ok {
		p.t.Fatalf("no command composes the piece in %s", kept.Dir)
	}
	out := p.t.TempDir()
	succeed(p.t, append(shellWords(args), "-out", out)...)
	again, err := filepath.Glob(filepath.Join(out, "*.mid"))
	if err != nil || len(again) != 1 {
		p.t.Fatalf("%v, the command wrote %v", err, again)
	}
	notes := func(path string) string {
		piece, err := features.File(path, features.Grid(4))
		if err != nil {
			p.t.Fatal(err)
		}
		return fmt.Sprint(piece.Notes(), piece.Measures, piece.Tempo)
	}
	if a, b := notes(filepath.Join(kept.Dir, "piece.mid")), notes(again[0]); a != b {
		p.t.Errorf("%s composes another piece than was kept:\n%s\n%s", kept.Command, b, a)
	}
}

// openStudio opens the page of a studio of one run, and returns its identifier.
func openStudio(t *testing.T, dir string) (p *studioPage, run string) {
	t.Helper()
	server := httptest.NewServer(studio.New(studio.Options{Dirs: []string{dir}, Keep: filepath.Join(t.TempDir(), "kept pieces")}))
	t.Cleanup(server.Close)
	_, page, _ := get(t, server.URL, "")
	_, token, _ := strings.Cut(page, `name="token" content="`)
	_, text, _ := get(t, server.URL+"/api/runs", "")
	var list struct{ Runs []struct{ ID string } }
	if err := json.Unmarshal([]byte(text), &list); err != nil || len(list.Runs) != 1 {
		t.Fatalf("%v, runs %s", err, text)
	}
	return &studioPage{t, server, token[:strings.IndexByte(token, '"')]}, list.Runs[0].ID
}

// compose composes a piece as the page does.
func (p *studioPage) compose(settings map[string]any) map[string]any {
	p.t.Helper()
	body := p.post("/api/compose", settings)
	piece := heard(p.t, body, "start")[0]["piece"].(map[string]any)
	frames := piece["frames"].([]any)
	for _, steps := range heard(p.t, body, "steps") {
		frames = append(frames[:int(steps["at"].(float64))], steps["frames"].([]any)...)
	}
	piece["frames"] = frames
	return piece
}

// TestStudioKeepsWhatComposeComposes keeps pieces that begin in each way, in a scale and with an ending, and a
// recomposed one. The seed is one with which the last piece ends with a note: a file does not hold the rest at an end.
func TestStudioKeepsWhatComposeComposes(t *testing.T) {
	p, run := openStudio(t, "../models/tunes")
	entered := map[string]any{"title": "Mine", "stepsPerQuarter": 4, "articulated": false, "tempo": 90, "velocity": 80, "measures": [][]int{{0, 16, 0, 4, 4}},
		"frames": [][]int{{134}, {134}, {}, {130, 142}, {130}, {}}} // ends with a rest
	tune := []byte("X:1\nT:Scale\nM:4/4\nL:1/4\nQ:1/4=90\nK:D\nDEFG|ABcd|\n")
	var last any
	for _, test := range []struct{ primer, more map[string]any }{
		{primer: map[string]any{"kind": "silence"}},
		{primer: map[string]any{"kind": "silence"}, more: map[string]any{"steps": 48, "cadence": true, "parallels": 0.25}},
		{primer: map[string]any{"kind": "starter", "steps": 8}},
		{primer: map[string]any{"kind": "starter", "name": "old-hundredth", "steps": 13}, more: map[string]any{"scale": "G major", "chords": "G D7"}},
		{primer: map[string]any{"kind": "file", "name": "my tune.abc", "data": tune}, more: map[string]any{"cadence": true}},
		{primer: map[string]any{"kind": "file", "name": "tune.abc", "data": tune, "steps": 5}},
		{primer: map[string]any{"kind": "notes", "piece": entered}},
	} {
		settings := map[string]any{"run": run, "steps": 12, "temperature": 0.9, "tempo": 100, "seed": 6, "primer": test.primer}
		maps.Copy(settings, test.more)
		piece := p.compose(settings)
		p.keep(piece, map[string]any{"compose": settings})
		last = piece
	}
	revision := map[string]any{"run": run, "temperature": 1, "seed": 3, "piece": last, "from": 8, "to": 11, "low": 21, "high": 108, "voice": "", "variants": 1, "parallels": 0.5}
	for _, voice := range []string{"", "bottom"} {
		revision["voice"] = voice
		p.keep(heard(t, p.post("/api/recompose", revision), "variant")[0]["piece"], map[string]any{"recompose": revision})
	}
}

// TestStudioKeepsStyles keeps a piece that begins with a training piece and is composed in a mixture of styles.
func TestStudioKeepsStyles(t *testing.T) {
	config, dir := styleFolder(t)
	succeed(t, "-config", config, "-run", filepath.Join(dir, "run"))
	p, run := openStudio(t, filepath.Join(dir, "run"))
	settings := map[string]any{"run": run, "steps": 32, "temperature": 1, "tempo": 100, "seed": 2, "primer": map[string]any{"kind": "random", "steps": 4}, "style": "busy=0.7,calm=0.3"}
	p.keep(p.compose(settings), map[string]any{"compose": settings})
}
