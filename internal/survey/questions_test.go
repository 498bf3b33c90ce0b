package survey

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func script(t *testing.T, text string) (Script, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "q.toml")
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return ReadScript(path)
}

func TestScript(t *testing.T) {
	s, err := script(t, "title = \"Chorales\"\nhear = 0.5\n[[before]]\nname = \"years\"\ntext = \"Years?\"\nkind = \"number\"\nhigh = 80\n")
	if err != nil {
		t.Fatal(err)
	}
	if s.Title != "Chorales" || s.Hear != 0.5 || s.Before[0].High != 80 || s.Rating != defaultScript().Rating {
		t.Errorf("%+v", s)
	}
}

// A wrong script says where it is wrong.
func TestWrongScript(t *testing.T) {
	question := "[[after]]\nname = \"a\"\ntext = \"A?\"\n"
	for text, want := range map[string]string{
		"title = ":                                   "q.toml:1:",
		"titel = \"x\"":                              "titel: no such key; did you mean title?",
		"hear = 1.5":                                 "hear = 1.5: must be from 0 to 1",
		"hear = \"all\"":                             "hear",
		question + "kind = \"choise\"":               "after[1]: kind \"choise\"",
		question + "kind = \"choice\"":               "choices of \"a\": give two or more",
		question + "kind = \"number\"":               "low must be less than high",
		question + "kind = \"text\"\nhihg = 3":       "did you mean high?",
		strings.Repeat(question+"kind='text'\n", 2):  "another question has it",
		"[[before]]\nname = \"A b\"\ntext=\"x\"\n":   "must be small letters",
		"[[between]]\nname = \"a\"\nkind = \"text\"": "text of \"a\" is missing",
	} {
		if _, err := script(t, text); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "q.toml") {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
