package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"workbench/features"
	"workbench/internal/browsertest"
	"workbench/internal/rundir"
)

// TestBrowserFollowsARun watches a run to its end; the sample that is being played goes on, and the page is
// not loaded again.
func TestBrowserFollowsARun(t *testing.T) {
	ctx := browsertest.Open(t)
	dir := filepath.Join(t.TempDir(), "live")
	run, err := rundir.Create(dir, "seed = 1\n", rundir.Info{})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	measure := func(epoch int, loss float64) {
		t.Helper()
		run.Info.Epoch = epoch
		if err := run.AppendMetric(rundir.Metric{Epoch: epoch, Split: rundir.Valid, NLL: loss}); err != nil {
			t.Fatal(err)
		}
		if err := run.SaveInfo(); err != nil {
			t.Fatal(err)
		}
	}
	measure(0, 10)
	measure(1, 8)
	piece, err := features.Decode("scale.abc", []byte(strings.Replace(tune, "GABc", "z4|C16|C16", 1)), features.Grid(4))
	if err != nil {
		t.Fatal(err)
	}
	data, err := export("mid", newPiece(piece, 30, 80, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "samples"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(rundir.SamplePath(dir, 1, 1, ".mid"), data, 0o666); err != nil {
		t.Fatal(err)
	}
	_, server := open(t, filepath.Dir(dir))
	visit(t, ctx, server.URL)
	points := func(n int) chromedp.Action {
		return chromedp.Poll(fmt.Sprintf(`document.querySelector('.curve.valid')?.points.length === %d`, n), nil, chromedp.WithPollingTimeout(time.Minute))
	}
	browsertest.Do(t, ctx, chromedp.Evaluate(`window.mark = 1`, nil), chromedp.Click("#to-runs", chromedp.ByQuery), points(2),
		chromedp.Click(`#samples button[aria-label^="Play"]`, chromedp.ByQuery), chromedp.Poll(`heard().peak > 0.01`, nil))
	measure(2, 7)
	measure(3, 6.5)
	browsertest.Do(t, ctx, points(4))
	if got := browsertest.Script[string](t, ctx, `document.getElementById('play').textContent`); got != "Pause" {
		t.Error("the sample was cut off")
	}
	if err := run.End(rundir.Finished, ""); err != nil {
		t.Fatal(err)
	}
	browsertest.Do(t, ctx, chromedp.Poll(`document.querySelector('#runs-table .status').textContent === 'finished'`, nil, chromedp.WithPollingTimeout(time.Minute)))
	if mark := browsertest.Script[float64](t, ctx, `window.mark || 0`); mark != 1 {
		t.Error("the page was loaded again")
	}
	browsertest.Do(t, ctx, chromedp.Click(`#samples button[aria-label^="Open in the roll"]`, chromedp.ByQuery), chromedp.WaitVisible("#roll", chromedp.ByQuery))
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "live, epoch-000001-1") {
		t.Errorf("in the roll: %s", got)
	}
}
