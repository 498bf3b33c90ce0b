package survey

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"workbench/internal/browsertest"
)

// heading waits for a page of the study.
func heading(text string) chromedp.Action {
	return chromedp.Poll(fmt.Sprintf(`document.querySelector('h1')?.textContent.startsWith(%q)`, text), nil)
}

// choose chooses a radio button, as a click on its label does.
func choose(name, value string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`document.querySelector('input[name=%s][value="%s"]').click()`, name, value), nil)
}

func press(button string) chromedp.Action {
	return chromedp.Evaluate(fmt.Sprintf(`[...document.querySelectorAll('button, a.primary')].find((b) => b.textContent.startsWith(%q)).click()`, button), nil)
}

// passSoundCheck plays the test sound and answers what its study.json says of it.
func passSoundCheck(t *testing.T, ctx context.Context, s *Study, listener int) {
	t.Helper()
	browsertest.Do(t, ctx, heading("Sound check"), choose("notes", "1"), press("Next"),
		chromedp.Poll(`document.getElementById('problem').textContent.includes('play the test sound')`, nil), // not without playing it
		press("Play"), choose("notes", "1"), press("Next"),
		chromedp.Poll(`document.body.textContent.includes('not the number of notes')`, nil), // wrong: once more, with another sound
		press("Play"), choose("notes", fmt.Sprint(s.Checks[(listener+1)%len(s.Checks)].Notes)), press("Next"))
}

// playAll plays every clip of the page to its end.
func playAll(t *testing.T, ctx context.Context) {
	t.Helper()
	n := browsertest.Script[int](t, ctx, `document.querySelectorAll('.clip').length`)
	for i := range n {
		browsertest.Do(t, ctx, chromedp.Evaluate(fmt.Sprintf(`document.querySelectorAll('.play')[%d].click()`, i), nil),
			chromedp.Poll(fmt.Sprintf(`document.querySelectorAll('.play')[%d].textContent.startsWith('Play again')`, i), nil, chromedp.WithPollingTimeout(time.Minute)))
	}
}

