package studio

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

// TestBrowserKeeps keeps a piece, and opens it again.
func TestBrowserKeeps(t *testing.T) {
	ctx := browsertest.Open(t)
	s, server := open(t)
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer("starter"), set("starter", "greensleeves"), set("primer-steps", 8), set("steps", 8), composed())
	piece := frames(t, ctx)
	browsertest.Do(t, ctx, chromedp.Click("#keep", chromedp.ByQuery), chromedp.Poll(`document.getElementById('status').textContent.startsWith('Kept')`, nil))
	if got := browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`); !strings.Contains(got, filepath.Join(s.keepDir, "tunes-epoch-")) || !strings.Contains(got, "primer.abc -prompt-steps 8") {
		t.Errorf("command: %s", got)
	}
	browsertest.Do(t, ctx, choosePrimer("silence"), composed(), chromedp.Click("#kept-title", chromedp.ByQuery), chromedp.WaitVisible("#kept-list button", chromedp.ByQuery),
		chromedp.Click("#kept-list button", chromedp.ByQuery), chromedp.Poll(`document.getElementById('command-label').textContent.startsWith('Kept in')`, nil))
	if got := frames(t, ctx); fmt.Sprint(got) != fmt.Sprint(piece) {
		t.Error("the piece that was opened is not the one that was kept")
	}
}
