package main

import (
	"path/filepath"
	"strings"
	"testing"

	"workbench/internal/exit"
)

// TestSurveyServesThisMachine makes a study, opens its page, and ends with Ctrl-C.
func TestSurveyServesThisMachine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "study")
	stdout, _ := succeed(t, "survey", "new", "-out", dir, "-pieces", "person=starter", "-count", "2", "-seconds", "1")
	if !strings.Contains(stdout, "2 excerpts of person, 2 trials for each listener") {
		t.Errorf("survey new: %s", stdout)
	}
	if code, _, stderr := program(t, 0, "survey", "new", "-out", dir, "-pieces", "person=starter"); code != exit.Failed || !strings.Contains(stderr, "name another directory with -out") {
		t.Errorf("a second study in the same directory: exit code %d, %s", code, stderr)
	}
	address := serving(t, "survey", "serve", dir).Host
	get := func(path, host string) (int, string) { return ask(t, address, getRequest(path, host)) }
	if status, body := get("/", address); status != 200 || !strings.Contains(body, "<title>Listening study</title>") {
		t.Errorf("the page: %d %.200s", status, body)
	}
	if status, body := get("/api/study", "localhost"); status != 200 || !strings.Contains(body, `"design":"rating"`) {
		t.Errorf("the study: %d %.200s", status, body)
	}
	if status, _ := get("/", "elsewhere.example"); status != 403 {
		t.Errorf("another host: %d", status)
	}
	direct, _ := succeed(t, "survey", "results", "-h")
	if helped, _ := succeed(t, "help", "survey", "results"); helped != direct || !strings.Contains(helped, "survey results evaluates") {
		t.Errorf("help survey results prints %.80q, and survey results -h %.80q", helped, direct)
	}
	if stdout, _ := succeed(t, "survey", "results", dir); !strings.Contains(stdout, "nothing to evaluate yet") {
		t.Errorf("results: %s", stdout)
	}
}

func TestSurveyUsage(t *testing.T) {
	for _, test := range []struct {
		args string
		code int
		says string
	}{
		{"", exit.Usage, "say what to do: new, serve, export or results"},
		{"nwe", exit.Usage, `"nwe": must be new, serve, export or results`},
		{"new -pieces a=starter", exit.Usage, "-out DIR"},
		{"new -out x", exit.Usage, "Give -pieces LABEL=FROM"},
		{"new -out x -pieces starter", exit.Usage, "such as person=FOLDER"},
		{"new -out x -pieces a=starter -count 0", exit.Usage, "-count 0: must be from 1"},
		{"new -out x -pieces a=starter -design pairs", exit.Usage, "two labels or more"},
		{"new -out x -pieces a=starter -seconds 2 -steps 3", exit.Usage, "exclude each other"},
		{"new -out x -pieces a=nowhere", exit.Failed, "nowhere"},
		{"new -out x -pieces a=starter -seconds 600", exit.Failed, "take shorter excerpts"},
		{"serve", exit.Usage, "name one directory of a study"},
		{"serve nowhere", exit.Failed, "is no listening study"},
		{"results", exit.Usage, "name the directory of a study"},
	} {
		if code, _, stderr := program(t, 0, append([]string{"survey"}, strings.Fields(test.args)...)...); code != test.code || !strings.Contains(stderr, test.says) {
			t.Errorf("survey %s: exit code %d, %s; want %d, %q", test.args, code, stderr, test.code, test.says)
		}
	}
}
