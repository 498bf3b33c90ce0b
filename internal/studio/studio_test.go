package studio

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"math"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mewkiz/flac"
	"gitlab.com/gomidi/midi/v2/smf"

	"workbench/features"
	"workbench/internal/browsertest"
	"workbench/internal/compose"
	"workbench/internal/primer"
	"workbench/internal/rundir"
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
	runs, _ := s.library.list()
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

func TestGuard(t *testing.T) {
	s, server := open(t)
	for name, test := range map[string]struct {
		method, path string
		header       map[string]string
		status       int
	}{
		"the page":                {"GET", "/", nil, 200},
		"a link to the page":      {"GET", "/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, 200},
		"a script":                {"GET", "/page/main.js", nil, 200},
		"another host":            {"GET", "/", map[string]string{"Host": "elsewhere.example"}, 403},
		"a host that begins so":   {"GET", "/", map[string]string{"Host": "127.0.0.1.elsewhere.example"}, 403},
		"no host":                 {"GET", "/api/runs", map[string]string{"Host": "."}, 403},
		"read by another page":    {"GET", "/api/runs", map[string]string{"Origin": "http://elsewhere.example"}, 403},
		"read by another port":    {"GET", "/api/runs", map[string]string{"Origin": "http://127.0.0.1:1"}, 403},
		"embedded elsewhere":      {"GET", "/api/runs", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		"framed elsewhere":        {"GET", "/", map[string]string{"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, 403},
		"a change without token":  {"POST", "/api/compose", nil, 403},
		"a change, wrong token":   {"POST", "/api/export", map[string]string{tokenHeader: strings.Repeat("A", len(s.token))}, 403},
		"a change from elsewhere": {"POST", "/api/export", map[string]string{tokenHeader: s.token, "Origin": "null"}, 403},
		"a body that is no JSON":  {"POST", "/api/export", map[string]string{tokenHeader: s.token}, 400},
		"the template":            {"GET", "/page/index.html", nil, 404},
		"a file of the program":   {"GET", "/page/..%2fstudio.go", nil, 404},
		"a file of the machine":   {"GET", "/page/%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd", nil, 404},
		"a file of a run":         {"GET", "/api/runs/" + s.id(t, "tunes") + "/samples/..%2frun.json", nil, 404},
		"a run by its path":       {"GET", "/api/runs/models%2ftunes/card", nil, 404},
		"deleting":                {"DELETE", "/api/runs", map[string]string{tokenHeader: s.token}, 405},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequest(test.method, server.URL+test.path, strings.NewReader(""))
			if err != nil {
				t.Fatal(err)
			}
			for key, value := range test.header {
				request.Header.Set(key, value)
			}
			request.Host = test.header["Host"]
			reply, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			reply.Body.Close()
			if reply.StatusCode != test.status {
				t.Errorf("status %d, expected %d", reply.StatusCode, test.status)
			}
			if got := reply.Header.Get("Content-Security-Policy"); !strings.Contains(got, "default-src 'none'") || strings.Contains(got, "unsafe") {
				t.Errorf("content security policy %q", got)
			}
		})
	}
	request, _ := http.NewRequest("POST", server.URL+"/api/export", io.LimitReader(zeros{}, maxBody+1))
	request.Header.Set(tokenHeader, s.token)
	reply, err := http.DefaultClient.Do(request)
	if err == nil {
		reply.Body.Close()
		if reply.StatusCode != http.StatusRequestEntityTooLarge && reply.StatusCode != http.StatusBadRequest {
			t.Errorf("an endless body: status %d", reply.StatusCode)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// TestComposeIsWhatTheCommandComposes composes on the page what the compose command writes for the same settings.
func TestComposeIsWhatTheCommandComposes(t *testing.T) {
	s, server := open(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "scale.abc")
	if err := os.WriteFile(file, []byte(tune), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		primer primerChoice
		prompt string
		set    []string
		steps  int // as the command counts them
	}{
		{primer: primerChoice{Kind: "silence"}, set: []string{"compose.primer=silence"}, steps: 20},
		{primer: primerChoice{Kind: "starter", Steps: 8}, set: []string{"compose.primer=starter", "compose.primer_steps=8"}, steps: 28},
		{primer: primerChoice{Kind: "file", Name: `C:\music\scale.abc`, Data: []byte(tune)}, prompt: file, steps: 20},
	} {
		t.Run(test.primer.Kind, func(t *testing.T) {
			asked := settings{Run: s.id(t, "tunes"), Steps: 20, Temperature: 0.9, Tempo: 100, Seed: 5, Primer: test.primer}
			status, body := post(t, s, server, "/api/compose", asked)
			got := hear(t, body)
			if status != 200 || got.Events[0] != "start" || got.Events[len(got.Events)-1] != "done" {
				t.Fatalf("status %d, events %v", status, got.Events)
			}
			c, err := compose.Open("../../models/tunes", "", append(test.set, "compose.tempo=100")...)
			if err != nil {
				t.Fatal(err)
			}
			c.Config.Compose.Steps, c.Config.Compose.Count, c.Whole = test.steps, 1, true
			random := primer.Generators(1, rand.New(rand.NewPCG(5, 0)))
			starts, err := c.Primers(test.prompt, random, silent)
			if err != nil {
				t.Fatal(err)
			}
			c.Config.Compose.Temperature, c.Config.Compose.Cadence = 0.9, false
			all, err := c.Compose(starts, compose.Options{}, random, silent)
			if err != nil {
				t.Fatal(err)
			}
			want := all[0]
			want.Transpose(-starts[0].Piece.Transposed)
			piece, err := got.Piece.features()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(piece.Roll, want.Roll) || !slices.Equal(piece.Measures, want.Measures) {
				t.Error("the page's piece is not the command's")
			}
			for _, part := range []string{"compose -run ../../models/tunes", fmt.Sprint("-steps ", test.steps), "-temperature 0.9", "-seed 5", "compose.tempo=100"} {
				if !strings.Contains(got.Command, part) {
					t.Errorf("the command %q lacks %q", got.Command, part)
				}
			}
			if test.prompt != "" && (!strings.Contains(got.Command, "-prompt scale.abc") || got.Piece.Tempo != 90) {
				t.Errorf("command %q, tempo %v", got.Command, got.Piece.Tempo)
			}
		})
	}
}

// TestContinue composes on from a part of a piece of the page.
func TestContinue(t *testing.T) {
	s, server := open(t)
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "tunes"), Steps: 16, Temperature: 1, Tempo: 100, Seed: 5, Primer: primerChoice{Kind: "silence"}})
	first := hear(t, body).Piece
	start := *first
	start.Frames = start.Frames[:10]
	_, body = post(t, s, server, "/api/compose", settings{Run: s.id(t, "tunes"), Steps: 16, Temperature: 1, Tempo: 100, Seed: 6, Primer: primerChoice{Kind: "piece", Piece: &start}})
	got := hear(t, body)
	if len(got.Piece.Frames) != 26 || got.Piece.Given != 10 || fmt.Sprint(got.Piece.Frames[:10]) != fmt.Sprint(first.Frames[:10]) || got.Command != "" {
		t.Errorf("%d steps, %d given, command %q", len(got.Piece.Frames), got.Piece.Given, got.Command)
	}
	status, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "chorales"), Steps: 16, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "piece", Piece: &start}})
	if status != 200 || !strings.Contains(body, "steps a quarter note") {
		t.Errorf("another grid: %d %s", status, body)
	}
}

