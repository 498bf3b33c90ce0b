package studio

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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
