package studio

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

func TestZLook(t *testing.T) {
	ctx := browsertest.Open(t)
	dirs := []string{"../../models", dynamicRuns(t), t.TempDir()}
	if d := os.Getenv("ZRUNS"); d != "" {
		dirs = append(dirs, d)
	}
	_, server := open(t, dirs...)
	visit(t, ctx, server.URL)
	shot := func(name string) {
		for _, w := range []int64{390, 1280} {
			for _, scheme := range []string{"light", "dark"} {
				if (w == 390) != (scheme == "light") {
					continue
				}
				var picture []byte
				browsertest.Do(t, ctx, chromedp.EmulateViewport(w, 900), emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}), chromedp.Sleep(700*time.Millisecond),
					chromedp.Evaluate(`document.querySelector(window.zat).scrollIntoView({block: 'start'})`, nil), chromedp.Sleep(300*time.Millisecond), chromedp.CaptureScreenshot(&picture))
				os.WriteFile(fmt.Sprintf("/tmp/studio/shots/z-%s-%d-%s.png", name, w, scheme), picture, 0o666)
			}
		}
	}
	at := func(sel string) chromedp.Action { return chromedp.Evaluate(fmt.Sprintf("window.zat = %q", sel), nil) }
	browsertest.Do(t, ctx, chooseModel("dynamic"), choosePrimer("notes"), chromedp.WaitVisible("#piano", chromedp.ByQuery), at("#entry"))
	shot("entry")
	browsertest.Do(t, ctx, choosePrimer("starter"), set("steps", 48), composed(), set("variant-count", 4), drag(8, 30, 15, 100), at("#scroller"))
	shot("velocity")
	browsertest.Do(t, ctx, revised("#recompose"), at("#variants"), chromedp.Click("#keep", chromedp.ByQuery), chromedp.Sleep(time.Second))
	shot("variants")
	browsertest.Do(t, ctx, chromedp.Evaluate(`for (const d of document.querySelectorAll('details')) d.open = true`, nil),
		chromedp.Poll(`document.querySelectorAll('#sheet .vf-notehead').length`, nil, chromedp.WithPollingTimeout(2*time.Minute)), at("#score-box"))
	shot("score")
	browsertest.Do(t, ctx, at("#card"))
	shot("card")
	browsertest.Do(t, ctx, chromedp.Click("#to-runs", chromedp.ByQuery), chromedp.Click("#runs-table tbody tr:nth-child(2) input", chromedp.ByQuery), chromedp.WaitVisible("#comparison td", chromedp.ByQuery), at("#curves"))
	shot("curves")
	browsertest.Do(t, ctx, at("#comparison"))
	shot("comparison")
	browsertest.Do(t, ctx, at("#rolls"))
	shot("rolls")
	browsertest.Do(t, ctx, at("#runs"))
	shot("empty")
}