func TestComposeRefuses(t *testing.T) {
	s, server := open(t)
	good := settings{Run: s.id(t, "tunes"), Steps: 4, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "silence"}}
	for name, change := range map[string]func(*settings){
		"no such run":        func(s *settings) { s.Run = "../../models/tunes" },
		"no steps":           func(s *settings) { s.Steps = 0 },
		"too many steps":     func(s *settings) { s.Steps = maxComposed + 1 },
		"no temperature":     func(s *settings) { s.Temperature = 0 },
		"a hot temperature":  func(s *settings) { s.Temperature = 11 },
		"no tempo":           func(s *settings) { s.Tempo = 0 },
		"a negative seed":    func(s *settings) { s.Seed = -1 },
		"an unknown primer":  func(s *settings) { s.Primer.Kind = "shell" },
		"no file":            func(s *settings) { s.Primer.Kind = "file" },
		"a file of no music": func(s *settings) { s.Primer = primerChoice{Kind: "file", Name: "a.txt", Data: []byte(tune)} },
		"a damaged file":     func(s *settings) { s.Primer = primerChoice{Kind: "file", Name: "a.mid", Data: []byte("MThd\x00\x00")} },
		"an empty tunebook":  func(s *settings) { s.Primer = primerChoice{Kind: "file", Name: "a.abc", Data: []byte("\n")} },
		"no training pieces": func(s *settings) { s.Primer = primerChoice{Kind: "random", Steps: 4} },
	} {
		t.Run(name, func(t *testing.T) {
			asked := good
			change(&asked)
			status, body := post(t, s, server, "/api/compose", asked)
			if status == 200 && !strings.HasPrefix(body, "event: error") || strings.Contains(body, "panic") || body == "" {
				t.Errorf("status %d: %s", status, body)
			}
		})
	}
	if status, body := post(t, s, server, "/api/compose", good); status != 200 || !strings.Contains(body, "event: done") {
		t.Errorf("afterwards: %d %s", status, body)
	}
}

