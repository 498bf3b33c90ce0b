package report

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"workbench/features/score"
	"workbench/internal/figure"
	"workbench/internal/filetest"
	"workbench/internal/texttable"
)

// sample is a piece of one note.
func sample(name string, seconds int64) *Sample {
	return &Sample{Name: name, Caption: name, MIDI: []byte("MThd"),
		Score: &score.Score{TicksPerQuarter: 480, Length: seconds * 960, Notes: []score.Note{{Start: 0, End: 960, Key: 60, Velocity: 80}}},
		Roll: figure.Roll{Steps: 4, Keys: 88, Articulated: true, Cell: func(step, key int) (bool, bool) {
			return key == 39, key == 39 && step == 0
		}}}
}

// run is a run with samples at a given number of checkpoints, two at the last.
func run(name string, checkpoints int) *Run {
	r := &Run{Name: name, Status: "finished", Result: "Best validation: 2.5.", Marginal: 10, Config: "name = \"x\"\n",
		Facts: []Fact{{"Seed", "7"}},
		Train: figure.Curve{Name: "training", X: []float64{1, 2}, Y: []float64{9, 8}},
		Valid: figure.Curve{Name: "validation", X: []float64{1, 2}, Y: []float64{9, 8}}}
	for i := range checkpoints {
		c := Checkpoint{Epoch: 100 * i, Samples: []*Sample{sample(name+"-"+string(rune('a'+i)), 5)}}
		if i == checkpoints-1 {
			c.Samples = append(c.Samples, sample(name+"-second", 30))
		}
		r.Checkpoints = append(r.Checkpoints, c)
	}
	return r
}

func report(runs ...*Run) *Report {
	for i, r := range runs {
		r.Number, r.Group = i+1, r.Name
	}
	return &Report{Title: "A <report>", Made: time.Date(2026, 11, 21, 6, 0, 0, 0, time.UTC), Sound: DefaultSound, Runs: runs, Table: numbers()}
}

// numbers is a table of one row.
func numbers() *Table {
	table := texttable.New(texttable.Left("run"), texttable.Column{Title: "best", Unit: "nats/step", Right: true})
	table.AddCells(texttable.Cell{Text: "one", Colour: 1}, texttable.Cell{Text: "2.5"})
	return &Table{Table: table, Caption: "numbers"}
}

func html(t *testing.T, r *Report) string {
	t.Helper()
	data, err := r.HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestHTMLNeedsNothingElse(t *testing.T) {
	page := html(t, report(run("one", 3)))
	for _, m := range regexp.MustCompile(`(?:src|href|url|action)\s*[=(]\s*["']?([^"'\s>]{1,20})`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(m[1], "data:") && !strings.HasPrefix(m[1], "#") {
			t.Errorf("the page refers to %q", m[1])
		}
	}
	if strings.Contains(page, "<script") || strings.Contains(page, "@import") {
		t.Error("the page has a script or an import")
	}
	if strings.Contains(page, "http-equiv") {
		t.Error("a report by itself loads itself again")
	}
	if strings.Contains(page, "ZgotmplZ") {
		t.Error("the template refused a value")
	}
}

func TestHTMLShowsTheRun(t *testing.T) {
	page := html(t, report(run("one", 3)))
	for what, n := range map[string]int{`<svg`: 6, `<audio`: 4, `download="one-second.mid"`: 1, `data:audio/midi;base64,TVRoZA==`: 4, "<title>A &lt;report&gt;": 1,
		"Best validation: 2.5.": 1, "<dt>Seed</dt><dd>7</dd>": 1, ">2.5</td>": 1, ">the first 20 s<": 1, "name = &#34;x&#34;": 1} {
		if got := strings.Count(page, what); got != n {
			t.Errorf("%q is there %d times, not %d", what, got, n)
		}
	}
}

func TestHTMLOfSeveralRuns(t *testing.T) {
	page := html(t, report(run("one", 2), run("two", 0), run("three", 1)))
	for what, n := range map[string]int{`<a href="#run-2">two</a>`: 1, `<section id="run-2"`: 1, "No samples yet.": 1, "Validation and training loss of 3 runs": 4} {
		if got := strings.Count(page, what); got != n {
			t.Errorf("%q is there %d times, not %d", what, got, n)
		}
	}
}

func TestListenStaysWithinItsLimits(t *testing.T) {
	for _, c := range []struct {
		runs, checkpoints, sounds int
	}{{1, 2, 3}, {1, 20, 8}, {4, 5, 4}, {20, 5, 20}, {30, 5, 20}} {
		r := &Report{Sound: DefaultSound}
		for range c.runs {
			r.Runs = append(r.Runs, run("x", c.checkpoints))
		}
		limits, limit := r.Listen(), fmt.Sprintf("Of %d runs, only the first 20 have sound.", c.runs)
		if strings.Contains(limits, limit) != (c.runs > 20) {
			t.Errorf("%d runs: %q", c.runs, limits)
		}
		sounds := 0
		for _, run := range r.Runs {
			for _, checkpoint := range run.Checkpoints {
				for _, s := range checkpoint.Samples {
					if s.Sound != nil {
						sounds++
					}
				}
			}
		}
		if sounds != c.sounds {
			t.Errorf("%d runs of %d checkpoints: %d sounds, not %d", c.runs, c.checkpoints, sounds, c.sounds)
		}
		if s := r.Runs[0].Last().Samples[0]; s.Sound == nil {
			t.Errorf("%d runs of %d checkpoints: the newest sample cannot be played", c.runs, c.checkpoints)
		}
	}
}

// Twelve runs with the densest rolls and the longest sounds.
func TestTwelveRunsAreSmall(t *testing.T) {
	var runs []*Run
	for i := range 12 {
		r := run(fmt.Sprint(i), 1)
		r.Train = figure.Curve{Name: "training"}
		for epoch := range 5000 {
			r.Train.X = append(r.Train.X, float64(epoch))
			r.Train.Y = append(r.Train.Y, 3+float64(epoch*(i+7)%97)/50)
		}
		s := r.Last().Samples[0]
		s.Score.Notes[0].End, s.Score.Length = 60*960, 60*960
		s.Roll.Steps = 256
		s.Roll.Cell = func(step, key int) (bool, bool) { return (step+key)%2 == 0, true }
		r.Last().Samples = r.Last().Samples[:1]
		runs = append(runs, r)
	}
	if size := len(html(t, report(runs...))); size > 4_000_000 {
		t.Errorf("%d bytes", size)
	}
}

func TestListenLeavesOutSilence(t *testing.T) {
	r := run("x", 1)
	silent := r.Last().Samples[0]
	silent.Score.Notes = nil
	if page := html(t, report(r)); silent.Sound != nil || strings.Count(page, "<audio") != 1 {
		t.Error("a silent sample can be played")
	}
}

func TestMarkdownFindsItsFiles(t *testing.T) {
	r := run("a run | of *mine*", 2)
	r.Checkpoints[0].Samples[0] = &Sample{Caption: "epoch 0", Problem: "damaged"}
	path := filepath.Join(t.TempDir(), "my report.md")
	if err := report(r).WriteMarkdown(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(links(t, path, string(data))); n != 1+2*3 { // the curves; roll, MIDI and WAV of two samples
		t.Errorf("%d links", n)
	}
	for _, want := range []string{"| one | 2.5 |", "**epoch 0**: damaged", "```toml\nname = \"x\"\n```"} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %q in\n%s", want, data)
		}
	}
}

