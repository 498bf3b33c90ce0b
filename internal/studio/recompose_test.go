package studio

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"workbench/features"
)

// TestRecompose composes parts of a piece anew. All else stays as it was.
func TestRecompose(t *testing.T) {
	s, server := open(t)
	for _, model := range []string{"piano", "nottingham"} { // with articulation and without
		_, body := post(t, s, server, "/api/compose", settings{Run: s.id(t, model), Steps: 16, Temperature: 1, Tempo: 90, Seed: 2, Primer: primerChoice{Kind: "starter", Steps: 8}})
		piece := hear(t, body).Piece
		before, err := piece.features()
		if err != nil {
			t.Fatal(err)
		}
		again := func(r revision) *features.Piece {
			t.Helper()
			// at 1 a model that is sure of these steps would compose them as they were
			r.Run, r.Temperature, r.Seed, r.Piece, r.Variants = s.id(t, model), 2, 3, *piece, 1
			changed := hearVariants(t, s, server, r)[0].Piece
			p, err := changed.features()
			if err != nil || len(p.Roll) != len(before.Roll) || changed.Given != piece.Given || changed.Tempo != piece.Tempo {
				t.Fatalf("%s: %v, %d steps", model, err, len(p.Roll))
			}
			return p
		}
		after, differs := again(revision{From: 6, To: 20, Low: 55, High: 90}), false
		for step := range before.Roll {
			for n, cell := range before.Roll[step] {
				inside := step >= 6 && step < 20 && n+features.Lowest >= 55 && n+features.Lowest <= 90
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

func TestRecomposeRefuses(t *testing.T) {
	s, server := open(t)
	good := revision{Run: s.id(t, "tunes"), Temperature: 1, To: 1, Low: 60, High: 60, Variants: 1,
		Piece: Piece{StepsPerQuarter: 2, Tempo: 90, Velocity: 80, Measures: []measure{{0, 8, 0, 4, 4}}, Frames: make([]frame, 600)}}
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
