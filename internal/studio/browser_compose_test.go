package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

func TestBrowserComposes(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	file := filepath.Join(t.TempDir(), "scale.abc")
	if err := os.WriteFile(file, []byte(tune), 0o666); err != nil {
		t.Fatal(err)
	}
	for kind, steps := range map[string]int{"silence": 24, "starter": 32, "file": 40} { // scale.abc has 16 steps of an eighth
		browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer(kind), set("steps", 24), set("primer-steps", 8))
		if kind == "file" {
			browsertest.Do(t, ctx, chromedp.SetUploadFiles("#file", []string{file}, chromedp.ByQuery))
		}
		browsertest.Do(t, ctx, composed())
		if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, fmt.Sprintf("%d steps", steps)) {
			t.Errorf("%s: %s", kind, got)
		}
		if got := browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`); !strings.Contains(got, "compose -run ../../models/tunes") {
			t.Errorf("%s: command %q", kind, got)
		}
	}
	browsertest.Do(t, ctx, choosePrimer("starter"), set("starter", "old-hundredth"), set("primer-steps", 10), composed())
	if got := browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`); !strings.Contains(got, "-prompt old-hundredth.abc -prompt-steps 10") {
		t.Errorf("a chosen starter piece: command %q", got)
	}
	browsertest.Do(t, ctx, chromedp.Click("#adapt", chromedp.ByQuery), composed())
	if got := browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`); !strings.Contains(got, "-adapt 0.002") {
		t.Errorf("learning from a starter piece: command %q", got)
	}
	browsertest.Do(t, ctx, choosePrimer("silence"), composed()) // which it cannot learn from
	if got := browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`); strings.Contains(got, "-adapt") {
		t.Errorf("silence: command %q", got)
	}
	browsertest.Do(t, ctx, choosePrimer("starter"), composed())
	browsertest.Do(t, ctx, choosePrimer("piece"), composed())
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "58 steps") {
		t.Errorf("continued: %s", got)
	}
}

// TestBrowserEntersNotes enters a beginning with the computer's keys, the keys of the page, touch and the mouse.
func TestBrowserEntersNotes(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	typed := func(kind, code string) chromedp.Action {
		return chromedp.Evaluate(fmt.Sprintf(`document.getElementById('piano').dispatchEvent(new KeyboardEvent(%q, {code: %q, bubbles: true, cancelable: true}))`, kind, code), nil)
	}
	browsertest.Do(t, ctx, chooseModel("jsb"), choosePrimer("notes"), set("steps", 8),
		typed("keydown", "KeyA"), typed("keydown", "KeyD"), typed("keyup", "KeyA"), typed("keyup", "KeyD"), // C4 and E4, a quarter
		typed("keydown", "KeyW"), typed("keyup", "KeyW"), chromedp.Click("#back", chromedp.ByQuery), // taken back
		chromedp.Click("#rest", chromedp.ByQuery), chromedp.Click(`#piano [aria-label^="G4 "]`, chromedp.ByQuery),
		chromedp.Evaluate(`{const b = document.querySelector('#piano [aria-label^="C5 "]'), box = b.getBoundingClientRect()
			for (const type of ['pointerdown', 'pointerup']) b.dispatchEvent(new PointerEvent(type, {pointerType: 'touch', clientX: box.left + 2, clientY: box.top + 2, bubbles: true}))
			b.click()}`, nil),
		chromedp.Click(`[data-tool=draw]`, chromedp.ByQuery), drag(4, 48, 4, 48))
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "My notes") || !strings.HasSuffix(got, " 5 notes") {
		t.Errorf("entered: %s", got)
	}
	browsertest.Do(t, ctx, composed())
	given := browsertest.Script[[][]int](t, ctx, `window.studio.composing.piece.json(window.studio.composing.piece.given).frames`)
	if got, want := fmt.Sprint(given), "[[120 128] [] [134] [144] [96]]"; got != want {
		t.Errorf("the piece begins with %s, not with the notes that were entered, %s", got, want)
	}
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "13 steps") {
		t.Errorf("composed: %s", got)
	}
}

// TestBrowserKeepsToHarmony composes with an ending on the tonic, and in a scale.
func TestBrowserKeepsToHarmony(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	command := func() string {
		return browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`)
	}
	browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer("silence"), set("steps", 16), composed())
	if got := command(); !strings.Contains(got, " -cadence -set") {
		t.Errorf("with the settings of the model: %s", got)
	}
	browsertest.Do(t, ctx, set("tonic", "Eb"), set("mode", "pentatonic"), set("chords", "Eb Cm"), set("parallels", 0.5),
		chromedp.Evaluate(`document.getElementById('tonic').dispatchEvent(new Event('input'))`, nil), composed())
	if got := command(); !strings.Contains(got, "-cadence=false -parallels 0.5 -scale 'Eb pentatonic' -chords 'Eb Cm' -particles") {
		t.Errorf("in a scale: %s", got)
	}
	if disabled := browsertest.Script[bool](t, ctx, `document.getElementById('cadence').disabled`); !disabled {
		t.Error("an ending can be asked for together with chords")
	}
	for step, keys := range frames(t, ctx) {
		for _, code := range keys {
			if class := code / 2 % 12; !strings.Contains(map[bool]string{true: " 3 7 10 ", false: " 0 3 7 "}[step/8%2 == 0], fmt.Sprintf(" %d ", class)) {
				t.Errorf("step %d has pitch class %d", step, class)
			}
		}
	}
}
