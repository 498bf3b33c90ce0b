package studio

import (
	"os"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
)

// makes the two screenshots of README
func TestZShot(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t, "../../models", "/tmp/studio/runs")
	visit(t, ctx, server.URL)
	write := func(name string) {
		var picture []byte
		browsertest.Do(t, ctx, chromedp.Sleep(2*time.Second), chromedp.CaptureScreenshot(&picture))
		os.WriteFile("/tmp/studio/"+name, picture, 0o666)
	}
	light := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "light"}})
	browsertest.Do(t, ctx, light, chromedp.EmulateViewport(1400, 1060), chooseModel("chorales"), choosePrimer("starter"), set("starter", "old-hundredth"), set("steps", 64), composed(),
		set("variant-count", 2), chromedp.Evaluate(`{const r = window.studio.composing.roll; r.selection = {from: 30, to: 46, low: 15, high: 63}; r.draw()}`, nil), revised("#recompose"), chromedp.Click("#heat", chromedp.ByQuery),
		chromedp.Poll(`document.getElementById('heat-note').textContent.includes('nats per step')`, nil), chromedp.Evaluate(`document.getElementById('variants').scrollIntoView({block: 'end'})`, nil))
	write("studio.png")
	browsertest.Do(t, ctx, chromedp.EmulateViewport(1400, 1220), chromedp.Click("#to-runs", chromedp.ByQuery), chromedp.Evaluate(`for (const b of document.querySelectorAll('#runs-table tbody input')) {
		const want = ['quickstart', 'quickstart-wider'].includes(b.closest('tr').querySelector('th').textContent); if (b.checked !== want) b.click()}`, nil), chromedp.WaitVisible("#comparison td", chromedp.ByQuery))
	write("studio-runs.png")
}