// TestBrowserTakesPart leads two listeners through a study, one of them with a reload, and evaluates it.
func TestBrowserTakesPart(t *testing.T) {
	ctx := browsertest.Open(t)
	s := makeStudy(t, Rating, 2, func(r *Request) { r.Seconds = 1 })
	address, stop := serve(t, s)
	browsertest.Do(t, ctx, chromedp.Navigate(address))
	for listener := range 2 {
		browsertest.Do(t, ctx, heading("Listening study"), press("Begin"))
		passSoundCheck(t, ctx, s, listener)
		browsertest.Do(t, ctx, heading("Before you listen"), chromedp.SendKeys("#q-years", "12", chromedp.ByID), press("Next"))
		for i := range 4 {
			browsertest.Do(t, ctx, heading(fmt.Sprintf("Excerpt %d", i+1)))
			if listener == 1 && i == 2 {
				browsertest.Do(t, ctx, chromedp.Reload(), heading("Excerpt 3"))
			}
			if i == 0 {
				browsertest.Do(t, ctx, choose("rating", "5"), choose("person", "true"), choose("known", "no"), press("Next"),
					chromedp.Poll(`document.getElementById('problem').textContent.includes('listen to the end')`, nil))
			}
			playAll(t, ctx)
			id := s.trials(listener)[i][0]
			person := s.key[id].Label == "person"
			rating := map[bool]int{true: 8, false: 4}[person] + listener
			browsertest.Do(t, ctx, choose("rating", fmt.Sprint(rating)), choose("person", fmt.Sprint(person)), choose("known", "no"), press("Next"))
		}
		browsertest.Do(t, ctx, heading("After listening"), chromedp.SendKeys("#q-remarks", "Interesting.", chromedp.ByID), press("Finish"), heading("Done"), press("Begin as another"))
	}
	stop()
	r, err := s.Results(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if r.Listeners.Evaluated != 2 || len(r.Warnings) > 0 || r.Groups[0].Label != "person" || r.Groups[0].Mean.Value != 8.5 || r.Groups[1].Mean.Value != 4.5 || r.Groups[0].Human.Value != 1 {
		t.Errorf("%+v, %+v", r.Listeners, r.Groups)
	}
	if len(r.Questions) != 3 || len(r.Questions[2].Texts) != 2 {
		t.Errorf("questions %+v", r.Questions)
	}
}

// TestBrowserExported leads a listener through an exported study of pairs, and reads the file of answers.
func TestBrowserExported(t *testing.T) {
	ctx := browsertest.Open(t)
	s := makeStudy(t, Pairs, 1, func(r *Request) { r.Seconds, r.Script.Before, r.Script.After = 1, nil, nil })
	dir := t.TempDir()
	page := filepath.Join(dir, "study.html")
	if err := s.Export(page, quiet()); err != nil {
		t.Fatal(err)
	}
	browsertest.Do(t, ctx, browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(dir),
		chromedp.Navigate("file://"+page), heading("Listening study"), press("Begin"), heading("Sound check"))
	if styled := browsertest.Script[string](t, ctx, `getComputedStyle(document.querySelector('.play')).fontWeight`); styled != "600" {
		t.Errorf("the style sheet is not in use")
	}
	listener := browsertest.Script[int](t, ctx, `JSON.parse(localStorage.getItem('survey-`+s.ID+`'))[0].number ?? 0`)
	passSoundCheck(t, ctx, s, listener)
	browsertest.Do(t, ctx, heading("Pair 1"))
	playAll(t, ctx)
	browsertest.Do(t, ctx, choose("prefer", s.group("person")[0]), choose("known", "no"), press("Next"), heading("All excerpts"),
		chromedp.Reload(), heading("All excerpts"), press("Finish"), heading("Done"), press("Save answers"))
	var files []string
	for deadline := time.Now().Add(30 * time.Second); len(files) == 0; time.Sleep(50 * time.Millisecond) {
		files, _ = filepath.Glob(filepath.Join(dir, "answers-*.jsonl"))
		if time.Now().After(deadline) {
			t.Fatal("no file of answers was saved")
		}
	}
	r, err := s.Results(files, false)
	if err != nil {
		t.Fatal(err)
	}
	if r.Listeners.Evaluated != 1 || len(r.Warnings) > 0 || r.Groups[0].Label != "person" || r.Groups[0].Won != 1 {
		t.Errorf("%+v %+v %q", r.Listeners, r.Groups, r.Warnings)
	}
}

// TestBrowserKeyboard answers with the keyboard alone.
func TestBrowserKeyboard(t *testing.T) {
	ctx := browsertest.Open(t)
	s := makeStudy(t, Rating, 1, func(r *Request) { r.Seconds, r.Script.Before, r.Script.Between = 1, nil, nil })
	address, _ := serve(t, s)
	focused := func(want string) chromedp.Action {
		return chromedp.Poll(fmt.Sprintf(`(document.activeElement.value || document.activeElement.textContent).startsWith(%q)`, want), nil)
	}
	browsertest.Do(t, ctx, chromedp.Navigate(address), focused("Listening study"), chromedp.KeyEvent(kb.Tab), focused("Begin"), chromedp.KeyEvent(kb.Enter),
		focused("Sound check"), chromedp.KeyEvent(kb.Tab), focused("Play"), chromedp.KeyEvent(" "), focused("Pause"), chromedp.KeyEvent(kb.Tab), focused("1"))
	for range s.Checks[0].Notes - 1 { // the first listener hears the first clip
		browsertest.Do(t, ctx, chromedp.KeyEvent(kb.ArrowRight))
	}
	browsertest.Do(t, ctx, focused(fmt.Sprint(s.Checks[0].Notes)), chromedp.KeyEvent(kb.Tab), focused("Next"), chromedp.KeyEvent(kb.Enter), focused("Excerpt 1"),
		chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(" "), focused("Play again"), chromedp.KeyEvent(kb.Tab), focused("0"), chromedp.KeyEvent(kb.ArrowRight), focused("1"),
		chromedp.KeyEvent(kb.Tab), focused("true"), chromedp.KeyEvent(" "), chromedp.KeyEvent(kb.Tab), focused("Next"), chromedp.KeyEvent(kb.Enter), focused("Excerpt 2"))
	all, _, err := s.read(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range all {
		if r := l.of(trialKind); len(r) != 1 || *r[0].Rating != 1 || !*r[0].Person {
			t.Errorf("%+v", r)
		}
	}
}

// looksEnvironment names a folder into which TestBrowserLooks writes pictures of the pages.
const looksEnvironment = "SURVEY_LOOKS"

// TestBrowserLooks checks that nothing is wider than the page at any width, light and dark.
func TestBrowserLooks(t *testing.T) {
	ctx := browsertest.Open(t)
	ratings := makeStudy(t, Rating, 2, func(r *Request) { r.Seconds = 1 })
	pairs := makeStudy(t, Pairs, 1, func(r *Request) { r.Seconds = 1 })
	listener := 0
	for _, width := range []int64{360, 390, 1280, 2560, 3840} {
		for _, scheme := range []string{"light", "dark"} {
			look := func(name string) {
				t.Helper()
				if over := browsertest.Script[int](t, ctx, `document.documentElement.scrollWidth - innerWidth`); over > 0 {
					t.Errorf("%s at %d pixels: %d pixels too wide", name, width, over)
				}
				dir := os.Getenv(looksEnvironment)
				if dir == "" {
					return
				}
				var picture []byte
				browsertest.Do(t, ctx, chromedp.CaptureScreenshot(&picture))
				if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%s-%d-%s.png", name, width, scheme)), picture, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			browsertest.Do(t, ctx, emulation.SetDeviceMetricsOverride(width, 900, 1, false),
				emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
			for _, s := range []*Study{ratings, pairs} {
				address, stop := serve(t, s)
				browsertest.Do(t, ctx, chromedp.Navigate(address), heading("Listening study"))
				look("welcome")
				browsertest.Do(t, ctx, press("Begin"), heading("Sound check"))
				look("check")
				passSoundCheck(t, ctx, s, listener)
				browsertest.Do(t, ctx, heading("Before"))
				look("before")
				browsertest.Do(t, ctx, chromedp.SendKeys("#q-years", "12", chromedp.ByID), press("Next"), chromedp.WaitVisible(".clip", chromedp.ByQuery),
					chromedp.Poll(`document.querySelector('.time').textContent !== ''`, nil), chromedp.Evaluate(`document.querySelector('input').click()`, nil))
				look("trial-" + s.Design)
				stop()
			}
			listener++
		}
	}
}

// TestBrowserIsAccessible has axe-core look at each page of a study, those that report a problem included.
func TestBrowserIsAccessible(t *testing.T) {
	axe := browsertest.Axe(t)
	ctx := browsertest.Open(t)
	for _, s := range []*Study{makeStudy(t, Rating, 1, func(r *Request) { r.Seconds = 1 }), makeStudy(t, Pairs, 1, func(r *Request) { r.Seconds = 1 })} {
		look := func(where string) {
			t.Helper()
			browsertest.Accessible(t, ctx, axe, s.Design+", "+where)
		}
		address, stop := serve(t, s)
		browsertest.Do(t, ctx, emulation.SetDeviceMetricsOverride(390, 900, 1, false), chromedp.Navigate(address), heading("Listening study"))
		look("welcome")
		browsertest.Do(t, ctx, press("Begin"), heading("Sound check"), choose("notes", "1"), press("Next"), chromedp.WaitVisible("#problem", chromedp.ByQuery))
		look("sound check with a problem")
		browsertest.Do(t, ctx, chromedp.Evaluate(`document.getElementById('problem').textContent = ''`, nil))
		passSoundCheck(t, ctx, s, 0)
		browsertest.Do(t, ctx, heading("Before"))
		look("questions")
		browsertest.Do(t, ctx, chromedp.SendKeys("#q-years", "12", chromedp.ByID), press("Next"), chromedp.WaitVisible(".clip", chromedp.ByQuery),
			chromedp.Poll(`document.querySelector('.time').textContent !== ''`, nil), chromedp.Evaluate(`document.querySelector('input').click()`, nil))
		look("trial")
		for len(browsertest.Script[[]int](t, ctx, `[...document.querySelectorAll('.clip')].map(() => 1)`)) > 0 {
			playAll(t, ctx)
			before := browsertest.Script[string](t, ctx, `document.querySelector('h1').textContent`)
			browsertest.Do(t, ctx, chromedp.Evaluate(`for (const group of document.querySelectorAll('fieldset')) group.querySelector('input').click()`, nil), press("Next"),
				chromedp.Poll(fmt.Sprintf(`document.querySelector('h1').textContent !== %q`, before), nil))
		}
		look("questions at the end")
		browsertest.Do(t, ctx, press("Finish"), heading("Done"))
		look("end")
		stop()
	}
}
