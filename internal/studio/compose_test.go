package studio

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/internal/compose"
	"workbench/internal/primer"
)

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
		ask    func(*settings)
		flags  string
	}{
		{primer: primerChoice{Kind: "silence"}, set: []string{"compose.primer=silence"}, steps: 20},
		{primer: primerChoice{Kind: "starter", Steps: 8}, set: []string{"compose.primer=starter", "compose.primer_steps=8"}, steps: 28},
		{primer: primerChoice{Kind: "file", Name: `C:\music\scale.abc`, Data: []byte(tune)}, prompt: file, steps: 20},
		{primer: primerChoice{Kind: "starter", Steps: 8}, set: []string{"compose.primer=starter", "compose.primer_steps=8"}, steps: 48,
			ask: func(s *settings) { s.Steps, s.Cadence, s.Parallels = 40, true, 0.25 }, flags: "-cadence -parallels 0.25"},
		{primer: primerChoice{Kind: "file", Name: "scale.abc", Data: []byte(tune)}, prompt: file, steps: 12,
			ask: func(s *settings) { s.Steps, s.Scale, s.Chords = 12, "D dorian", "Dm G" }, flags: "-scale 'D dorian' -chords 'Dm G' -particles 32"},
		{primer: primerChoice{Kind: "file", Name: "scale.abc", Data: []byte(tune)}, prompt: file, steps: 20,
			ask: func(s *settings) { s.Adapt = true }, flags: "-adapt 0.002"},
	} {
		t.Run(test.primer.Kind+test.flags, func(t *testing.T) {
			asked := settings{Run: s.id(t, "tunes"), Steps: 20, Temperature: 0.9, Tempo: 100, Seed: 5, Primer: test.primer}
			if test.ask != nil {
				test.ask(&asked)
			}
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
			if asked.Adapt {
				c.Adapt = adaptRate
			}
			random := primer.Generators(1, rand.New(rand.NewPCG(5, 0)))
			starts, err := c.Primers(test.prompt, random, silent)
			if err != nil {
				t.Fatal(err)
			}
			c.Config.Compose.Temperature, c.Config.Compose.Cadence = 0.9, asked.Cadence
			if asked.Parallels > 0 {
				c.Config.Compose.Parallels = asked.Parallels
			}
			all, err := c.Compose(starts, asked.options(nil), random, silent)
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
			for _, part := range []string{"compose -run ../../models/tunes", fmt.Sprint("-steps ", test.steps), "-temperature 0.9", "-seed 5", "compose.tempo=100", test.flags} {
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
	status, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, "jsb"), Steps: 16, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "piece", Piece: &start}})
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
		"parallels above 1":  func(s *settings) { s.Parallels = 1.5 },
		"no such scale":      func(s *settings) { s.Scale = "H major" },
		"no chord":           func(s *settings) { s.Chords = "Am xyz" },
		"chords and ending":  func(s *settings) { s.Chords, s.Cadence = "Am", true },
		"no styles":          func(s *settings) { s.Style = "bach" },
		"a negative seed":    func(s *settings) { s.Seed = -1 },
		"an unknown primer":  func(s *settings) { s.Primer.Kind = "shell" },
		"no file":            func(s *settings) { s.Primer.Kind = "file" },
		"a file of no music": func(s *settings) { s.Primer = primerChoice{Kind: "file", Name: "a.txt", Data: []byte(tune)} },
		"a damaged file":     func(s *settings) { s.Primer = primerChoice{Kind: "file", Name: "a.mid", Data: []byte("MThd\x00\x00")} },
		"an empty tunebook":  func(s *settings) { s.Primer = primerChoice{Kind: "file", Name: "a.abc", Data: []byte("\n")} },
		"to learn silence":   func(s *settings) { s.Adapt = true },
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

// BenchmarkStep composes on with the models that come with the program.
func BenchmarkStep(b *testing.B) {
	for _, name := range []string{"tunes", "chorales"} {
		b.Run(name, func(b *testing.B) {
			asked := settings{Steps: b.N, Temperature: 1, Tempo: 100, Primer: primerChoice{Kind: "silence"}}
			c, err := asked.open("../../models/" + name)
			if err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			steps := 0
			for range c.Stream(c.primer, compose.Options{}, c.random, silent) {
				steps++
			}
			b.ReportMetric(float64(b.Elapsed())/float64(steps), "ns/step") // passages that are composed again have steps, too
		})
	}
}
