package survey

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/figure"
)

func TestResultsOfRatings(t *testing.T) {
	s := makeStudy(t, Rating, 3, nil)
	address, stop := serve(t, s)
	for n := range 5 {
		listen(t, s, address, n, 0)
	}
	listen(t, s, address, 5, 1) // counts a note too many
	begin(t, address, token(6)) // and leaves
	stop()
	r, err := s.Results(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if r.Listeners != (Counts{Started: 7, Finished: 6, FailedCheck: 1, Evaluated: 5}) {
		t.Errorf("%+v", r.Listeners)
	}
	if r.Groups[0].Label != "person" || r.Groups[0].Answers != 15 {
		t.Fatalf("the first group is %+v", r.Groups[0])
	}
	// Ratings of persons are 7 + n%3, of models 3 + n%2, for n from 0 to 4.
	person, model := r.Groups[0], r.Groups[1]
	if math.Abs(float64(person.Mean.Value)-7.8) > 1e-9 || float64(person.Median.Value) != 8 || float64(person.Human.Value) != 1 || math.Abs(float64(model.Mean.Value)-3.4) > 1e-9 {
		t.Errorf("%+v %+v, %+v", *person.Mean, *person.Median, *model.Mean)
	}
	if i := person.Mean; !(i.Low > 6.8 && i.Low < 7.8 && i.High > 7.8 && i.High < 9) {
		t.Errorf("interval %+v", *i)
	}
	if d := r.Differences[0]; d.First != "model" || math.Abs(float64(d.Value.Value)+4.4) > 1e-9 || d.Value.High > -3 {
		t.Errorf("difference %+v", d)
	}
	if a := float64(r.Agreement["person"]); a != 1 {
		t.Errorf("agreement on persons %v", a)
	}
	everyone, err := s.Results(nil, true)
	if err != nil || everyone.Listeners.Evaluated != 7 || everyone.Groups[0].Answers != 18 {
		t.Errorf("everyone: %v, %+v", err, everyone.Listeners)
	}
	var b bytes.Buffer
	if err := r.Print(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"7 listeners started, 6 finished; 1 of them failed the sound check; 5 evaluated", "7.8 (", "Deep Jammer: Large", "5: median 2, from 0 to 4", "no: 30"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	checkFigures(t, r, "ratings.png", "human.png", "excerpts.png")
	if _, err := json.Marshal(r); err != nil {
		t.Error(err)
	}
}

func checkFigures(t *testing.T, r *Results, names ...string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "figures")
	if err := r.Draw(dir, figure.Style{}, quiet()); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || len(data) < 1000 {
			t.Errorf("%s: %v, %d bytes", name, err, len(data))
		}
	}
	if err := r.Draw(dir, figure.Style{}, quiet()); err == nil {
		t.Errorf("figures that were there were replaced")
	}
}

func TestResultsOfPairs(t *testing.T) {
	s := makeStudy(t, Pairs, 2, nil)
	address, stop := serve(t, s)
	for n := range 4 {
		order := begin(t, address, token(n))
		store(t, address, token(n), Record{Kind: checkKind, Check: s.Checks[0].ID, Notes: 3})
		for i, ids := range order {
			r := trialRecord(s, ids, 0, false) // prefers the person
			if n == 3 && i == 0 {
				r.Prefer = map[string]string{ids[0]: ids[1], ids[1]: ids[0]}[r.Prefer]
			}
			store(t, address, token(n), r)
		}
		store(t, address, token(n), Record{Kind: afterKind})
	}
	stop()
	r, err := s.Results(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	if g := r.Groups[0]; g.Label != "person" || g.Won != 7 || g.Answers != 8 || math.Abs(float64(g.Strength.Value)-math.Log(7.5/1.5)/2) > 1e-6 {
		t.Errorf("%+v %+v", g, g.Strength)
	}
	if d := r.Differences[0]; d.First != "model" || math.Abs(float64(d.Value.Value)-1.5/9) > 1e-6 {
		t.Errorf("%+v", d)
	}
	checkFigures(t, r, "strengths.png")
	var b bytes.Buffer
	if err := r.Print(&b); err != nil || !strings.Contains(b.String(), "Bradley–Terry") {
		t.Errorf("%v %s", err, b.String())
	}
}

// Nobody has answered yet.
func TestResultsOfNobody(t *testing.T) {
	for _, design := range []string{Rating, Pairs} {
		s := makeStudy(t, design, 1, nil)
		r, err := s.Results(nil, true)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := r.Print(&b); err != nil || !strings.Contains(b.String(), "nothing to evaluate yet") {
			t.Errorf("%v %s", err, b.String())
		}
		if _, err := json.Marshal(r); err != nil {
			t.Error(err)
		}
	}
}

// A file that a listener sends back has the lines that a server would have stored. Another study's are
// refused.
func TestReturnedFiles(t *testing.T) {
	s := makeStudy(t, Rating, 2, nil)
	address, stop := serve(t, s)
	listen(t, s, address, 0, 0)
	listen(t, s, address, 1, 0)
	stop()
	stored := read(t, s.AnswersPath())
	file := filepath.Join(t.TempDir(), "answers.jsonl")
	if err := os.WriteFile(file, []byte(stored), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.AnswersPath(), nil, 0o666); err != nil {
		t.Fatal(err)
	}
	r, err := s.Results([]string{file, file}, false) // twice the same changes nothing
	if err != nil || r.Listeners.Evaluated != 2 || len(r.Warnings) > 0 || r.Groups[0].Answers != 4 {
		t.Errorf("%v %+v", err, r)
	}
	other := makeStudy(t, Rating, 2, nil)
	r, err = other.Results([]string{file}, false)
	if err != nil || r.Listeners.Started != 0 || len(r.Warnings) == 0 || !strings.Contains(r.Warnings[0], "answers.jsonl:1: left out: study") {
		t.Errorf("%v %+v", err, r)
	}
}
