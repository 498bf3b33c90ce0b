package studio

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	cdpage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"workbench/features"
	"workbench/internal/browsertest"
	"workbench/internal/rundir"
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

// visit opens a page of the studio, and waits until it lists the runs.
func visit(t *testing.T, ctx context.Context, address string) {
	t.Helper()
	browsertest.Do(t, ctx,
		chromedp.ActionFunc(func(ctx context.Context) error {
			_, err := cdpage.AddScriptToEvaluateOnNewDocument(listening).Do(ctx)
			return err
		}),
		chromedp.Navigate(address), chromedp.Poll(`document.querySelectorAll('#runs-table tbody tr').length > 0`, nil))
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
		chromedp.Poll(`/^(Done|Not composed)/.test(document.getElementById('status').textContent)`, nil)}
}

const summary = `document.getElementById('roll-summary').textContent`

func TestBrowserComposes(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	file := filepath.Join(t.TempDir(), "scale.abc")
	if err := os.WriteFile(file, []byte(tune), 0o666); err != nil {
		t.Fatal(err)
	}
	for kind, steps := range map[string]int{"silence": 24, "starter": 32, "file": 40} { // scale.abc has 16 steps of an eighth
		browsertest.Do(t, ctx, chooseModel("tunes"), choosePrimer(kind), set("steps", 24), set("primer-steps", 8))
		if kind == "file" {
			browsertest.Do(t, ctx, chromedp.SetUploadFiles("#file", []string{file}, chromedp.ByQuery))
		}
		browsertest.Do(t, ctx, composed())
		if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, fmt.Sprintf("%d steps", steps)) {
			t.Errorf("%s: %s", kind, got)
		}
		if got := browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`); !strings.Contains(got, "compose -run ../../models/tunes") {
			t.Errorf("%s: command %q", kind, got)
		}
	}
	browsertest.Do(t, ctx, choosePrimer("starter"), set("starter", "old-hundredth"), set("primer-steps", 10), composed())
	if got := browsertest.Script[string](t, ctx, `document.getElementById('command').textContent`); !strings.Contains(got, "-prompt old-hundredth.abc -prompt-steps 10") {
		t.Errorf("a chosen starter piece: command %q", got)
	}
	browsertest.Do(t, ctx, choosePrimer("piece"), composed())
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "58 steps") {
		t.Errorf("continued: %s", got)
	}
}

// TestBrowserEntersNotes enters a beginning with the computer's keys, the keys of the page, touch and the mouse.
func TestBrowserEntersNotes(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	visit(t, ctx, server.URL)
	typed := func(kind, code string) chromedp.Action {
		return chromedp.Evaluate(fmt.Sprintf(`document.getElementById('piano').dispatchEvent(new KeyboardEvent(%q, {code: %q, bubbles: true, cancelable: true}))`, kind, code), nil)
	}
	browsertest.Do(t, ctx, chooseModel("chorales"), choosePrimer("notes"), set("steps", 8),
		typed("keydown", "KeyA"), typed("keydown", "KeyD"), typed("keyup", "KeyA"), typed("keyup", "KeyD"), // C4 and E4, a quarter
		typed("keydown", "KeyW"), typed("keyup", "KeyW"), chromedp.Click("#back", chromedp.ByQuery), // taken back
		chromedp.Click("#rest", chromedp.ByQuery), chromedp.Click(`#piano [aria-label="G4"]`, chromedp.ByQuery),
		chromedp.Evaluate(`{const b = document.querySelector('#piano [aria-label="C5"]'), box = b.getBoundingClientRect()
			for (const type of ['pointerdown', 'pointerup']) b.dispatchEvent(new PointerEvent(type, {pointerType: 'touch', clientX: box.left + 2, clientY: box.top + 2, bubbles: true}))
			b.click()}`, nil),
		chromedp.Click(`[data-tool=draw]`, chromedp.ByQuery), drag(4, 48, 4, 48))
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "My notes") || !strings.HasSuffix(got, " 5 notes") {
		t.Errorf("entered: %s", got)
	}
	browsertest.Do(t, ctx, composed())
	given := browsertest.Script[[][]int](t, ctx, `window.studio.composing.piece.json(window.studio.composing.piece.given).frames`)
	if got, want := fmt.Sprint(given), "[[120 128] [] [134] [144] [96]]"; got != want {
		t.Errorf("the piece begins with %s, not with the notes that were entered, %s", got, want)
	}
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "13 steps") {
		t.Errorf("composed: %s", got)
	}
}

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
		browsertest.Do(t, ctx, chromedp.Evaluate(fmt.Sprintf(`import('/page/piano.js').then((p) => [...p.tone(%d, 0.6, 0.5, %d)])`, key, sound.Rate), &got, func(p *runtime.EvaluateParams) *runtime.EvaluateParams {
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

// key presses a key on the roll.
func key(name string, modifiers string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`document.getElementById('roll').dispatchEvent(new KeyboardEvent('keydown', {key: %q, bubbles: true, cancelable: true, %s}))`, name, modifiers), nil)
}

// drag draws with the pointer from the middle of a cell to that of another; keys are MIDI numbers.
func drag(step, key, toStep, toKey int) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`{const roll = document.getElementById('roll'), box = roll.getBoundingClientRect(); roll.setPointerCapture = () => {}
		const at = (type, step, key) => roll.dispatchEvent(new PointerEvent(type, {clientX: box.left + 44 + step * 24 + 4, clientY: box.top + (108 - key) * 6 + 3,
			pointerId: 1, button: 0, bubbles: true}))
		at('pointerdown', %d, %d); at('pointermove', %[3]d, %[4]d); at('pointerup', %[3]d, %[4]d)}`, step, key, toStep, toKey), nil)
}

