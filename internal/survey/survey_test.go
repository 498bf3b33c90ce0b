package survey

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/internal/browsertest"
	"workbench/internal/console"
	"workbench/internal/sound"
)

// quiet are streams that nobody reads.
func quiet() *console.Streams {
	return &console.Streams{Results: new(bytes.Buffer), Progress: new(bytes.Buffer)}
}

// tune is a piece of 64 eighths that differs with n.
func tune(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "X:1\nT:Tune %d\nM:4/4\nL:1/8\nQ:1/4=120\nK:C\n", n)
	for i := range 64 {
		b.WriteString(string("CDEFGABc"[(i*(n+1)+i*i%5)%8]))
		if i%8 == 7 {
			b.WriteString("|")
		}
	}
	return b.String() + "\n"
}

// folder is a folder of tunes.
func folder(t *testing.T, first, n int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range n {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%d.abc", i)), []byte(tune(first+i)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// makeStudy makes a study of two groups of n excerpts.
func makeStudy(t *testing.T, design string, n int, change func(*Request)) *Study {
	t.Helper()
	script := defaultScript()
	script.Before = []Question{{Name: "years", Text: "Years of playing?", Kind: number, High: 90}}
	script.Between = []Question{{Name: "known", Text: "Do you know it?", Kind: choice, Choices: []string{"yes", "no"}}}
	script.After = []Question{{Name: "remarks", Text: "Remarks?", Kind: text, Optional: true}}
	r := Request{Groups: []Group{{"person", folder(t, 0, n)}, {"model", folder(t, 10, n)}}, Design: design, Count: n, Seconds: 2, Seed: 3, StepsPerQuarter: 4, Script: script}
	if change != nil {
		change(&r)
	}
	dir := filepath.Join(t.TempDir(), "study")
	if err := r.Check(); err != nil {
		t.Fatal(err)
	}
	if err := r.Create(dir, quiet()); err != nil {
		t.Fatal(err)
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// newServer opens a study for listeners.
func newServer(t *testing.T, s *Study) *Server {
	t.Helper()
	server, warnings, err := NewServer(s, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range warnings {
		t.Log(w)
	}
	return server
}

// serve serves a study until the test ends, or until stop.
func serve(t *testing.T, s *Study) (address string, stop func()) {
	t.Helper()
	server := newServer(t, s)
	at := httptest.NewServer(server)
	ended := false
	stop = func() {
		if !ended {
			ended = true
			at.Close()
			if err := server.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(stop)
	return at.URL, stop
}

// post sends a request with a token.
func post(t *testing.T, url, token string, body any) (status int, reply string) {
	t.Helper()
	return browsertest.Post(t, url, tokenHeader, token, body)
}

// store sends a record that must be accepted.
func store(t *testing.T, address, token string, r Record) {
	t.Helper()
	if status, reply := post(t, address+"/api/answer", token, r); status != http.StatusOK {
		t.Fatalf("%+v: %d %s", r, status, reply)
	}
}

func token(n int) string { return fmt.Sprintf("%032x", n) }

// begin starts a listener and returns the order of the trials.
func begin(t *testing.T, address, token string) []Trial {
	t.Helper()
	status, reply := post(t, address+"/api/start", token, "{}")
	var records []Record
	if err := json.Unmarshal([]byte(reply), &records); err != nil || status != http.StatusOK || len(records) == 0 {
		t.Fatalf("start: %d %s", status, reply)
	}
	return records[0].Order
}

// trialRecord is an answer to a trial.
func trialRecord(s *Study, ids Trial, rating int, person bool) Record {
	r := Record{Kind: trialKind, Trial: ids, Heard: 1, Plays: 1, Answers: map[string]string{"known": "no"}}
	if s.Design == Pairs {
		r.Prefer = ids[0]
		if s.key[ids[1]].Label == "person" {
			r.Prefer = ids[1]
		}
	} else {
		r.Rating, r.Person = &rating, &person
	}
	return r
}

// listen answers everything as a listener who tells persons from models; notes of the sound check are missed
// by off.
func listen(t *testing.T, s *Study, address string, n, off int) {
	t.Helper()
	order := begin(t, address, token(n))
	store(t, address, token(n), Record{Kind: checkKind, Check: s.Checks[1].ID, Notes: s.Checks[1].Notes + off})
	store(t, address, token(n), Record{Kind: beforeKind, Answers: map[string]string{"years": fmt.Sprint(n)}})
	for _, ids := range order {
		person := s.key[ids[0]].Label == "person"
		rating := 3 + n%2
		if person {
			rating = 7 + n%3
		}
		store(t, address, token(n), trialRecord(s, ids, rating, person))
	}
	store(t, address, token(n), Record{Kind: afterKind, Answers: map[string]string{"remarks": "nice"}})
}

func TestExcerptsHaveEqualLengthAndLoudness(t *testing.T) {
	r := Request{Groups: []Group{{"a", folder(t, 0, 3)}}, Count: 3, Seconds: 2.5, StepsPerQuarter: 4}
	excerpts, err := r.excerpts("a", quiet())
	if err != nil {
		t.Fatal(err)
	}
	level := equalize(excerpts)
	for _, e := range excerpts {
		if got := sound.Loudness(e.samples); got < level-0.05 || got > level+0.05 {
			t.Errorf("%s: %.2f LUFS, want %.2f", e.origin.Source, got, level)
		}
		if p := peak(e.samples); p > highestPeak+0.05 {
			t.Errorf("%s: peak %.2f dBFS", e.origin.Source, p)
		}
		if len(e.samples) != duration(2.5) || e.samples[0] != 0 || e.samples[len(e.samples)-1] != 0 {
			t.Errorf("%s: %d samples, from %v to %v", e.origin.Source, len(e.samples), e.samples[0], e.samples[len(e.samples)-1])
		}
	}
}

// What a listener gets must not tell what an excerpt is.
func TestStudyIsBlind(t *testing.T) {
	s := makeStudy(t, Rating, 3, func(r *Request) { r.Groups[0].Label, r.Groups[1].Label = "secretperson", "secretmodel" })
	address, _ := serve(t, s)
	out := filepath.Join(t.TempDir(), "study.html")
	if err := s.Export(out, quiet()); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	_, started := post(t, address+"/api/start", token(1), "{}")
	public := map[string]string{"the exported file": string(page), "the start": started, "the study": get(t, address+"/api/study")}
	for name, text := range public {
		if strings.Contains(text, "secret") || strings.Contains(text, ".abc") {
			t.Errorf("%s tells what the excerpts are", name)
		}
	}
	if !slices.IsSorted(s.Excerpts) {
		t.Errorf("the excerpts are listed in another order than that of their random names")
	}
	for _, path := range []string{"/key.json", "/audio/../key.json", "/audio/key", "/answers.jsonl", "/audio/..%2fkey.json", "/page/..%2f..%2fkey.json"} {
		answer, err := http.Get(address + path)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.StatusCode)
		}
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", url, answer.StatusCode, err)
	}
	return string(data)
}

func TestOrders(t *testing.T) {
	s := makeStudy(t, Rating, 4, nil)
	first, second := s.trials(0), s.trials(1)
	if slices.EqualFunc(first, second, slices.Equal[Trial]) {
		t.Errorf("two listeners have the same order %v", first)
	}
	if !slices.EqualFunc(first, s.trials(0), slices.Equal[Trial]) {
		t.Errorf("the order of a listener changes")
	}
	for n := range 20 {
		var ids []string
		for _, trial := range s.trials(n) {
			ids = append(ids, trial[0])
		}
		slices.Sort(ids)
		if !slices.Equal(ids, s.Excerpts) {
			t.Errorf("listener %d hears %v", n, ids)
		}
	}
	s.Design = Pairs
	firsts, met := 0, map[string]bool{}
	for n := range 40 {
		for _, pair := range s.trials(n) {
			a, b := s.key[pair[0]].Label, s.key[pair[1]].Label
			if a == b {
				t.Errorf("a pair of %s", a)
			}
			if a == "person" {
				firsts++
				met[pair[0]+pair[1]] = true
			} else {
				met[pair[1]+pair[0]] = true
			}
		}
	}
	if len(met) != 16 || firsts < 50 || firsts > 110 { // of 160 pairs
		t.Errorf("%d of 16 pairs were compared; person is A in %d of 160", len(met), firsts)
	}
}