// links are the files that a Markdown report refers to, each of which must be there. An address is parsed as
// CommonMark does: it ends at the first parenthesis, and what follows a # or stands before a colon is not
// part of the file's name.
func links(t *testing.T, path, text string) []string {
	t.Helper()
	var files []string
	for _, match := range regexp.MustCompile(`[^\\]\]\(([^)]*)\)`).FindAllStringSubmatch(text, -1) {
		address, err := url.Parse(match[1])
		if err != nil {
			t.Errorf("link %q: %v", match[1], err)
			continue
		}
		if file, err := os.Stat(filepath.Join(filepath.Dir(path), address.Path)); err != nil || file.Size() == 0 {
			t.Errorf("link %q: %v", match[1], err)
		}
		files = append(files, address.Path)
	}
	return files
}

// markdownOf writes a report under a name, and returns its path and its text.
func markdownOf(t *testing.T, name string, runs ...*Run) (path, text string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), name)
	if err := report(runs...).WriteMarkdown(path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, string(data)
}

// On a full disk the report before stays, with its pictures.
func TestMarkdownOnAFullDisk(t *testing.T) {
	path, before := markdownOf(t, "r.md", run("one", 2))
	t.Run("full", func(t *testing.T) {
		filetest.BreakDisk(t, filetest.Disk{Free: 5})
		filetest.WantError(t, report(run("two", 1)).WriteMarkdown(path), syscall.ENOSPC.Error())
	})
	data, err := os.ReadFile(path)
	if err != nil || string(data) != before {
		t.Errorf("the page is another: %v", err)
	}
	if len(links(t, path, before)) == 0 {
		t.Error("no pictures")
	}
	filetest.WantNames(t, filepath.Dir(path), "r-files", "r.md")
}

func TestMarkdownUnderAnyName(t *testing.T) {
	names := []string{"a#b.md", "a (2).md", "50%.md", "[a]&lt;.md", "é.md"}
	if runtime.GOOS != "windows" { // where no file may be called so
		names = append(names, "a?b.md", "12:30.md")
	}
	for _, name := range names {
		path, text := markdownOf(t, name, run("one", 2))
		if n := len(links(t, path, text)); n != 1+3*3 { // the curves; roll, MIDI and WAV of three samples
			t.Errorf("%s: %d links", name, n)
		}
		if strings.Contains(text, "](&") || strings.Contains(text, "&lt;-files") {
			t.Errorf("%s: an address has an entity", name)
		}
	}
}

