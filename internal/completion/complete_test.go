package completion

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"workbench/internal/config"
	"workbench/internal/setting"
)

// word is a flag with choices.
type word struct{ flag.Value }

func (word) Choices() []string { return []string{"red", "green"} }

// tempoOnly is a flag for settings that takes one key.
type tempoOnly struct{ flag.Value }

func (tempoOnly) TakesKey(key string) bool { return key == "compose.tempo" }

func program(t *testing.T) *Program {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, dir := range []string{"runs/first", "music", ".hidden"} {
		if err := os.MkdirAll(filepath.FromSlash(dir), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"a b.mid", "tune.mid"} {
		if err := os.WriteFile(file, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	flags := flag.NewFlagSet("draw", flag.ContinueOnError)
	text := flags.String("run", "", "the run in `DIR`")
	flags.String("prompt", "", "`FILE` to continue")
	flags.Bool("all", false, "everything")
	value := flags.Lookup("run").Value
	*text = ""
	flags.Var(word{value}, "colour", "`COLOUR`")
	flags.Var(value, "set", "`KEY=VALUE` of the config")
	flags.Var(tempoOnly{value}, "only", "`KEY=VALUE` of the config")
	p := &Program{Runs: func() []string { return []string{"runs/first"} }, Keys: []config.Key{
		{Path: "model.kind", Rule: setting.OneOf("biaxial", "markov")}, {Path: "data.midi", Rule: setting.Path("a folder")}, {Path: "compose.tempo"}}}
	p.Commands = []Command{{Name: "draw", Summary: "draws", Flags: flags, Operands: p.RunsAndFiles}, {Name: "drop", Summary: "drops"}}
	p.Training = Command{Flags: flags}
	return p
}

func texts(all []Candidate) string {
	var words []string
	for _, c := range all {
		words = append(words, c.Text)
	}
	return strings.Join(words, " ")
}

func TestComplete(t *testing.T) {
	p := program(t)
	for line, want := range map[string]string{
		"":                        "draw drop",
		"dra":                     "draw",
		"-r":                      "-run",
		"--c":                     "--colour",
		"-colour ":                "red green",
		"-all dr":                 "",
		"draw -":                  "-all -colour -only -prompt -run -set -h",
		"draw -colour g":          "green",
		"draw -colour=g":          "-colour=green",
		"draw -set model":         "model.kind=",
		"draw -set model.kind=m":  "model.kind=markov",
		"draw -set data.midi=m":   "data.midi=music/",
		"draw -set=model.kind=b":  "-set=model.kind=biaxial",
		"draw -only ":             "compose.tempo=",
		"draw -run r":             "runs/first runs/",
		"draw -run runs/":         "runs/first",
		"draw -prompt t":          "tune.mid",
		"draw -all t":             "tune.mid",
		"draw ":                   "runs/first music/ runs/ a b.mid tune.mid",
		"draw .h":                 ".hidden/",
		"drop ":                   "",
		"drop -":                  "",
		"nothing -":               "",
		"draw -prompt tune.mid r": "runs/first runs/",
	} {
		words := strings.Split(line, " ")
		if got := texts(p.Complete(words)); got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

func TestSplitLine(t *testing.T) {
	for line, want := range map[string][]string{
		"":                 {""},
		"draw ":            {"draw", ""},
		"draw  a\\ b":      {"draw", "a b"},
		`draw 'a b" c' "d`: {"draw", `a b" c`, "d"},
		`draw ""`:          {"draw", ""},
	} {
		if got, _ := splitLine(line); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}

// Bash replaces only what follows the last of its word breaks.
func TestAnswerBash(t *testing.T) {
	p := program(t)
	for line, want := range map[string]string{
		"x draw -set model.kind=m": "markov\n",
		"x draw -set model.k":      "model.kind=\n",
		"x draw -prompt a":         "a\\ b.mid\n",
		"x draw -prompt 'a":        "a b.mid\n",
		"x draw -set=model.kind=b": "biaxial\n",
	} {
		var b strings.Builder
		if err := p.Answer(&b, "bash", []string{line, " \t=:"}); err != nil || b.String() != want {
			t.Errorf("%q: %q, %v, want %q", line, b.String(), err, want)
		}
	}
}