// TestDownloads opens each kind of file with a reader of its own.
func TestDownloads(t *testing.T) {
	s, server := open(t)
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "piano"), Steps: 24, Temperature: 1, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "starter", Steps: 16}})
	piece := hear(t, body).Piece
	piece.Title = `<b>"A&B"</b>`
	file := func(format string) []byte {
		status, data := post(t, s, server, "/api/export", map[string]any{"format": format, "piece": piece})
		if status != 200 {
			t.Fatalf("%s: %d %s", format, status, data)
		}
		return []byte(data)
	}
	onGrid, err := piece.features()
	if err != nil {
		t.Fatal(err)
	}
	notes := onGrid.Roll.Notes()
	music, err := smf.ReadFrom(bytes.NewReader(file("mid")))
	if err != nil {
		t.Fatal(err)
	}
	struck := 0
	for _, track := range music.Tracks {
		for _, event := range track {
			var channel, key, velocity uint8
			if event.Message.GetNoteOn(&channel, &key, &velocity) && velocity > 0 {
				struck++
			}
		}
	}
	if struck != notes {
		t.Errorf("the MIDI file has %d notes, the roll %d", struck, notes)
	}
	read, err := features.Decode("a.musicxml", file("musicxml"), features.Grid(4))
	if err != nil || read.Roll.Notes() != notes {
		t.Errorf("MusicXML: %v, %d notes", err, read.Roll.Notes())
	}
	if sound := file("wav"); string(sound[:4]) != "RIFF" || len(sound) < 100_000 || bytes.Count(sound, []byte{0}) > len(sound)/2 {
		t.Errorf("the WAV file has %d bytes", len(sound))
	}
	stream, err := flac.New(bytes.NewReader(file("flac")))
	if err != nil || stream.Info.NSamples*2+44 != uint64(len(file("wav"))) {
		t.Errorf("FLAC: %v, not as long as the WAV file", err)
	}
	if picture, err := png.Decode(bytes.NewReader(file("png"))); err != nil || picture.Bounds().Dx() < 500 {
		t.Errorf("the picture: %v", err)
	}
	if err := xml.Unmarshal(file("svg"), new(struct{})); err != nil {
		t.Errorf("SVG: %v", err)
	}
	if status, _ := post(t, s, server, "/api/export", map[string]any{"format": "../mid", "piece": piece}); status != 400 {
		t.Errorf("an unknown format: status %d", status)
	}
}

