package sweep

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"workbench/internal/config"
	"workbench/internal/exit"
)

// trial is one run of a sweep.
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

// mostTrials keeps a slip of the keyboard from filling a disk.
const mostTrials = 10_000

func tooMany() error { return exit.Usagef("sweep: these are more than %d runs", mostTrials) }

// newAxes takes the -set flags of a sweep apart.
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

// grid makes the trials of all combinations of the values, the first axis outermost. All mistakes in any of the configs come in one
// *ConfigError.
func grid(configFile, parent string, axes []axis) ([]*Trial, error) {
	combinations := [][]string{nil}
	for _, a := range axes {
		if len(combinations)*len(a.values) > mostTrials {
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
	var problems []string
	for _, set := range combinations {
		c, err := config.Load(configFile, set)
		var wrong *config.Error
		if errors.As(err, &wrong) {
			for _, p := range wrong.Problems {
				if !slices.Contains(problems, p) {
					problems = append(problems, p)
				}
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		name := trialName(c, axes)
		trials = append(trials, &Trial{name: name, Dir: filepath.Join(parent, name), set: set, config: c})
	}
	if len(problems) > 0 {
		return nil, &config.Error{Problems: problems}
	}
	return trials, distinctTrials(trials)
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

// trialName is the name of a trial's directory, such as dropout=0.2,learning_rate=0.01-seed=3: the keys that vary, in the order of the
// config, and the seed. It depends on nothing else, so that the same trial has the same name in every call. A comparison names the runs
// that differ only in the seed by what stands before the hyphen.
func trialName(c *config.Config, axes []axis) string {
	keys := config.KeysOf(c)
	users := map[string]int{} // by the key's last part
	var varying []string
	for _, a := range axes {
		if len(a.values) > 1 && a.key != "seed" {
			varying = append(varying, a.key)
			users[lastPart(a.key)]++
		}
	}
	slices.SortFunc(varying, func(a, b string) int {
		return cmp.Compare(slices.Index(keys.Paths, a), slices.Index(keys.Paths, b))
	})
	var parts []string
	for _, key := range varying {
		short := lastPart(key)
		if users[short] > 1 {
			short = key
		}
		parts = append(parts, short+"="+valueName(reflect.ValueOf(keys.Targets[key]).Elem()))
	}
	const longest = 200 // bytes; file systems allow 255
	values, seed := shortened(strings.Join(parts, ","), longest), "seed="+strconv.Itoa(c.Seed)
	if values == "" {
		return seed
	}
	return values + "-" + seed
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

// valueName is a value of the config as it appears in the name of a directory. A text that has to be changed for that gets a hash, so
// that no two become the same.
func valueName(value reflect.Value) string {
	text := fmt.Sprint(value)
	if value.Kind() == reflect.Slice { // [96 96] becomes 96_96
		text = strings.ReplaceAll(strings.Trim(text, "[]"), " ", "_")
	}
	safe := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-+", r) {
			return r
		}
		return '-'
	}, text)
	if safe != text {
		safe += "-" + hashOf(text)
	}
	const longest = 60
	return shortened(safe, longest)
}

// shortened replaces what is beyond longest bytes by a hash of the whole.
func shortened(text string, longest int) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest-9], "") + "-" + hashOf(text)
}

func hashOf(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:8] }
