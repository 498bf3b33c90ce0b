package studio

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"workbench/features"
	"workbench/features/score"
	"workbench/internal/artifacts"
	"workbench/internal/browsertest"
	"workbench/internal/config"
	"workbench/internal/training"
)

// dynamicRuns trains two small networks, one with velocities and one without, on pieces whose high notes are loud and
// whose low ones are soft, and returns the folder of the runs.
func dynamicRuns(t *testing.T) (runs string) {
	t.Helper()
	dir := t.TempDir()
	music := filepath.Join(dir, "music")
	if err := os.MkdirAll(music, 0o777); err != nil {
		t.Fatal(err)
	}
	for i := range 6 {
		s := &score.Score{TicksPerQuarter: 4, Tempos: []score.TempoChange{{QuartersPerMinute: 120}}}
		for step := int64(0); step < 64; step += 4 {
			key := []int{72, 74, 76, 79}[(int(step)/4+i)%4]
			s.Notes = append(s.Notes, score.Note{Start: step, End: step + 4, Key: uint8(key), Velocity: 110}, score.Note{Start: step, End: step + 2, Key: uint8(key - 24), Velocity: 40})
		}
		data, err := artifacts.Encode("mid", s)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(music, fmt.Sprintf("%d.mid", i)), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for name, velocity := range map[string]bool{"dynamic": true, "plain": false} {
		text := fmt.Sprintf("name = %q\n[data]\nmidi = %q\nvelocity = %t\nvalidation = 0.4\n[features]\ngroups = [\"position\", \"vicinity\"]\n"+
			"[model]\ntime_layers = [12]\nnote_layers = [8]\ndropout = 0.0\n[optimizer]\nname = \"adam\"\nlearning_rate = 0.05\n[compose]\nsteps = 16\ncount = 1\n"+
			"[train]\nepochs = 20\nupdates_per_epoch = 6\nbatch = 2\nsegment = 16\ncheckpoint_every = 20\nsample_every = 20\nvalidate_every = 20\n", name, filepath.ToSlash(music), velocity)
		c, err := config.Parse(name+".toml", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := training.Start(context.Background(), c, filepath.Join(dir, "runs", name), 0, "", silent); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "runs")
}

// velocities are those of the onsets of a piece that have one, and the number of onsets that have none.
func velocities(frames []frame) (known []int, unknown int) {
	for _, codes := range frames {
		for _, code := range codes {
			switch {
			case code >= velocityUnit:
				known = append(known, code/velocityUnit)
			case code%2 == 1:
				unknown++
			}
		}
	}
	return known, unknown
}

// revise composes steps 4 to 8 of a piece anew with a run, and returns the piece.
func revise(t *testing.T, s *Studio, ask func(path string, value any) (int, string), run string, piece *Piece) *Piece {
	t.Helper()
	status, body := ask("/api/recompose", revision{Run: s.id(t, run), Temperature: 1, Seed: 2, Piece: *piece, From: 4, To: 8, Low: features.Lowest, High: features.Highest, Variants: 1})
	_, text, found := strings.Cut(body, "event: variant\ndata: ")
	var revised variant
	if err := json.NewDecoder(strings.NewReader(text)).Decode(&revised); status != 200 || !found || err != nil {
		t.Fatalf("%d %v: %s", status, err, body)
	}
	return revised.Piece
}

// TestVelocities composes, continues, recomposes, saves and keeps pieces with the velocities of a model, and lets a
// model without velocities recompose a part.
func TestVelocities(t *testing.T) {
	s, server := open(t, dynamicRuns(t))
	ask := func(path string, value any) (int, string) { return post(t, s, server, path, value) }
	asked := settings{Run: s.id(t, "dynamic"), Steps: 24, Temperature: 1, Tempo: 100, Seed: 3, Primer: primerChoice{Kind: "starter", Steps: 8}}
	_, body := ask("/api/compose", asked)
	piece := hear(t, body).Piece
	piece.Frames[len(piece.Frames)-1] = frame{20*velocityUnit + 2*72 + 1} // a file ends with its last note
	known, unknown := velocities(piece.Frames)
	if len(known) < 8 || unknown > 0 || slices.Max(known) == slices.Min(known) {
		t.Fatalf("composed with the velocities %v, and %d onsets without", known, unknown)
	}
	t.Run("downloads", func(t *testing.T) {
		_, file := ask("/api/export", map[string]any{"format": "mid", "piece": piece})
		read, err := features.Decode("a.mid", []byte(file), features.ReadOptions{StepsPerQuarter: piece.StepsPerQuarter, Velocity: true})
		if err != nil {
			t.Fatal(err)
		}
		onGrid, err := piece.features()
		if err != nil || !slices.Equal(read.Roll, onGrid.Roll[:read.Steps()]) {
			t.Errorf("%v: the file has other notes or velocities than the page", err)
		}
		loud := *piece
		loud.Frames = newPiece(onGrid.WithoutVelocities(), 100, 80, 0, 0).Frames
		_, own := ask("/api/export", map[string]any{"format": "wav", "piece": piece})
		if _, flat := ask("/api/export", map[string]any{"format": "wav", "piece": loud}); own == flat {
			t.Error("the sound does not have the velocities")
		}
	})
	t.Run("recomposed", func(t *testing.T) {
		revised := revise(t, s, ask, "dynamic", piece)
		if _, unknown := velocities(revised.Frames[4:8]); unknown > 0 {
			t.Errorf("%d notes were recomposed without velocity", unknown)
		}
		revised.Frames = slices.Concat(revised.Frames[:4], piece.Frames[4:8], revised.Frames[8:])
		if fmt.Sprint(revised.Frames) != fmt.Sprint(piece.Frames) {
			t.Error("velocities outside of the selection have changed")
		}
	})
	t.Run("kept", func(t *testing.T) {
		status, body := ask("/api/keep", keeping{Piece: *piece, Made: made{Recompose: &revision{Run: asked.Run, Temperature: 1, Piece: *piece, From: 4, To: 8, Low: 21, High: 108, Variants: 1}}})
		if status != 200 || !strings.Contains(body, "-keep") {
			t.Errorf("no command composes the same notes and velocities: %d %s", status, body)
		}
	})
	t.Run("by a model without velocities", func(t *testing.T) {
		revised := revise(t, s, ask, "plain", piece)
		if fmt.Sprint(revised.Frames[:4], revised.Frames[8:]) != fmt.Sprint(piece.Frames[:4], piece.Frames[8:]) {
			t.Error("velocities outside of the selection have changed")
		}
	})
	t.Run("of a sample", func(t *testing.T) {
		sample := get[Piece](t, server, "/api/runs/"+asked.Run+"/samples/epoch-000020-1")
		if known, unknown := velocities(sample.Frames); len(known) == 0 || unknown > 0 {
			t.Errorf("velocities %v, and %d onsets without", known, unknown)
		}
	})
}

// TestBrowserPlaysVelocities composes with a model with velocities, and plays, edits, recomposes and saves its notes.
func TestBrowserPlaysVelocities(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t, dynamicRuns(t))
	visit(t, ctx, server.URL)
	downloads := t.TempDir()
	browsertest.Do(t, ctx, browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(downloads),
		chooseModel("dynamic"), choosePrimer("starter"), set("primer-steps", 8), set("steps", 24), composed())
	pieces := func() (all []frame) { return browsertest.Script[[]frame](t, ctx, roll) }
	before := pieces()
	struck, unknown := velocities(before)
	if len(struck) < 8 || unknown > 0 {
		t.Fatalf("%d notes have a velocity, %d have none", len(struck), unknown)
	}
	browsertest.Do(t, ctx, set("tempo", 480), chromedp.Evaluate(`{window.struck = []
		const { player } = window.studio, strike = (...all) => { window.struck.push([all[0] + 21, all[1]]); return () => {} }
		player.open(); player.piano.strike = strike}`, nil),
		chromedp.Click("#play", chromedp.ByQuery), chromedp.Poll(`document.getElementById('play').textContent === 'Play'`, nil))
	played := browsertest.Script[[][2]int](t, ctx, `window.struck`)
	var want [][2]int
	for _, codes := range before {
		for _, code := range codes {
			if code%2 == 1 {
				want = append(want, [2]int{code % velocityUnit / 2, int(features.Velocity(code / velocityUnit).MIDI())})
			}
		}
	}
	if fmt.Sprint(played) != fmt.Sprint(want) {
		t.Errorf("played %v, not %v", played, want)
	}
	browsertest.Do(t, ctx, chromedp.Click("#all", chromedp.ByQuery), chromedp.Click(`[data-strike="2"]`, chromedp.ByQuery))
	louder, _ := velocities(pieces())
	for i, v := range louder {
		if v != min(struck[i]+2, features.Velocities) {
			t.Fatalf("velocities %v became %v", struck, louder)
		}
	}
	browsertest.Do(t, ctx, chromedp.Click("#undo", chromedp.ByQuery), chromedp.Click(`[data-transpose="1"]`, chromedp.ByQuery))
	if moved, _ := velocities(pieces()); len(moved) != len(struck) {
		t.Errorf("transposed, %d of %d notes have a velocity", len(moved), len(struck))
	}
	browsertest.Do(t, ctx, chromedp.Click("#undo", chromedp.ByQuery), chromedp.Focus("#roll", chromedp.ByQuery), key("Home", ""), key("Escape", ""), key("Enter", ""))
	if _, unknown := velocities(pieces()); unknown > 0 {
		t.Error("a note that was written has no velocity")
	}
	browsertest.Do(t, ctx, chromedp.Click("#undo", chromedp.ByQuery), drag(12, 30, 15, 100), revised("#recompose"), chromedp.Click("#undo", chromedp.ByQuery))
	if got := pieces(); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Error("undo does not bring back the notes with their velocities")
	}
	browsertest.Do(t, ctx, chromedp.Click(`[data-format=mid]`, chromedp.ByQuery))
	file := filepath.Join(downloads, "dynamic-epoch-20-seed-1.mid")
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if _, err := os.Stat(file); err == nil {
			break
		}
	}
	saved, err := features.File(file, features.ReadOptions{StepsPerQuarter: 4, Velocity: true})
	if err != nil {
		t.Fatal(err)
	}
	var written []int
	for _, n := range saved.Notes() {
		written = append(written, int(n.Velocity))
	}
	if fmt.Sprint(written) != fmt.Sprint(struck) {
		t.Errorf("the MIDI file has the velocities %v, the roll %v", written, struck)
	}
}