func TestPieceIsChecked(t *testing.T) {
	good := func() *Piece {
		return &Piece{StepsPerQuarter: 4, Tempo: 120, Velocity: 80, Measures: []bar{{0, 16, 12, 4, 4}, {4, 16, 0, 4, 4}}, Frames: []frame{{120}, {121}, {}}}
	}
	if _, err := good().features(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Piece){
		"no grid":           func(p *Piece) { p.StepsPerQuarter = 0 },
		"no tempo":          func(p *Piece) { p.Tempo = 0 },
		"loud":              func(p *Piece) { p.Velocity = 128 },
		"too much given":    func(p *Piece) { p.Given = 4 },
		"negative given":    func(p *Piece) { p.Given = -1 },
		"no measures":       func(p *Piece) { p.Measures = nil },
		"an empty measure":  func(p *Piece) { p.Measures = []bar{{0, 0, 0, 4, 4}} },
		"no unit":           func(p *Piece) { p.Measures = []bar{{0, 16, 0, 4, 0}} },
		"an odd unit":       func(p *Piece) { p.Measures = []bar{{0, 16, 0, 4, 3}} },
		"a late measure":    func(p *Piece) { p.Measures = []bar{{1, 16, 0, 4, 4}} },
		"measures backward": func(p *Piece) { p.Measures = []bar{{0, 16, 0, 4, 4}, {16, 16, 0, 4, 4}, {8, 16, 0, 4, 4}} },
		"a gap":             func(p *Piece) { p.Measures = []bar{{0, 16, 0, 4, 4}, {99, 16, 0, 4, 4}} },
		"a low key":         func(p *Piece) { p.Frames[0] = frame{41} },
		"a high key":        func(p *Piece) { p.Frames[0] = frame{218} },
		"a negative key":    func(p *Piece) { p.Frames[0] = frame{-1} },
		"too many keys":     func(p *Piece) { p.Frames[0] = make(frame, 89) },
		"a long piece":      func(p *Piece) { p.Frames = make([]frame, maxPieceSteps+1) },
		"a long title":      func(p *Piece) { p.Title = strings.Repeat("x", 301) },
	} {
		p := good()
		spoil(p)
		if _, err := p.features(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestClosedPageEndsItsJob closes the connection of a long job; the next one is done at once.
func TestClosedPageEndsItsJob(t *testing.T) {
	s, server := open(t)
	long := settings{Run: s.id(t, "piano"), Steps: maxComposed, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "silence"}}
	ctx, closePage := context.WithCancel(context.Background())
	data, _ := json.Marshal(long)
	request, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL+"/api/compose", bytes.NewReader(data))
	request.Header.Set(tokenHeader, s.token)
	reply, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bufio.NewReader(reply.Body).ReadString('\n'); err != nil { // it has begun
		t.Fatal(err)
	}
	closePage()
	reply.Body.Close()
	short := long
	short.Steps = 1
	if status, body := post(t, s, server, "/api/compose", short); status != 200 || !strings.Contains(body, "event: done") {
		t.Errorf("the next job: %d %s", status, body)
	}
	if n := len(s.queue.jobs); n > 1 {
		t.Errorf("%d jobs are left", n)
	}
}

func TestQueue(t *testing.T) {
	q := newQueue(2)
	first, err := q.enter(t.Context(), func(int) { t.Error("the first waits") })
	if err != nil {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	waiting, gone, done := make(chan int, 10), make(chan error), make(chan func())
	go func() {
		_, err := q.enter(cancelled, func(ahead int) { waiting <- ahead })
		gone <- err
	}()
	if ahead := <-waiting; ahead != 1 {
		t.Errorf("the second has %d ahead", ahead)
	}
	var places []int
	entered := make(chan bool, 10)
	go func() {
		leave, err := q.enter(t.Context(), func(ahead int) { places = append(places, ahead); entered <- true })
		if err != nil {
			t.Error(err)
		}
		done <- leave
	}()
	<-entered
	if _, err := q.enter(t.Context(), func(int) {}); err == nil {
		t.Error("a full queue takes another")
	}
	cancel()
	if err := <-gone; err == nil {
		t.Error("a cancelled job is done")
	}
	<-entered
	first()
	(<-done)()
	if fmt.Sprint(places) != "[2 1]" || len(q.jobs) != 0 {
		t.Errorf("places %v, %d jobs left", places, len(q.jobs))
	}
}

// TestCurvesGrow follows the metrics of a run that is being trained, and is then resumed from an earlier epoch.
func TestCurvesGrow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "live")
	run, err := rundir.Create(dir, "seed = 1\n", rundir.Info{})
	if err != nil {
		t.Fatal(err)
	}
	_, server := open(t, filepath.Dir(dir))
	type list struct{ Runs []listed }
	type metrics struct {
		From, Next int
		Points     []point
	}
	runs := get[list](t, server, "/api/runs").Runs
	if len(runs) != 1 || runs[0].Status != rundir.Running || runs[0].Composes {
		t.Fatalf("runs %+v", runs)
	}
	path := "/api/runs/" + runs[0].ID + "/metrics?from="
	next := 0
	for epoch := range 3 {
		if err := run.AppendMetric(rundir.Metric{Epoch: epoch, Split: rundir.Valid, NLL: 10 - float64(epoch)}); err != nil {
			t.Fatal(err)
		}
		news := get[metrics](t, server, fmt.Sprint(path, next))
		if len(news.Points) != 1 || news.Points[0].Epoch != epoch || news.From != epoch {
			t.Errorf("after epoch %d: %+v", epoch, news)
		}
		next = news.Next
	}
	if err := run.Close(); err != nil {
		t.Fatal(err)
	}
	if run, err = rundir.Open(dir); err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if err := run.Resume(nil); err != nil {
		t.Fatal(err)
	}
	if news := get[metrics](t, server, fmt.Sprint(path, next)); news.From != 0 || news.Next != 0 {
		t.Errorf("after a restart: %+v", news)
	}
	for _, bad := range []string{"-1", "x", ""} {
		if reply, err := http.Get(server.URL + path + bad); err != nil || reply.StatusCode != 400 {
			t.Errorf("from=%s: %v %v", bad, reply.StatusCode, err)
		}
	}
}

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

