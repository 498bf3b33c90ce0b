package studio

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
	"workbench/internal/config"
	"workbench/internal/training"
)

// styledRun trains a small network with the styles "high" and "low" of two folders of tunes, each in one octave, and
// returns the folder of the run.
func styledRun(t *testing.T) (runs string) {
	t.Helper()
	dir := t.TempDir()
	for style, notes := range map[string]string{"high": "c'd'e'c'", "low": "C,D,E,C,"} {
		if err := os.MkdirAll(filepath.Join(dir, "music", style), 0o777); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			tune := fmt.Sprintf("X:1\nT:%s %d\nM:4/4\nL:1/4\nK:C\n%s|%[3]s|%[3]s|%[3]s|\n", style, i, notes)
			if err := os.WriteFile(filepath.Join(dir, "music", style, fmt.Sprintf("%d.abc", i)), []byte(tune), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	text := fmt.Sprintf("name = \"styled\"\n[data]\nmidi = %q\nstyles = \"folder\"\nvalidation = 0.4\n[features]\ngroups = [\"position\", \"vicinity\"]\n"+
		"[model]\ntime_layers = [8]\nnote_layers = [6]\ndropout = 0.0\n[optimizer]\nname = \"adam\"\nlearning_rate = 0.05\n"+
		"[train]\nepochs = 60\nupdates_per_epoch = 6\nbatch = 2\nsegment = 16\ncheckpoint_every = 60\nsample_every = 60\nvalidate_every = 60\n", filepath.ToSlash(filepath.Join(dir, "music")))
	c, err := config.Parse("styled.toml", []byte(text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := training.Start(context.Background(), c, filepath.Join(dir, "runs", "styled"), 0, "", silent); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(dir, "runs")
}

// TestStyleDecides composes in two styles and a mixture, and compares what the model expects in each.
func TestStyleDecides(t *testing.T) {
	s, server := open(t, styledRun(t))
	piece := func(style string) *Piece {
		t.Helper()
		asked := settings{Run: s.id(t, "styled"), Steps: 64, Temperature: 1, Tempo: 100, Seed: 3, Primer: primerChoice{Kind: "silence"}, harmony: harmony{Style: style}}
		status, body := post(t, s, server, "/api/compose", asked)
		got := hear(t, body)
		if status != 200 || !strings.Contains(got.Command, " -style "+style+" ") {
			t.Fatalf("status %d, command %q", status, got.Command)
		}
		return got.Piece
	}
	high, low, mixed := piece("high"), piece("low"), piece("high=0.7,low=0.3")
	if a, b, c := fmt.Sprint(high.Frames), fmt.Sprint(low.Frames), fmt.Sprint(mixed.Frames); a == b || a == c || b == c {
		t.Error("two styles give the same piece")
	}
	tune := &Piece{StepsPerQuarter: 4, Articulated: true, Tempo: 100, Velocity: 80, Measures: []measure{{0, 16, 0, 4, 4}}} // of the style high
	for step := range 16 {
		key := []int{72, 74, 76, 72}[step/4]
		tune.Frames = append(tune.Frames, frame{2*key + map[bool]int{true: 1}[step%4 == 0]})
	}
	nats := func(style string) (loss float64) {
		_, body := post(t, s, server, "/api/probabilities", question{Run: s.id(t, "styled"), Piece: *tune, Style: style})
		_, text, _ := strings.Cut(body, `"nats":`)
		if _, err := fmt.Sscan(strings.TrimRight(text, "}\n"), &loss); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		return loss
	}
	if own, other := nats("high"), nats("low"); own >= other {
		t.Errorf("a tune of the style high has %.3f nats in it and %.3f in the style low", own, other)
	}
}

// TestBrowserMixesStyles begins with a training piece, and mixes two styles with the sliders of the page.
func TestBrowserMixesStyles(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t, styledRun(t))
	visit(t, ctx, server.URL)
	slide := func(style, value string) chromedp.Action {
		return chromedp.Evaluate(fmt.Sprintf(`{const s = document.querySelector('#styles [name=%s]'); s.value = %s; s.dispatchEvent(new Event('input', {bubbles: true}))}`, style, value), nil)
	}
	browsertest.Do(t, ctx, chooseModel("styled"), choosePrimer("random"), set("primer-steps", 8), set("steps", 16), chromedp.WaitVisible("#styles", chromedp.ByQuery),
		slide("high", "0.6"), slide("low", "0.2"), composed())
	if got := browsertest.Script[string](t, ctx, `[...document.querySelectorAll('#styles output')].map((o) => o.textContent).join()`); got != "75 %,25 %" {
		t.Errorf("shares of the styles: %s", got)
	}
	command := `document.getElementById('command').textContent`
	if got := browsertest.Script[string](t, ctx, command); !strings.Contains(got, "-style high=0.6,low=0.2") || !strings.Contains(got, "compose.primer=random") {
		t.Errorf("command %q", got)
	}
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "24 steps") {
		t.Errorf("composed: %s", got)
	}
	browsertest.Do(t, ctx, chromedp.Click("#keep", chromedp.ByQuery), chromedp.Poll(`document.getElementById('status').textContent.startsWith('Kept')`, nil))
	if got := browsertest.Script[string](t, ctx, command); !strings.Contains(got, "-style high=0.6,low=0.2") {
		t.Errorf("kept with the command %q", got)
	}
}
