package studio

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"workbench/internal/browsertest"
	"workbench/internal/rundir"
)

// TestBrowserIsAccessible has axe-core look at the pages in their states, those of errors included.
func TestBrowserIsAccessible(t *testing.T) {
	axe := browsertest.Axe(t)
	ctx := browsertest.Open(t)
	_, server := open(t, "../../models", dynamicRuns(t), t.TempDir())
	for _, width := range []int64{1280, 390} {
		browsertest.Do(t, ctx, chromedp.EmulateViewport(width, 900))
		visit(t, ctx, server.URL)
		look := func(where string) {
			t.Helper()
			browsertest.Accessible(t, ctx, axe, fmt.Sprintf("%s, %d pixels wide", where, width))
		}
		look("compose, at first")
		browsertest.Do(t, ctx, chooseModel("chorales"), choosePrimer("file"), chromedp.Click("#start", chromedp.ByQuery),
			chromedp.Poll(`document.getElementById('status').textContent.startsWith('Not composed')`, nil))
		look("compose without a file")
		browsertest.Do(t, ctx, choosePrimer("notes"), chromedp.WaitVisible("#piano", chromedp.ByQuery))
		look("compose, notes to enter")
		browsertest.Do(t, ctx, chooseModel("dynamic"), choosePrimer("starter"), set("steps", 24), composed(),
			set("variant-count", 2), drag(8, 30, 15, 100), revised("#recompose"), chromedp.Click("#heat", chromedp.ByQuery), chromedp.Click("#show-voice", chromedp.ByQuery),
			chromedp.Click("#keep", chromedp.ByQuery), chromedp.Poll(`document.getElementById('status').textContent.startsWith('Kept')`, nil),
			chromedp.Evaluate(`for (const d of document.querySelectorAll('details')) d.open = true`, nil),
			chromedp.Poll(`document.querySelectorAll('#sheet .vf-notehead').length`, nil, chromedp.WithPollingTimeout(2*time.Minute)),
			chromedp.Poll(`document.getElementById('heat-note').textContent.includes('nats per step')`, nil))
		look("compose, all open")
		browsertest.Do(t, ctx, chromedp.Evaluate(`import('/page/dom.js').then((d) => d.report('The studio does not answer.'))`, nil))
		look("compose with a problem")
		browsertest.Do(t, ctx, chromedp.Click("#to-runs", chromedp.ByQuery), chromedp.Click("#runs-table tbody tr:nth-child(2) input", chromedp.ByQuery), chromedp.WaitVisible("#comparison td", chromedp.ByQuery))
		look("runs")
	}
}

// controls are those that can be reached with the Tab key, by what identifies them.
const controls = `[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')].filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true})).map(named)`

// TestBrowserKeyboardAlone reaches every control with the Tab key, in the order of the page and with a visible mark, and
// composes, edits, and follows runs without a pointer.
func TestBrowserKeyboardAlone(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chromedp.Evaluate(`window.named = (e) => e.id || e.className || e.outerHTML.slice(0, 80)`, nil))
	focused := func() string { return browsertest.Script[string](t, ctx, `named(document.activeElement)`) }
	tabTo := func(want string) {
		t.Helper()
		for range 100 {
			browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Tab))
			if focused() == want {
				return
			}
		}
		t.Fatalf("the Tab key does not reach %s", want)
	}
	reach := func(page string) {
		t.Helper()
		want := browsertest.Script[[]string](t, ctx, controls)
		tabTo("skip")
		got := []string{focused()}
		for range want[1:] {
			browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Tab))
			got = append(got, focused())
			if mark := browsertest.Script[string](t, ctx, `getComputedStyle(document.activeElement).outlineStyle`); mark == "none" {
				t.Errorf("%s: %s has no mark when it has the focus", page, got[len(got)-1])
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: the Tab key reaches\n%q, not\n%q", page, got, want)
		}
		browsertest.Do(t, ctx, chromedp.Evaluate(`document.activeElement.blur()`, nil))
	}
	browsertest.Do(t, ctx, chooseModel("piano"), choosePrimer("silence"), set("steps", 16), chromedp.Evaluate(`document.body.focus()`, nil))
	tabTo("steps")
	browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.Poll(status+`.startsWith('Done')`, nil, chromedp.WithPollingTimeout(time.Minute)))
	if got := focused(); got != "steps" {
		t.Errorf("when the piece is there, %s has the focus", got)
	}
	browsertest.Do(t, ctx, chromedp.Reload(), chromedp.Poll(`document.querySelectorAll('#runs-table tbody tr').length > 0`, nil),
		chromedp.Evaluate(`window.named = (e) => e.id || e.className || e.outerHTML.slice(0, 80)`, nil), chooseModel("piano"), choosePrimer("silence"), set("steps", 16), composed())
	reach("compose")
	tabTo("roll")
	before := browsertest.Script[string](t, ctx, summary)
	browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Home), chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(input.ModifierShift)), chromedp.KeyEvent(kb.Enter))
	if got := browsertest.Script[string](t, ctx, summary); got == before {
		t.Errorf("Enter in the roll does not change %q", got)
	}
	if said := browsertest.Script[string](t, ctx, `document.getElementById('cursor').textContent`); !strings.Contains(said, "selected: steps 1 to 2") {
		t.Errorf("the page says %q of the cursor", said)
	}
	browsertest.Do(t, ctx, chromedp.Evaluate(`document.activeElement.blur()`, nil))
	tabTo("to-runs")
	browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#runs", chromedp.ByQuery), chromedp.WaitVisible("#chart svg", chromedp.ByQuery))
	reach("runs")
	tabTo("skip")
	browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Enter))
	if got := focused(); got != "main" || !browsertest.Script[bool](t, ctx, `document.getElementById('runs').checkVisibility()`) {
		t.Errorf("the link to the content leads to %s, away from the runs", got)
	}
	browsertest.Do(t, ctx, chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "), chromedp.WaitVisible("#comparison td", chromedp.ByQuery))
}

// TestBrowserOfANewcomer opens the studio where nothing is yet, and sees a first run appear.
func TestBrowserOfANewcomer(t *testing.T) {
	ctx := browsertest.Open(t)
	dir := t.TempDir()
	_, server := open(t, dir)
	said := `document.getElementById('runs').innerText`
	browsertest.Do(t, ctx, chromedp.Navigate(server.URL), chromedp.Poll(`document.getElementById('status').textContent.startsWith('There is no model')`, nil),
		chromedp.Click("#to-runs", chromedp.ByQuery), chromedp.Poll(said+`.includes('-config configs/quickstart.toml')`, nil))
	if text := browsertest.Script[string](t, ctx, said); strings.Contains(text, "run.json") || strings.Contains(text, "Best loss") {
		t.Errorf("the page says %q", text)
	}
	run, err := rundir.Create(filepath.Join(dir, "first"), "seed = 1\n", rundir.Info{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	browsertest.Do(t, ctx, chromedp.Poll(`document.querySelector('#runs-table tbody th')?.textContent === 'first'`, nil, chromedp.WithPollingTimeout(time.Minute)))
	if text := browsertest.Script[string](t, ctx, said); strings.Contains(text, "no runs yet") {
		t.Errorf("with a run, the page says %q", text)
	}
}