// TestRecompose composes parts of a piece anew. All else stays as it was.
func TestRecompose(t *testing.T) {
	s, server := open(t)
	for _, model := range []string{"piano", "tunes"} { // with articulation and without
		_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, model), Steps: 8, Temperature: 1, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "starter", Steps: 8}})
		piece := hear(t, body).Piece
		before, err := piece.features()
		if err != nil {
			t.Fatal(err)
		}
		again := func(r revision) *features.Piece {
			t.Helper()
			r.Run, r.Temperature, r.Seed, r.Piece, r.Variants = s.id(t, model), 1, 3, *piece, 1
			changed := hearVariants(t, s, server, r)[0].Piece
			p, err := changed.features()
			if err != nil || len(p.Roll) != len(before.Roll) || changed.Given != piece.Given || changed.Tempo != piece.Tempo {
				t.Fatalf("%s: %v, %d steps", model, err, len(p.Roll))
			}
			return p
		}
		after, differs := again(revision{From: 6, To: 10, Low: 55, High: 90}), false
		for step := range before.Roll {
			for n, cell := range before.Roll[step] {
				inside := step >= 6 && step < 10 && n+features.Lowest >= 55 && n+features.Lowest <= 90
				differs = differs || inside && after.Roll[step][n] != cell
				if !inside && after.Roll[step][n].Play() != cell.Play() {
					t.Fatalf("%s: step %d, key %d changed", model, step, n+features.Lowest)
				}
			}
		}
		if !differs {
			t.Errorf("%s: nothing was composed anew", model)
		}
		after = again(revision{From: 0, To: 4, Low: 21, High: 108, Voice: "top"})
		for step := range before.Roll {
			top := func(f features.Frame) int {
				for n := features.Keys - 1; n >= 0; n-- {
					if f[n].Play() {
						return n
					}
				}
				return -1
			}
			if n := top(before.Roll[step]); n >= 0 && top(after.Roll[step]) != n {
				t.Errorf("%s: step %d: the top voice changed", model, step)
			}
		}
	}
}

