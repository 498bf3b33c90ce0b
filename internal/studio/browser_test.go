package studio

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

// visit opens a page of the studio, and waits until it lists the runs. Nothing is played unless a test presses Play.
func visit(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	browsertest.Do(t, ctx,
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := cdpage.AddScriptToEvaluateOnNewDocument(listening).Do(ctx)
			return err
		}),
		chromedp.Navigate(address), chromedp.Poll(`document.querySelectorAll('#runs-table tbody tr').length > 0`, nil),
		chromedp.Evaluate(`document.getElementById('at-once').checked = false`, nil))
}

// set gives a field a value, as a user would.
func set(id string, value any) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`{const f = document.getElementById(%q); f.value = %q; f.dispatchEvent(new Event('change', {bubbles: true}))}`, id, fmt.Sprint(value)), nil)
}

func chooseModel(name string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`{const f = document.getElementById('model'); f.value = [...f.options].find((o) => o.text === %q).value; f.dispatchEvent(new Event('change', {bubbles: true}))}`, name), nil)
}

func choosePrimer(kind string) chromedp.Action {
	return set("primer", kind)
}

// composed presses Compose and waits for the end.
func composed() chromedp.Action {
	return chromedp.Tasks{chromedp.Evaluate(`document.getElementById('status').textContent = ''`, nil), chromedp.Click("#start", chromedp.ByQuery),
		chromedp.Poll(`/^(Done|Not composed)/.test(document.getElementById('status').textContent)`, nil, chromedp.WithPollingTimeout(4*time.Minute))}
}

const summary = `document.getElementById('roll-summary').textContent`

// roll are the cells of the piece in the roll.
const roll = `window.studio.composing.piece.json().frames`

func frames(t *testing.T, ctx context.Context) [][]int {
	t.Helper()
	return browsertest.Script[[][]int](t, ctx, roll)
}

// TestBrowserOutlivesTheStudio composes on a page whose studio was started anew.
func TestBrowserOutlivesTheStudio(t *testing.T) {
	ctx := browsertest.Open(t)
	var current atomic.Pointer[Studio]
	current.Store(New(Options{Dirs: []string{"../../models"}}))
	server := httptest.NewServer(http.HandlerFunc(func(reply http.ResponseWriter, request *http.Request) { current.Load().ServeHTTP(reply, request) }))
	t.Cleanup(server.Close)
	visit(t, ctx, server.URL)
	current.Store(New(Options{Dirs: []string{"../../models"}}))
	browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer("silence"), set("steps", 4), composed())
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, " 4 steps") {
		t.Errorf("composed: %s", got)
	}
}
