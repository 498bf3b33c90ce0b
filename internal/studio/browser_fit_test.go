package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

// TestBrowserFits looks for content that is wider than the window, and for controls without a name. With
// STUDIO_SCREENSHOTS=DIR it writes pictures of the pages.
func TestBrowserFits(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chooseModel("chorales"), choosePrimer("starter"), set("starter", "old-hundredth"), set("steps", 64), composed(),
		set("variant-count", 4), drag(8, 30, 15, 100), revised("#recompose"), chromedp.Click("#heat", chromedp.ByQuery),
		chromedp.Click("#to-runs", chromedp.ByQuery), chromedp.Click("#runs-table tbody tr:nth-child(2) input", chromedp.ByQuery), chromedp.WaitVisible("#comparison td", chromedp.ByQuery))
	for _, width := range []int64{360, 390, 1280, 2560, 3840} {
		for _, scheme := range []string{"light", "dark"} {
			browsertest.Do(t, ctx, chromedp.EmulateViewport(width, max(800, width*9/16)),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
			for _, page := range []string{"compose", "runs"} {
				browsertest.Do(t, ctx, chromedp.Click("#to-"+page, chromedp.ByQuery), chromedp.Sleep(time.Second))
				if wide := browsertest.Script[float64](t, ctx, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
					t.Errorf("%s at %d: %v pixels beyond the window", page, width, wide)
				}
				if dir := os.Getenv("STUDIO_SCREENSHOTS"); dir != "" {
					var picture []byte
					browsertest.Do(t, ctx, chromedp.FullScreenshot(&picture, 100))
					if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", page, width, scheme)), picture, 0o666); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
	}
	unnamed := browsertest.Script[[]string](t, ctx, `[...document.querySelectorAll('button, input, select, canvas')].filter((e) =>
		!(e.textContent.trim() || e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.labels?.length)).map((e) => e.outerHTML)`)
	if len(unnamed) > 0 {
		t.Errorf("controls without a name: %v", unnamed)
	}
}
