package studio

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"workbench/features"
	"workbench/internal/artifacts"
	"workbench/internal/browsertest"
)

const status = `document.getElementById('status').textContent`

// TestBrowserReadsFiles begins with files of every kind, and says of others what is wrong with them. Their titles are
// text, not markup.
func TestBrowserReadsFiles(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	dir := t.TempDir()
	music, err := features.Decode("a.abc", []byte(strings.Replace(tune, "T:Scale", "T:<img src=x onerror=console.error(1)>", 1)), features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	path := func(name string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	encoded := func(format string) []byte {
		data, err := artifacts.Encode(format, music.Score(80, 90))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	begin := func(name string, data []byte) {
		t.Helper()
		browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer("file"), set("steps", 8), chromedp.SetUploadFiles("#file", []string{path(name, data)}, chromedp.ByQuery), composed())
	}
	for name, data := range map[string][]byte{"a.mid": encoded("mid"), "b.MusicXML": encoded("musicxml"), "größer & <b>.mxl": encoded("mxl"), "d.abc": []byte(tune)} {
		begin(name, data)
		if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "24 steps") {
			t.Errorf("%s: %s; %s", name, got, browsertest.Script[string](t, ctx, status))
		}
	}
	for name, test := range map[string]struct {
		data []byte
		says string
	}{
		"empty.mid":   {nil, "choose a file"},
		"text.mid":    {[]byte("Dear Sir or Madam"), "MIDI"},
		"cut.mid":     {encoded("mid")[:40], "cut.mid"},
		"a.jpg":       {[]byte("\xff\xd8\xff"), ".jpg"},
		"html.mxl":    {[]byte("<html></html>"), "no MusicXML score"},
		"silence.abc": {[]byte("X:1\nT:Silence\nM:4/4\nL:1/4\nK:C\nz4|\n"), "no notes"},
		"large.mid":   {bytes.Repeat([]byte{0}, 17<<20), "bytes"},
	} {
		begin(name, test.data)
		if got := browsertest.Script[string](t, ctx, status); !strings.HasPrefix(got, "Not composed: ") || !strings.Contains(strings.ToLower(got), strings.ToLower(test.says)) {
			t.Errorf("%s: the page says %q, which should have %q", name, got, test.says)
		}
	}
}

// TestBrowserTabsTakeTurns composes in two tabs. A tab that is loaded again or closed ends its job.
func TestBrowserTabsTakeTurns(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	unseen := chromedp.WithPollingInterval(200 * time.Millisecond) // a tab behind another one draws no frames
	visit(t, ctx, server.URL)
	second, closeSecond := chromedp.NewContext(ctx)
	defer closeSecond()
	visit(t, second, server.URL)
	long := chromedp.Tasks{chooseModel("piano"), choosePrimer("silence"), set("steps", 4000), chromedp.Click("#start", chromedp.ByQuery)}
	composing := chromedp.Poll(status+`.startsWith('Composing')`, nil, unseen, chromedp.WithPollingTimeout(time.Minute))
	waiting := chromedp.Poll(status+`.startsWith('Waiting: 1 before')`, nil, unseen, chromedp.WithPollingTimeout(time.Minute))
	browsertest.Do(t, ctx, long, composing)
	browsertest.Do(t, second, long, waiting)
	browsertest.Do(t, ctx, chromedp.Reload(), chromedp.Poll(`document.querySelectorAll('#runs-table tbody tr').length > 0`, nil, unseen))
	browsertest.Do(t, second, composing)
	browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer("silence"), set("steps", 4), chromedp.Click("#start", chromedp.ByQuery), waiting)
	closeSecond()
	browsertest.Do(t, ctx, chromedp.Poll(status+`.startsWith('Done')`, nil, unseen, chromedp.WithPollingTimeout(time.Minute)))
}

// TestBrowserGoesBackAndLosesTheStudio goes back with the browser's button, edits, and loses the connection in the middle
// of a piece. What was composed stays.
func TestBrowserGoesBackAndLosesTheStudio(t *testing.T) {
	ctx := browsertest.Open(t)
	s := New(Options{Dirs: []string{"../../models"}})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer("silence"), set("steps", 16), composed())
	before := frames(t, ctx)
	browsertest.Do(t, ctx, chromedp.Click("#to-runs", chromedp.ByQuery), chromedp.WaitVisible("#runs", chromedp.ByQuery), chromedp.NavigateBack(), chromedp.WaitVisible("#roll", chromedp.ByQuery))
	if got := frames(t, ctx); fmt.Sprint(got) != fmt.Sprint(before) {
		t.Error("the piece is gone")
	}
	browsertest.Do(t, ctx, chooseModel("piano"), set("steps", 4000), chromedp.Click("#start", chromedp.ByQuery), chromedp.Poll(status+`.startsWith('Composing')`, nil, chromedp.WithPollingTimeout(time.Minute)))
	server.CloseClientConnections()
	browsertest.Do(t, ctx, chromedp.Poll(status+`.startsWith('Not composed: The studio does not answer')`, nil, chromedp.WithPollingTimeout(time.Minute)))
	if got := frames(t, ctx); len(got) == 0 {
		t.Error("what was composed is gone")
	}
	warned := false
	chromedp.ListenTarget(ctx, func(event any) {
		if dialog, ok := event.(*cdpage.EventJavascriptDialogOpening); ok && dialog.Type == cdpage.DialogTypeBeforeunload {
			warned = true
			go chromedp.Run(ctx, cdpage.HandleJavaScriptDialog(true))
		}
	})
	browsertest.Do(t, ctx, chromedp.Click("#all", chromedp.ByQuery), chromedp.Click(`[data-transpose="1"]`, chromedp.ByQuery), chromedp.Reload())
	if !warned {
		t.Error("nothing warns that edits are lost")
	}
}