// hearVariants asks for variants of a part of a piece, and checks what is said of them.
func hearVariants(t *testing.T, s *Studio, server *httptest.Server, r revision) (all []variant) {
	t.Helper()
	status, body := post(t, s, server, "/api/recompose", r)
	for i, event := range strings.Split(strings.TrimSuffix(body, "\n\n"), "\n\n") {
		name, data, _ := strings.Cut(event, "\ndata: ")
		var v variant
		switch {
		case status != 200 || json.Unmarshal([]byte(data), &v) != nil || strings.HasSuffix(name, "error"):
			t.Fatalf("%d %s", status, event)
		case i == 0 != (name == "event: before") || i == r.Variants+1 != (name == "event: done"):
			t.Fatalf("event %d is %s", i+1, name)
		case name != "event: done" && (v.Nats == nil || !(*v.Nats > 0 && *v.Nats < 200)):
			t.Errorf("event %d has no likelihood: %s", i+1, event)
		case name == "event: variant":
			if v.Seed != r.Seed+i-1 {
				t.Errorf("variant %d has seed %d", i, v.Seed)
			}
			all = append(all, v)
		}
	}
	return all
}

// TestVariants composes several variants of a part. Each is what its seed gives alone.
func TestVariants(t *testing.T) {
	s, server := open(t)
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "tunes"), Steps: 12, Temperature: 1, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "silence"}})
	asked := revision{Run: s.id(t, "tunes"), Temperature: 1, Seed: 7, Piece: *hear(t, body).Piece, From: 4, To: 8, Low: 21, High: 108, Variants: 3}
	all := hearVariants(t, s, server, asked)
	asked.Seed, asked.Variants = 9, 1
	if alone := hearVariants(t, s, server, asked)[0]; fmt.Sprint(alone.Piece.Frames) != fmt.Sprint(all[2].Piece.Frames) || *alone.Nats != *all[2].Nats {
		t.Error("the third variant is not that of its seed")
	}
	if fmt.Sprint(all[0].Piece.Frames) == fmt.Sprint(all[1].Piece.Frames) && fmt.Sprint(all[1].Piece.Frames) == fmt.Sprint(all[2].Piece.Frames) {
		t.Error("the variants are the same")
	}
}

// TestLockedVoices keeps the second and the lowest voice of a chorale, and composes what sounds with it.
func TestLockedVoices(t *testing.T) {
	s, server := open(t)
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "chorales"), Steps: 8, Temperature: 1, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "starter", Name: "old-hundredth", Steps: 8}})
	piece := hear(t, body).Piece
	for voice, place := range map[string]func(n int) int{"2": func(n int) int { return n - 2 }, "bottom": func(int) int { return 0 }} {
		changed := hearVariants(t, s, server, revision{Run: s.id(t, "chorales"), Temperature: 1, Seed: 3, Piece: *piece, From: 0, To: 12, Low: 21, High: 108, Voice: voice, Variants: 1})[0].Piece
		for step, keys := range piece.Frames {
			if at := place(len(keys)); at >= 0 && at < len(keys) && !slices.Contains(changed.Frames[step], keys[at]) {
				t.Errorf("voice %s: step %d: key %d became %v", voice, step, keys[at]/2, changed.Frames[step])
			}
		}
		if fmt.Sprint(changed.Frames) == fmt.Sprint(piece.Frames) {
			t.Errorf("voice %s: nothing was composed", voice)
		}
	}
}

