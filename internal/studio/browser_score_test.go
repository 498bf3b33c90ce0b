package studio

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

// TestBrowserDrawsTheScore opens the score of a piece, follows it, and changes the piece. The library is loaded when the
// score is opened, and keeps to the content security policy. Rests have heads, too.
func TestBrowserDrawsTheScore(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	const loaded = `performance.getEntriesByType('resource').filter((e) => e.name.includes('/score/')).length`
	browsertest.Do(t, ctx, chromedp.Evaluate(`window.refused = []; document.addEventListener('securitypolicyviolation', (e) => refused.push(e.violatedDirective))`, nil),
		chooseModel("chorales"), choosePrimer("starter"), set("starter", "old-hundredth"), set("primer-steps", 32), set("steps", 16), composed())
	if n := browsertest.Script[int](t, ctx, loaded); n != 0 {
		t.Error("the library is loaded before the score is asked for")
	}
	drawn := func(notes string) chromedp.Action {
		return chromedp.Poll(`document.querySelectorAll('#sheet .vf-notehead').length `+notes, nil, chromedp.WithPollingTimeout(2*time.Minute))
	}
	browsertest.Do(t, ctx, chromedp.Click("#score-box summary", chromedp.ByQuery), drawn("> 60"))
	if n := browsertest.Script[int](t, ctx, loaded); n != 1 {
		t.Errorf("%d files are loaded for the score", n)
	}
	places := browsertest.Script[[]float64](t, ctx, `window.studio.composing.score.places.map((p) => p.at)`)
	if len(places) < 40 || places[0] != 0 || places[len(places)-1] < 20 {
		t.Errorf("the playhead has the places %v", places)
	}
	before := browsertest.Script[string](t, ctx, `document.getElementById('score-mark').style.left`)
	browsertest.Do(t, ctx, chromedp.Evaluate(`window.studio.player.seek(5); window.studio.composing.score.follow(5)`, nil))
	if after := browsertest.Script[string](t, ctx, `document.getElementById('score-mark').style.left`); after == before || after == "" {
		t.Errorf("the playhead stays at %s", after)
	}
	browsertest.Do(t, ctx, chromedp.Click("#all", chromedp.ByQuery), chromedp.Click("#clear", chromedp.ByQuery), drawn("< 40"))
	if refused := browsertest.Script[[]string](t, ctx, `window.refused`); len(refused) > 0 {
		t.Errorf("the content security policy refused %v", refused)
	}
}
