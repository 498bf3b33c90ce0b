package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"

	"workbench/features"
	"workbench/internal/browsertest"
)

// key presses a key on the roll.
func key(name string, modifiers string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`document.getElementById('roll').dispatchEvent(new KeyboardEvent('keydown', {key: %q, bubbles: true, cancelable: true, %s}))`, name, modifiers), nil)
}

// drag draws with the pointer from the middle of a cell to that of another; keys are MIDI numbers.
func drag(step, key, toStep, toKey int) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`{const roll = document.getElementById('roll'), box = roll.getBoundingClientRect(); roll.setPointerCapture = () => {}
		const at = (type, step, key) => roll.dispatchEvent(new PointerEvent(type, {clientX: box.left + 44 + step * 24 + 4, clientY: box.top + (108 - key) * 6 + 3,
			pointerId: 1, button: 0, bubbles: true}))
		at('pointerdown', %d, %d); at('pointermove', %[3]d, %[4]d); at('pointerup', %[3]d, %[4]d)}`, step, key, toStep, toKey), nil)
}

// TestBrowserEdits writes, transposes, selects, clears and undoes with the keyboard, and draws and erases
// with the mouse.
func TestBrowserEdits(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	downloads := t.TempDir()
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chooseModel("piano"), choosePrimer("silence"), set("steps", 16), composed(),
		browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(downloads))
	save := func() *features.Piece {
		t.Helper()
		before, _ := filepath.Glob(filepath.Join(downloads, "*.musicxml"))
		for _, old := range before {
			os.Remove(old)
		}
		browsertest.Do(t, ctx, chromedp.Click(`[data-format=musicxml]`, chromedp.ByQuery))
		for range 300 {
			if names, _ := filepath.Glob(filepath.Join(downloads, "*.musicxml")); len(names) == 1 {
				p, err := features.File(names[0], features.Grid(4))
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatal("nothing was downloaded")
		return nil
	}
	notes := func(p *features.Piece) (text string) {
		for _, n := range p.Notes() {
			text += fmt.Sprintf("{%d %d %d} ", n.Start, n.End, n.Key)
		}
		return "[" + strings.TrimSpace(text) + "]"
	}
	browsertest.Do(t, ctx, chromedp.Click("#all", chromedp.ByQuery), chromedp.Click("#clear", chromedp.ByQuery))
	if got := browsertest.Script[string](t, ctx, summary); !strings.HasSuffix(got, " 0 notes") {
		t.Errorf("cleared: %s", got)
	}
	browsertest.Do(t, ctx, chromedp.Focus("#roll", chromedp.ByQuery), key("Home", ""), key("Escape", ""), key("Enter", ""), key("ArrowRight", ""), key("ArrowRight", ""),
		key("ArrowRight", "shiftKey: true"), key("ArrowRight", "shiftKey: true"), key("Enter", ""))
	first := save()
	if got := notes(first); got != "[{0 1 60} {2 5 60}]" {
		t.Errorf("written: %s", got)
	}
	browsertest.Do(t, ctx, key("ArrowUp", "altKey: true"))
	if got := notes(save()); got != "[{0 1 60} {2 5 61}]" {
		t.Errorf("the selection transposed: %s", got)
	}
	browsertest.Do(t, ctx, key("z", "ctrlKey: true"))
	if got := notes(save()); got != notes(first) {
		t.Errorf("undone: %s", got)
	}
	browsertest.Do(t, ctx, key("y", "ctrlKey: true"), key("Escape", ""), chromedp.Click(`[data-transpose="-12"]`, chromedp.ByQuery))
	if got := notes(save()); got != "[{0 1 48} {2 5 49}]" {
		t.Errorf("all transposed: %s", got)
	}
	browsertest.Do(t, ctx, chromedp.Click(`[data-tool=draw]`, chromedp.ByQuery), drag(8, 64, 11, 64))
	if got := notes(save()); got != "[{0 1 48} {2 5 49} {8 12 64}]" {
		t.Errorf("drawn: %s", got)
	}
	browsertest.Do(t, ctx, chromedp.Click(`[data-tool=erase]`, chromedp.ByQuery), drag(9, 64, 9, 64))
	if got := notes(save()); got != "[{0 1 48} {2 5 49}]" {
		t.Errorf("erased: %s", got)
	}
	if got := browsertest.Script[string](t, ctx, `document.getElementById('command-label').textContent`); !strings.Contains(got, "before you edited") {
		t.Errorf("label of the command: %s", got)
	}
}