// TestBrowserEdits writes, transposes, selects, clears and undoes with the keyboard, and draws and erases
// with the mouse.
func TestBrowserEdits(t *testing.T) {
	ctx := browsertest.Open(t)
	_, server := open(t)
	downloads := t.TempDir()
	visit(t, ctx, server.URL)
	browsertest.Do(t, ctx, chooseModel("piano"), choosePrimer("silence"), set("steps", 16), composed(),
		browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(downloads))
	save := func() *features.Piece {
		t.Helper()
		before, _ := filepath.Glob(filepath.Join(downloads, "*.musicxml"))
		for _, old := range before {
			os.Remove(old)
		}
		browsertest.Do(t, ctx, chromedp.Click(`[data-format=musicxml]`, chromedp.ByQuery))
		for range 300 {
			if names, _ := filepath.Glob(filepath.Join(downloads, "*.musicxml")); len(names) == 1 {
				p, err := features.File(names[0], features.Grid(4))
				if err != nil {
					t.Fatal(err)
				}
				return p
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatal("nothing was downloaded")
		return nil
	}
	notes := func(p *features.Piece) string { return fmt.Sprint(p.Notes()) }
	browsertest.Do(t, ctx, chromedp.Click("#all", chromedp.ByQuery), chromedp.Click("#clear", chromedp.ByQuery))
	if got := browsertest.Script[string](t, ctx, summary); !strings.HasSuffix(got, " 0 notes") {
		t.Errorf("cleared: %s", got)
	}
	browsertest.Do(t, ctx, chromedp.Focus("#roll", chromedp.ByQuery), key("Home", ""), key("Escape", ""), key("Enter", ""), key("ArrowRight", ""), key("ArrowRight", ""),
		key("ArrowRight", "shiftKey: true"), key("ArrowRight", "shiftKey: true"), key("Enter", ""))
	first := save()
	if got := notes(first); got != "[{0 1 60} {2 5 60}]" {
		t.Errorf("written: %s", got)
	}
	browsertest.Do(t, ctx, key("ArrowUp", "altKey: true"))
	if got := notes(save()); got != "[{0 1 60} {2 5 61}]" {
		t.Errorf("the selection transposed: %s", got)
	}
	browsertest.Do(t, ctx, key("z", "ctrlKey: true"))
	if got := notes(save()); got != notes(first) {
		t.Errorf("undone: %s", got)
	}
	browsertest.Do(t, ctx, key("y", "ctrlKey: true"), key("Escape", ""), chromedp.Click(`[data-transpose="-12"]`, chromedp.ByQuery))
	if got := notes(save()); got != "[{0 1 48} {2 5 49}]" {
		t.Errorf("all transposed: %s", got)
	}
	browsertest.Do(t, ctx, chromedp.Click(`[data-tool=draw]`, chromedp.ByQuery), drag(8, 64, 11, 64))
	if got := notes(save()); got != "[{0 1 48} {2 5 49} {8 12 64}]" {
		t.Errorf("drawn: %s", got)
	}
	browsertest.Do(t, ctx, chromedp.Click(`[data-tool=erase]`, chromedp.ByQuery), drag(9, 64, 9, 64))
	if got := notes(save()); got != "[{0 1 48} {2 5 49}]" {
		t.Errorf("erased: %s", got)
	}
	if got := browsertest.Script[string](t, ctx, `document.getElementById('command-label').textContent`); !strings.Contains(got, "before you edited") {
		t.Errorf("label of the command: %s", got)
	}
}

// roll are the cells of the piece in the roll.
const roll = `window.studio.composing.piece.json().frames`

func frames(t *testing.T, ctx context.Context) [][]int {
	t.Helper()
	return browsertest.Script[[][]int](t, ctx, roll)
}

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
	browsertest.Do(t, ctx, chromedp.Click("#undo", chromedp.ByQuery), chromedp.WaitNotVisible("#variants", chromedp.ByQuery), set("variant-count", 1), set("voice", "bottom"), revised("#harmonise"))
	for step, keys := range frames(t, ctx) {
		if n := len(before[step]); n > 0 && (len(keys) == 0 || keys[0] != before[step][0]) {
			t.Errorf("harmonised: step %d was %v and is %v; the lowest voice should stay", step, before[step], keys)
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
	browsertest.Do(t, ctx, chromedp.Click(`#samples button[aria-label^="Open"]`, chromedp.ByQuery), chromedp.WaitVisible("#roll", chromedp.ByQuery))
	if got := browsertest.Script[string](t, ctx, summary); !strings.Contains(got, "live, epoch-000001-1") {
		t.Errorf("in the roll: %s", got)
	}
}

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
