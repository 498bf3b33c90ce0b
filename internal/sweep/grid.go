package sweep

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"workbench/internal/config"
	"workbench/internal/exit"
)

// Trial is one run of a sweep.
type Trial struct {
	name   string   // of its directory
	Dir    string   // parent/name
	set    []string // KEY=VALUE, as for -set
	config *config.Config
}

// axis is a key of the config and the values that it takes in a sweep.
type axis struct {
	key    string
	values []string
}

// MostTrials is the largest number of trials: it keeps a typing error from filling a disk.
const MostTrials = 10_000

func tooMany() error { return exit.Usagef("sweep: these are more than %d runs", MostTrials) }

// newAxes parses the -set flags of a sweep.
func newAxes(sets []string) ([]axis, error) {
	var axes []axis
	for _, set := range sets {
		key, text, found := strings.Cut(set, "=")
		if key = strings.TrimSpace(key); !found || key == "" {
			return nil, exit.Usagef("sweep: -set %s: must be KEY=VALUE,VALUE…, such as -set model.dropout=0,0.5", set)
		}
		if slices.ContainsFunc(axes, func(a axis) bool { return a.key == key }) {
			return nil, exit.Usagef("sweep: -set %s comes twice; give all its values at once: -set %s=VALUE,VALUE", key, key)
		}
		axes = append(axes, axis{key, splitValues(text)})
	}
	return axes, nil
}

// splitValues splits at commas outside brackets and quotes.
func splitValues(text string) []string {
	var values []string
	depth, quote, start := 0, rune(0), 0
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '[':
			depth++
		case r == ']':
			depth--
		case r == ',' && depth == 0:
			values = append(values, strings.TrimSpace(text[start:i]))
			start = i + 1
		}
	}
	return append(values, strings.TrimSpace(text[start:]))
}

// grid makes the trials of all combinations of the values, the first axis outermost. All mistakes in any of
// the configs are returned in one *[config.Error].
func grid(file ConfigFile, parent string, axes []axis) ([]*Trial, error) {
	combinations := [][]string{nil}
	for _, a := range axes {
		if len(combinations)*len(a.values) > MostTrials {
			return nil, tooMany()
		}
		var longer [][]string
		for _, c := range combinations {
			for _, value := range a.values {
				longer = append(longer, append(slices.Clip(c), a.key+"="+value))
			}
		}
		combinations = longer
	}
	var trials []*Trial
	var wrong mistakes
	for _, set := range combinations {
		c, err := config.Parse(file.Name, file.Text, set)
		if err != nil {
			if err := wrong.add(err); err != nil {
				return nil, err
			}
			continue
		}
		name := trialName(c, axes)
		trials = append(trials, &Trial{name: name, Dir: filepath.Join(parent, name), set: set, config: c})
	}
	if len(wrong) > 0 {
		return nil, &config.Error{Problems: wrong}
	}
	return trials, distinctTrials(trials)
}

// mistakes are those in several configs, each once.
type mistakes []string

// add adds those of a *[config.Error]. It returns any other error.
func (m *mistakes) add(err error) error {
	var wrong *config.Error
	if !errors.As(err, &wrong) {
		return err
	}
	for _, problem := range wrong.Problems {
		if !slices.Contains(*m, problem) {
			*m = append(*m, problem)
		}
	}
	return nil
}

// distinctTrials returns an error if two trials are the same.
func distinctTrials(trials []*Trial) error {
	seen := map[string]*Trial{}
	for _, t := range trials {
		if other := seen[t.name]; other != nil {
			return exit.Usagef("sweep: %s and %s are the same run, %s", strings.Join(other.set, " "), strings.Join(t.set, " "), t.name)
		}
		seen[t.name] = t
	}
	return nil
}
