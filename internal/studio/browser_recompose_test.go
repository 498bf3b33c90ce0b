package studio

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

// revised presses a button that composes a part anew, and waits for the end.
func revised(button string) chromedp.Action {
	return chromedp.Tasks{chromedp.Evaluate(`document.getElementById('status').textContent = ''`, nil), chromedp.Click(button, chromedp.ByQuery),
		chromedp.Poll(`/^(Done|Not composed)/.test(document.getElementById('status').textContent)`, nil, chromedp.WithPollingTimeout(4*time.Minute))}
}

// TestBrowserRecomposes composes a selection anew, chooses among variants, keeps a voice, and undoes it all.
func TestBrowserRecomposes(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer("starter"), set("steps", 16), set("primer-steps", 8), composed())
	before := frames(t, ctx)
	selectSteps := chromedp.Tasks{chromedp.Click(`[data-tool=select]`, chromedp.ByQuery), drag(8, 30, 15, 100)}
	outside := func(when string, now [][]int) {
		t.Helper()
		for step := range before {
			if (step < 8 || step > 15) && fmt.Sprint(now[step]) != fmt.Sprint(before[step]) {
				t.Errorf("%s: step %d was %v and is %v", when, step, before[step], now[step])
			}
		}
	}
	browsertest.Do(t, ctx, selectSteps, revised("#recompose"))
	after := frames(t, ctx)
	if outside("recomposed", after); fmt.Sprint(after) == fmt.Sprint(before) {
		t.Error("nothing was recomposed")
	}
	browsertest.Do(t, ctx, chromedp.Click("#undo", chromedp.ByQuery))
	if got := frames(t, ctx); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Error("undo does not bring back what was there")
	}
	browsertest.Do(t, ctx, set("variant-count", 2), selectSteps, revised("#recompose"), chromedp.WaitVisible("#variants", chromedp.ByQuery))
	if got := browsertest.Script[[]string](t, ctx, `[...document.querySelectorAll('#variant-list .note')].map((e) => e.textContent)`); len(got) != 3 || !strings.HasSuffix(got[2], "nats per step") {
		t.Errorf("likelihoods of the variants: %q", got)
	}
	if got := frames(t, ctx); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Error("the piece changed before a variant was chosen")
	}
	browsertest.Do(t, ctx, chromedp.Click(`#variant-list li:nth-child(3) button:nth-child(2)`, chromedp.ByQuery))
	outside("a variant", frames(t, ctx))
	browsertest.Do(t, ctx, chromedp.Click("#undo", chromedp.ByQuery), chromedp.WaitNotVisible("#variants", chromedp.ByQuery), set("variant-count", 1), set("voice", "bottom"), revised("#harmonize"))
	for step, keys := range frames(t, ctx) {
		if n := len(before[step]); n > 0 && (len(keys) == 0 || keys[0] != before[step][0]) {
			t.Errorf("harmonized: step %d was %v and is %v; the lowest voice should stay", step, before[step], keys)
		}
	}
}

// TestBrowserShowsProbabilities shows the heat map, which follows an edit. The piano model reads pieces in their own
// key; one in C would give a transposed piece the same loss.
func TestBrowserShowsProbabilities(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	shown := func() string {
		browsertest.Do(t, ctx, chromedp.Poll(`document.getElementById('heat-note').textContent.includes('nats per step')`, nil, chromedp.WithPollingTimeout(time.Minute)))
		return browsertest.Script[string](t, ctx, `document.getElementById('heat-note').textContent`)
	}
	browsertest.Do(t, ctx, chooseModel("piano"), choosePrimer("starter"), set("steps", 16), composed(), chromedp.Click("#heat", chromedp.ByQuery))
	before := shown()
	if likely := browsertest.Script[int](t, ctx, `window.studio.composing.roll.heat.filter((p) => p > 128).length`); likely < 16 {
		t.Errorf("only %d cells are likely", likely)
	}
	browsertest.Do(t, ctx, chromedp.Click("#all", chromedp.ByQuery), chromedp.Click(`[data-transpose="1"]`, chromedp.ByQuery), chromedp.Poll(`document.getElementById('heat-note').textContent.startsWith('Computing')`, nil))
	if after := shown(); after == before {
		t.Errorf("the loss is the same after an edit: %s", after)
	}
}
