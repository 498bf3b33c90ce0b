package survey

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestDoubleSubmit(t *testing.T) {
	s := makeStudy(t, Rating, 2, nil)
	address, _ := serve(t, s)
	order := begin(t, address, token(1))
	begin(t, address, token(1))
	r := trialRecord(s, order[0], 6, true)
	store(t, address, token(1), r)
	store(t, address, token(1), r)
	other := trialRecord(s, order[0], 2, true)
	if status, reply := post(t, address+"/api/answer", token(1), other); status != http.StatusConflict || !strings.Contains(reply, "the first answer stays") {
		t.Errorf("another rating: %d %s", status, reply)
	}
	if lines := strings.Count(read(t, s.AnswersPath()), "\n"); lines != 2 {
		t.Errorf("%d lines, want the start and one answer", lines)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestRefused(t *testing.T) {
	s := makeStudy(t, Rating, 2, nil)
	address, _ := serve(t, s)
	order := begin(t, address, token(1))
	good := trialRecord(s, order[0], 6, true)
	change := func(f func(*Record)) Record { r := good; f(&r); return r }
	eleven := 11
	for name, c := range map[string]struct {
		token  string
		body   any
		status int
	}{
		"no token":          {"", good, 403},
		"a short token":     {"abc", good, 403},
		"unknown listener":  {token(2), good, 409},
		"no JSON":           {token(1), "{", 400},
		"unknown field":     {token(1), `{"kind":"trial","colour":1}`, 400},
		"unknown kind":      {token(1), change(func(r *Record) { r.Kind = "x" }), 400},
		"rating 11":         {token(1), change(func(r *Record) { r.Rating = &eleven }), 400},
		"no rating":         {token(1), change(func(r *Record) { r.Rating = nil }), 400},
		"not heard":         {token(1), change(func(r *Record) { r.Heard = 0.4 }), 400},
		"unknown excerpt":   {token(1), change(func(r *Record) { r.Trial = Trial{"aa"} }), 400},
		"unknown question":  {token(1), change(func(r *Record) { r.Answers = map[string]string{"known": "no", "x": "y"} }), 400},
		"answer left out":   {token(1), change(func(r *Record) { r.Answers = nil }), 400},
		"no such choice":    {token(1), change(func(r *Record) { r.Answers = map[string]string{"known": "maybe"} }), 400},
		"years":             {token(1), Record{Kind: beforeKind, Answers: map[string]string{"years": "NaN"}}, 400},
		"a long text":       {token(1), Record{Kind: afterKind, Answers: map[string]string{"remarks": strings.Repeat("x", 2001)}}, 400},
		"a very long body":  {token(1), `{"kind":"` + strings.Repeat("x", maxBody) + `"}`, 413},
		"fields of a start": {token(1), change(func(r *Record) { r.Number = 3 }), 400},
	} {
		if status, reply := post(t, address+"/api/answer", c.token, c.body); status != c.status {
			t.Errorf("%s: %d %s, want %d", name, status, reply, c.status)
		}
	}
	if lines := strings.Count(read(t, s.AnswersPath()), "\n"); lines != 1 {
		t.Errorf("%d lines, want that of the start", lines)
	}
}

func TestOtherPagesAreRefused(t *testing.T) {
	s := makeStudy(t, Rating, 1, nil)
	address, _ := serve(t, s)
	for name, change := range map[string]func(*http.Request){
		"another host":   func(r *http.Request) { r.Host = "elsewhere.example" },
		"another origin": func(r *http.Request) { r.Header.Set("Origin", "http://elsewhere.example") },
		"another site":   func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
	} {
		request, err := http.NewRequest(http.MethodPost, address+"/api/start", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set(tokenHeader, token(1))
		change(request)
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d", name, answer.StatusCode)
		}
	}
	if policy := header(t, address+"/", "Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q", policy)
	}
}

func header(t *testing.T, url, name string) string {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.Header.Get(name)
}

// A listener who comes back, also after a restart of the server, has the same order and the same answers.
func TestListenerResumes(t *testing.T) {
	s := makeStudy(t, Rating, 3, nil)
	address, stop := serve(t, s)
	begin(t, address, token(7))
	order := begin(t, address, token(8))
	store(t, address, token(8), trialRecord(s, order[0], 4, false))
	stop()
	address, _ = serve(t, s)
	_, reply := post(t, address+"/api/start", token(8), "{}")
	var records []Record
	if err := json.Unmarshal([]byte(reply), &records); err != nil {
		t.Fatal(err)
	}
	if len(records) != 2 || records[0].Number != 1 || records[1].Trial[0] != order[0][0] || *records[1].Rating != 4 {
		t.Errorf("after a restart: %s", reply)
	}
	if again := begin(t, address, token(9)); fmt.Sprint(again) == fmt.Sprint(order) {
		t.Errorf("a third listener has the order of the second")
	}
}

// A line that was cut off is left out with a warning, and what follows is stored in a line of its own.
func TestDamagedLastLine(t *testing.T) {
	s := makeStudy(t, Rating, 2, nil)
	address, stop := serve(t, s)
	order := begin(t, address, token(1))
	store(t, address, token(1), trialRecord(s, order[0], 4, false))
	store(t, address, token(1), trialRecord(s, order[1], 5, false))
	stop()
	whole := read(t, s.AnswersPath())
	if err := os.WriteFile(s.AnswersPath(), []byte(whole[:len(whole)-30]), 0o666); err != nil {
		t.Fatal(err)
	}
	server, warnings, err := NewServer(s, true)
	if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0], "answers.jsonl:3: left out: not a complete record") {
		t.Fatalf("%v, warnings %q", err, warnings)
	}
	if err := server.Close(); err != nil {
		t.Fatal(err)
	}
	address, stop = serve(t, s)
	store(t, address, token(1), trialRecord(s, order[1], 5, false))
	stop()
	all, warnings, err := s.read(nil)
	if err != nil || len(warnings) != 1 || len(all) != 1 {
		t.Fatalf("%v, warnings %q, %d listeners", err, warnings, len(all))
	}
	for _, l := range all {
		if n := len(l.of(trialKind)); n != 2 {
			t.Errorf("%d answers, want 2", n)
		}
	}
}

