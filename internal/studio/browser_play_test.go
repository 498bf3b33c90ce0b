package studio

import (
	"fmt"
	"math"
	"os"
	goruntime "runtime"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"workbench/internal/browsertest"
	"workbench/internal/sound"
)

// listening makes audible to the test what the page sends to the speakers: window.heard() is the state of the
// sound and its largest sample.
const listening = `{
	const connect = AudioNode.prototype.connect
	const analysers = []
	AudioNode.prototype.connect = function (to, ...rest) {
		if (to instanceof AudioDestinationNode && !(this instanceof AnalyserNode)) {
			const a = this.context.createAnalyser()
			a.fftSize = 32768
			analysers.push(a)
			connect.call(this, a)
		}
		return connect.call(this, to, ...rest)
	}
	window.heard = () => {
		if (!analysers.length) return { state: 'none', peak: 0 }
		const samples = new Float32Array(32768)
		analysers[0].getFloatTimeDomainData(samples)
		return { state: analysers[0].context.state, peak: Math.max(...samples.map(Math.abs)) }
	}
}`

// TestBrowserPlays starts playing while a piece is being composed.
func TestBrowserPlays(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chooseModel("piano"), choosePrimer("starter"), set("steps", 4000), chromedp.Click("#start", chromedp.ByQuery),
		chromedp.WaitEnabled("#play", chromedp.ByQuery), chromedp.Click("#play", chromedp.ByQuery),
		chromedp.Poll(`heard().state === 'running' && heard().peak > 0.01`, nil),
		chromedp.Click("#cancel", chromedp.ByQuery), chromedp.Poll(`document.getElementById('status').textContent.startsWith('Cancelled')`, nil))
	if peak := browsertest.Script[float64](t, ctx, `heard().peak`); peak > 1 {
		t.Errorf("the sound clips: %v", peak)
	}
	browsertest.Do(t, ctx, chromedp.Click("#play", chromedp.ByQuery), chromedp.Sleep(2*time.Second))
	if peak := browsertest.Script[float64](t, ctx, `heard().peak`); peak > 0.01 {
		t.Errorf("after pausing it sounds on: %v", peak)
	}
}

// TestBrowserHasThePianoOfTheDownloads compares tones of the page with those of the package sound.
func TestBrowserHasThePianoOfTheDownloads(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	for _, key := range []int{21, 45, 60, 84, 108} {
		var got []float64
		browsertest.Do(t, ctx, chromedp.Evaluate(fmt.Sprintf(`import('/page/tone.js').then((p) => [...p.tone(%d, 0.6, 0.5, %d)])`, key, sound.Rate), &got, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
			return p.WithAwaitPromise(true)
		}))
		want := sound.Tone(key, 0.6, 0.5, sound.Rate)
		if len(got) != len(want) {
			t.Fatalf("key %d: %d samples, not %d", key, len(got), len(want))
		}
		for i := range got {
			if math.Abs(got[i]-float64(want[i])) > 1e-4 {
				t.Fatalf("key %d: sample %d is %v, not %v", key, i, got[i], want[i])
			}
		}
	}
}

// sounding presses Compose, and is the time in milliseconds until something is heard.
const sounding = `new Promise((done) => {
	const begun = performance.now(), timer = setInterval(() => {
		const { state, peak } = heard()
		if (state !== 'running' || peak < 0.001) return
		clearInterval(timer)
		done(performance.now() - begun)
	}, 10)
	document.getElementById('start').click()
})`

// TestBrowserSoundsAtOnce hears pieces while they are composed. The time until then depends on the machine and on what
// else it does; the test reports it.
func TestBrowserSoundsAtOnce(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	for _, model := range []string{"tunes", "chorales"} {
		visit(t, ctx, server.URL)
		browsertest.Do(t, ctx, chooseModel(model), choosePrimer("starter"), set("steps", 400), chromedp.Click("#at-once", chromedp.ByQuery), chromedp.Sleep(4*time.Second))
		var milliseconds float64
		browsertest.Do(t, ctx, chromedp.Evaluate(sounding, &milliseconds, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		load, _ := os.ReadFile("/proc/loadavg")
		t.Logf("%s: the first sound %.0f ms after Compose was pressed; %d processors, load %s", model, milliseconds, goruntime.NumCPU(), load)
	}
}