// A space and a hyphen are one in the name of a file, and the second run must not write over the first.
func TestMarkdownKeepsFilesOfSimilarNamesApart(t *testing.T) {
	spaced, hyphened := run("big run", 1), run("big-run", 1)
	spaced.Last().Samples[0].MIDI = []byte("MThd of big run")
	path, text := markdownOf(t, "r.md", spaced, hyphened)
	files := links(t, path, text)
	for name, want := range map[string]string{"r-files/big-run-a.mid": "MThd of big run", "r-files/big-run-a-2.mid": "MThd"} {
		data, err := os.ReadFile(filepath.Join(filepath.Dir(path), name))
		if err != nil || string(data) != want {
			t.Errorf("%s holds %q, not %q: %v", name, data, want, err)
		}
		if !slices.Contains(files, name) {
			t.Errorf("no link to %s", name)
		}
	}
	if slices.Contains(files, "r-files/big-run-second-2.mid") {
		t.Error("what is the same is there twice")
	}
}

// A name of 250 bytes is a run's, but no name for its files, which add an epoch to it.
func TestMarkdownOfLongNames(t *testing.T) {
	path, text := markdownOf(t, "r.md", run(strings.Repeat("x", 250), 2), run(strings.Repeat("é", 125), 2))
	links(t, path, text)
}

// Names cannot drive the terminal that a page is printed on, nor reorder its text.
func TestPageHasNoControlCharacters(t *testing.T) {
	one := run("a\x1b]0;title\a\u202eb", 1)
	one.Result = "c\x1b[31m"
	page := html(t, report(one))
	if strings.ContainsAny(page, "\x1b\a\u202e") || !strings.Contains(page, `a\x1b]0;title\a\u202eb`) {
		t.Error("the page has control characters, or not the name")
	}
}

func TestMarkdownEscapes(t *testing.T) {
	one, two := run("run[1]", 1), run("two", 0)
	one.Status, two.Status = "<img src=x>", "*done*"
	one.Last().Samples[0].Caption = "sample] of [1]"
	path, text := markdownOf(t, "r.md", one, two)
	for _, want := range []string{`## run\[1\]`, "**&lt;img src=x>** –", `**\*done\*** –`, `![Piano roll, sample\] of \[1\]](`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if _, alone := markdownOf(t, "r.md", one); strings.Contains(text+alone, "<img") {
		t.Error("the status is taken for HTML")
	}
	links(t, path, text)
}

func TestMarkdownEndsTheConfig(t *testing.T) {
	for config, want := range map[string]string{
		"name = 1":          "```toml\nname = 1\n```\n",
		"name = 1\n":        "```toml\nname = 1\n```\n",
		"a = \"\"\"\n```\n": "````toml\na = \"\"\"\n```\n````\n",
	} {
		r := run("one", 0)
		r.Config = config
		if _, text := markdownOf(t, "r.md", r); !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

// Models of tokens and of events have losses per token and per event: no report may speak of time steps for all.
func TestReportsNameNoUnitForAll(t *testing.T) {
	token := run("one", 1)
	token.Train.Unit, token.Valid.Unit = "token", "token"
	_, text := markdownOf(t, "r.md", token)
	for what, document := range map[string]string{"HTML": html(t, report(token)), "Markdown": text} {
		if strings.Contains(document, "per time step") || !strings.Contains(document, "Losses are in nats; lower is better.") {
			t.Errorf("%s: speaks of time steps, or not of nats", what)
		}
	}
}

func TestMayReplaceOnlyReports(t *testing.T) {
	dir := t.TempDir()
	written, foreign, empty := filepath.Join(dir, "a.html"), filepath.Join(dir, "b.html"), filepath.Join(dir, "c.html")
	if err := report(run("one", 1)).WriteHTML(written); err != nil {
		t.Fatal(err)
	}
	markdown := filepath.Join(dir, "d.md")
	if err := report(run("one", 1)).WriteMarkdown(markdown); err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{foreign: "<!doctype html>\n<title>My thesis</title>", empty: ""} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{written, markdown, filepath.Join(dir, "new.html")} {
		if err := MayReplace(path); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{foreign, empty, dir} {
		if err := MayReplace(path); err == nil || !strings.Contains(err.Error(), filepath.ToSlash(path)) {
			t.Errorf("%s: error %v does not name the file", path, err)
		}
	}
}

func TestMarkdownLeavesForeignFoldersAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "thesis-files"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := report(run("one", 1)).WriteMarkdown(filepath.Join(dir, "thesis.md")); err == nil || !strings.Contains(err.Error(), "thesis-files") {
		t.Errorf("error %v for a folder that is somebody's", err)
	}
}

func TestBaselineIsDrawnWhereItIsShared(t *testing.T) {
	a, b, c := run("a", 0), run("b", 0), run("c", 0)
	b.Marginal = 0 // not known
	if page := html(t, report(a, b)); !strings.Contains(page, "counting baseline") {
		t.Error("no baseline")
	}
	c.Marginal = 11
	if page := html(t, report(a, c)); strings.Contains(page, "counting baseline") {
		t.Error("runs of different corpora have one baseline")
	}
}