func TestOneServerAtATime(t *testing.T) {
	s := makeStudy(t, Rating, 1, nil)
	serve(t, s)
	if _, _, err := NewServer(s, true); err == nil || !strings.Contains(err.Error(), "another process serves") {
		t.Errorf("a second server: %v", err)
	}
}

// An answer that could not be written is not stored: the listener is told so, and can send it again.
func TestFailedWrite(t *testing.T) {
	s := makeStudy(t, Rating, 1, nil)
	server := newServer(t, s)
	defer server.Close()
	at := httptest.NewServer(server)
	defer at.Close()
	order := begin(t, at.URL, token(1))
	working := server.answers.file
	var err error
	if server.answers.file, err = os.Open(s.AnswersPath()); err != nil { // which cannot be written to
		t.Fatal(err)
	}
	r := trialRecord(s, order[0], 4, false)
	if status, reply := post(t, at.URL+"/api/answer", token(1), r); status != http.StatusInternalServerError || !strings.Contains(reply, "answers.jsonl") {
		t.Errorf("%d %s", status, reply)
	}
	server.answers.file.Close()
	server.answers.file = working
	store(t, at.URL, token(1), r)
	if lines := strings.Count(read(t, s.AnswersPath()), "\n"); lines != 2 {
		t.Errorf("%d lines, want the start and the answer", lines)
	}
}

// The page can be a part of another server.
func TestMounted(t *testing.T) {
	s := makeStudy(t, Rating, 1, nil)
	server := newServer(t, s)
	defer server.Close()
	mux := http.NewServeMux()
	mux.Handle("/survey/", http.StripPrefix("/survey", server))
	at := httptest.NewServer(mux)
	defer at.Close()
	index := get(t, at.URL+"/survey")
	for _, m := range regexp.MustCompile(`(?:href|src)="(page/[^"]+)"`).FindAllStringSubmatch(index, -1) {
		get(t, at.URL+"/survey/"+m[1])
	}
	if n := strings.Count(index, `"page/`); n != 2 {
		t.Errorf("the page names %d files", n)
	}
	begin(t, at.URL+"/survey", token(1))
}

// serveEnvironment names the study that the process of TestKilled serves.
const serveEnvironment = "SURVEY_TEST_SERVE"

// TestServeForKill is the process that TestKilled kills.
func TestServeForKill(t *testing.T) {
	dir := os.Getenv(serveEnvironment)
	if dir == "" {
		t.Skip("runs as a process of TestKilled")
	}
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	address, _ := serve(t, s)
	if err := os.WriteFile(dir+"/address", []byte(address+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Minute)
}

// What was stored when the process is killed is there.
func TestKilled(t *testing.T) {
	s := makeStudy(t, Rating, 4, nil)
	command := exec.Command(os.Args[0], "-test.run", "TestServeForKill$")
	command.Env = append(os.Environ(), serveEnvironment+"="+s.dir)
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	var address string
	for deadline := time.Now().Add(time.Minute); !strings.HasSuffix(address, "\n"); time.Sleep(10 * time.Millisecond) {
		data, _ := os.ReadFile(s.dir + "/address")
		if address = string(data); time.Now().After(deadline) {
			t.Fatal("the process does not serve")
		}
	}
	address = strings.TrimSpace(address)
	order := begin(t, address, token(1))
	for _, ids := range order[:5] {
		store(t, address, token(1), trialRecord(s, ids, 5, true))
	}
	if err := command.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	command.Wait()
	all, warnings, err := s.read(nil)
	if err != nil || len(warnings) > 0 || len(all) != 1 {
		t.Fatalf("%v, warnings %q, %d listeners", err, warnings, len(all))
	}
	address, _ = serve(t, s) // the lock of the killed process does not matter
	_, reply := post(t, address+"/api/start", token(1), "{}")
	if n := strings.Count(reply, `"kind":"trial"`); n != 5 {
		t.Errorf("%d answers after SIGKILL, want 5", n)
	}
}