// TestProbabilities compares the heat map with the loss of the piece, and with a piece that the model expects less.
func TestProbabilities(t *testing.T) {
	s, server := open(t)
	_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "tunes"), Steps: 24, Temperature: 0.7, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "file", Name: "a.abc", Data: []byte(strings.Replace(tune, "K:C", "K:D", 1))}})
	piece := hear(t, body).Piece
	type answer struct {
		Play []byte
		Nats float64
	}
	ask := func(p *Piece) (a answer) {
		t.Helper()
		status, body := post(t, s, server, "/api/probabilities", question{s.id(t, "tunes"), *p})
		_, data, _ := strings.Cut(body, "event: probabilities\ndata: ")
		if status != 200 || json.Unmarshal([]byte(data), &a) != nil || len(a.Play) != len(p.Frames)*features.Keys {
			t.Fatalf("%d %.300s", status, body)
		}
		return a
	}
	expected := ask(piece)
	nats, struck := 0.0, 0.0
	for step, keys := range piece.Frames {
		for n := range features.Keys {
			p := float64(expected.Play[step*features.Keys+n]) / 255
			if slices.Contains(keys, 2*(n+features.Lowest)) {
				struck += p / float64(len(keys)*len(piece.Frames))
			} else {
				p = 1 - p
			}
			nats -= math.Log(max(p, 1.0/510)) / float64(len(piece.Frames)) // to the precision of a byte
		}
	}
	if math.Abs(nats-expected.Nats) > 0.2*expected.Nats || struck < 0.3 {
		t.Errorf("the probabilities give %.3f nats per step, the likelihood %.3f; the keys that play have %.2f", nats, expected.Nats, struck)
	}
	for step := range piece.Frames {
		if step%3 == 0 {
			piece.Frames[step] = frame{2 * (40 + step)}
		}
	}
	if unlikely := ask(piece); unlikely.Nats < 1.5*expected.Nats {
		t.Errorf("a spoilt piece has %.3f nats per step, the composed one %.3f", unlikely.Nats, expected.Nats)
	}
	if status, _ := post(t, s, server, "/api/probabilities", question{s.id(t, "tunes"), Piece{}}); status != 400 {
		t.Errorf("no piece: status %d", status)
	}
}

func TestRecomposeRefuses(t *testing.T) {
	s, server := open(t)
	good := revision{Run: s.id(t, "tunes"), Temperature: 1, To: 1, Low: 60, High: 60, Variants: 1,
		Piece: Piece{StepsPerQuarter: 2, Tempo: 90, Velocity: 80, Measures: []bar{{0, 8, 0, 4, 4}}, Frames: make([]frame, 600)}}
	for name, spoil := range map[string]func(*revision){
		"nothing selected": func(r *revision) { r.To = 0 },
		"beyond the end":   func(r *revision) { r.To = 601 },
		"too much":         func(r *revision) { r.To = 600 },
		"no such key":      func(r *revision) { r.High = 109 },
		"keys reversed":    func(r *revision) { r.Low = 61 },
		"no such voice":    func(r *revision) { r.Voice = "left" },
		"voice 0":          func(r *revision) { r.Voice = "0" },
		"no temperature":   func(r *revision) { r.Temperature = 0 },
		"no variant":       func(r *revision) { r.Variants = 0 },
		"many variants":    func(r *revision) { r.Variants = maxVariants + 1 },
	} {
		bad := good
		spoil(&bad)
		if status, body := post(t, s, server, "/api/recompose", bad); status != 400 {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
}

// TestComparesRuns has the table of the compare command for two runs.
func TestComparesRuns(t *testing.T) {
	s, server := open(t)
	table := get[comparison](t, server, "/api/compare?run="+s.id(t, "tunes")+"&run="+s.id(t, "chorales"))
	best := slices.IndexFunc(table.Columns, func(c comparedColumn) bool { return c.Title == "best" })
	if best < 0 || len(table.Rows) != 2 || table.Rows[0][0] != "tunes" || table.Rows[0][best] != "1.204" || table.Rows[1][best] != "4.798" {
		t.Errorf("columns %v, rows %v", table.Columns, table.Rows)
	}
	if !strings.Contains(table.Command, "compare ../../models/tunes ../../models/chorales") {
		t.Errorf("command %q", table.Command)
	}
	for query, status := range map[string]int{"": 400, "?run=../../models/tunes": 404, "?" + strings.Repeat("run=x&", maxCompared+1): 400} {
		if reply, err := http.Get(server.URL + "/api/compare" + query); err != nil || reply.StatusCode != status {
			t.Errorf("%s: %v %v", query, err, reply.StatusCode)
		}
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
