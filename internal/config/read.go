package config

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"workbench/features"
)

// reader collects the assignments of files and overrides, puts them into a Config, and collects the mistakes.
//
// The TOML decoder fills untyped maps, not the struct. Filling a struct, it ignores case, wraps numbers that do
// not fit, accepts nan, and loses the positions.
type reader struct {
	config      Config
	keys        *Keys // all, used or not
	assignments []assignment
	layer       int                   // of what is read: 0 for the file that all others extend, the highest for -set
	sources     map[string]assignment // by key: the assignment of its value
	problems    []string
}

// assignment is one key and its value as the user wrote them.
type assignment struct {
	path    string // dotted, such as train.epochs
	value   any    // as the TOML decoder gives it
	place   place
	origin  string // file, line and column of the value, or -set
	source  string // the assignment as messages name it when its value is wrong
	atKey   string // the same when its key is wrong
	layer   int    // see reader
	earlier bool   // from a file that an earlier version wrote
}

// newReader returns a reader of the config at a path.
func newReader(path string) *reader {
	fileName := strings.TrimSuffix(filepath.Base(path), ".toml")
	r := &reader{config: Default(), sources: map[string]assignment{}}
	r.keys = allKeys(&r.config)
	r.config.Name = "experiment"
	if r.keys.rules["name"].Holds(fileName) {
		r.config.Name = fileName
	}
	return r
}

// readFile collects all assignments of a TOML text, after those of the file that it extends. chain is the files
// that extend this one, the first of them the user's.
func (r *reader) readFile(file, text string, chain ...string) {
	text = strings.TrimPrefix(text, byteOrderMark)
	table, err := DecodeTOML(text)
	if err != nil {
		r.problems = append(r.problems, syntaxProblem(file, text, err))
		return
	}
	places := scan(text)
	if base, ok := table[extendsKey]; ok {
		delete(table, extendsKey)
		r.readBase(assignmentInFile(file, extendsKey, base, places[extendsKey]), append(chain, file))
	}
	if len(chain) > 0 {
		delete(table, "name") // it is that of one experiment
	}
	earlier := isEarlier(text)
	var all []assignment
	add := func(key toml.Key, value any) {
		a := assignmentInFile(file, key.String(), value, places[key.String()])
		a.layer = r.layer
		if a.earlier = earlier; earlier {
			a = a.today()
		}
		all = append(all, a)
	}
	for key, value := range table {
		section, isTable := value.(map[string]any)
		// After train.epochs = 5 the decoder silently drops train = 2.
		dropped := isTable && places[key].value != "" && places[key].value[0] != '{'
		if !isTable || dropped || !r.keys.hasSection(key) && !isRenamedSection(key) {
			add(toml.Key{key}, value)
			continue
		}
		for inner, value := range section {
			add(toml.Key{key, inner}, value)
		}
	}
	slices.SortFunc(all, func(a, b assignment) int {
		return cmp.Or(cmp.Compare(a.place.line, b.place.line), cmp.Compare(a.place.column, b.place.column))
	})
	r.assignments = append(r.assignments, all...)
	r.layer++
}

func assignmentInFile(file, path string, value any, place place) assignment {
	shown := path
	if place.value != "" {
		shown += " = " + shorten(place.value)
	}
	origin := fmt.Sprintf("%s:%d:%d", file, place.valueLine, place.valueColumn)
	return assignment{path: path, value: value, place: place, origin: origin,
		source: origin + ": " + shown,
		atKey:  fmt.Sprintf("%s:%d:%d: %s", file, place.line, place.column, shown)}
}

// finish puts the assignments into the config, fills the defaults that depend on other keys, makes the checks
// that need several, and returns the result.
func (r *reader) finish() (*Config, error) {
	kind, groups := r.choice(r.layer)
	var before []Kind // by layer
	for layer := range r.layer + 1 {
		k, _ := r.choice(layer)
		before = append(before, k)
	}
	for _, a := range r.assignments {
		r.apply(a, kind, before[a.layer], groups)
	}
	if len(r.problems) == 0 {
		r.resolveOptimizer()
		r.checkTogether(kind)
	}
	if len(r.problems) > 0 {
		return nil, &Error{Problems: r.problems}
	}
	return &r.config, nil
}

// choice returns the kind of model and the feature groups of the config up to a layer, which determine the keys
// that it uses.
func (r *reader) choice(layer int) (kind Kind, groups []string) {
	kind, _ = kindNamed(r.config.Model.Kind) // the defaults, before any assignment is applied
	groups = r.config.Features.Groups
	for _, a := range r.assignments {
		switch {
		case a.layer > layer:
		case a.path == "model.kind":
			name, _ := a.value.(string)
			if chosen, ok := kindNamed(name); ok {
				kind = chosen
			}
		case a.path == "features.groups":
			if list, ok := convert(a.value, &groups); ok {
				groups = list.([]string)
			}
		}
	}
	return kind, groups
}

// apply checks one assignment and puts its value into the config. A key that a later layer has made useless, by
// another kind of model than before, is left out with a note.
func (r *reader) apply(a assignment, kind, before Kind, groups []string) {
	target, known := r.keys.Targets[a.path]
	switch {
	case !known && renamed[a.path] != "":
		r.problems = append(r.problems, fmt.Sprintf("%s: is now called %s", a.atKey, renamed[a.path]))
		return
	case !known:
		r.problems = append(r.problems, a.atKey+": "+r.keys.unknown(a.path, isConfigTable(a.value)))
		return
	case kind.Name == "" || kind.uses(a.path, groups):
	case a.earlier:
		return
	case before.Name != kind.Name:
		r.config.Notes = append(r.config.Notes, fmt.Sprintf("%s: left out, because model.kind = %q does not use it", a.atKey, kind.Name))
		return
	default:
		r.problems = append(r.problems, fmt.Sprintf("%s: model.kind = %q does not use this key; it is for %s", a.atKey, kind.Name, users(a.path)))
		return
	}
	rule := r.keys.rules[a.path]
	value, ok := convert(a.value, target)
	if !ok || !rule.Holds(value) {
		r.problems = append(r.problems, a.source+": must be "+rule.Allowed+renamedIn(a))
		return
	}
	reflect.ValueOf(target).Elem().Set(reflect.ValueOf(value))
	r.sources[a.path] = a
}

func isConfigTable(value any) bool {
	switch value.(type) {
	case map[string]any, []map[string]any:
		return true
	}
	return false
}

// resolveOptimizer gives each method the defaults of its paper, or of its common use.
func (r *reader) resolveOptimizer() {
	o := &r.config.Optimizer
	fallback := func(key string, target *float64, value float64) {
		if _, set := r.sources["optimizer."+key]; !set {
			*target = value
		}
	}
	switch o.Name {
	case "rmsprop":
		fallback("learning_rate", &o.LearningRate, 0.001)
		fallback("rho", &o.Rho, 0.9)
	case "adam":
		fallback("learning_rate", &o.LearningRate, 0.001)
		fallback("epsilon", &o.Epsilon, 1e-8)
	}
}

// Limits on products of keys.
const (
	maxBatchSteps    = 1_000_000  // time steps of one update: a million of them fill 100 GB with a single layer of 300 units
	maxEpochSegments = 10_000_000 // segments drawn at the beginning of an epoch
	maxComposedSteps = 1_000_000  // time steps composed at once
)

// checkTogether does the checks that need several keys: the shared ones, and those of the kind.
func (r *reader) checkTogether(kind Kind) {
	problems := sharedProblems(&r.config)
	if kind.Check != nil {
		problems = append(problems, kind.Check(&r.config)...)
	}
	for _, p := range problems {
		source := p.Keys[0]
		for _, key := range slices.Backward(p.Keys) {
			if s, ok := r.sources[key]; ok {
				source = s.source
			}
		}
		r.problems = append(r.problems, source+": "+p.Text)
	}
}

// sharedProblems are the mistakes that concern several shared keys.
func sharedProblems(c *Config) (problems []Problem) {
	add := func(text string, keys ...string) { problems = append(problems, Problem{keys, text}) }
	if c.Data.MIDI != "" && c.Data.Frames != "" {
		add(fmt.Sprintf("not together with data.midi = %q; leave one of them empty", c.Data.MIDI), "data.frames")
	}
	if c.Data.Styles == StyleByFolder && c.Data.MIDI == "" {
		add(`"folder" is for the folders of data.midi; name a CSV file with the styles of the pieces`, "data.styles")
	}
	if c.Data.Velocity && !c.Articulated() {
		add("frames have no velocities; they come from the onsets of MIDI files", "data.velocity")
	}
	if t := c.Train; t.Segment > maxBatchSteps/t.Batch {
		add(fmt.Sprintf("train.batch × train.segment = %d × %d must be at most %d time steps", t.Batch, t.Segment, maxBatchSteps),
			"train.segment", "train.batch")
	}
	if t := c.Train; t.UpdatesPerEpoch > maxEpochSegments/t.Batch {
		add(fmt.Sprintf("train.updates_per_epoch × train.batch = %d × %d must be at most %d segments; there can be more epochs",
			t.UpdatesPerEpoch, t.Batch, maxEpochSegments), "train.updates_per_epoch", "train.batch")
	}
	if s := c.Compose; s.Steps > maxComposedSteps/s.Count {
		add(fmt.Sprintf("compose.count × compose.steps = %d × %d must be at most %d time steps", s.Count, s.Steps, maxComposedSteps),
			"compose.steps", "compose.count")
	}
	if primer := c.PrimerSteps(); c.Compose.Steps > features.MaxSteps-primer {
		add(fmt.Sprintf("%d steps after the %d of compose.primer_steps; a piece may have %d in all", c.Compose.Steps, primer, features.MaxSteps),
			"compose.steps", "compose.primer_steps")
	}
	return problems
}

// syntaxProblem puts the decoder's error in one line.
func syntaxProblem(file, text string, err error) string {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return fmt.Sprintf("%s: %v", file, err)
	}
	// Only the offset can be trusted: the decoder's line may be one too far, and its column counts the line
	// ends before it.
	line, column := lineAndColumn(text, max(0, min(parse.Position.Start, len(text))))
	return fmt.Sprintf("%s:%d:%d: not TOML: %s", file, line, column, strings.ReplaceAll(parse.Message, "\n", " "))
}

// shorten cuts the source of a value to one line of moderate length.
func shorten(text string) string {
	const most = 60
	line, _, cut := strings.Cut(text, "\n")
	if runes := []rune(strings.TrimSpace(line)); len(runes) > most {
		return string(runes[:most]) + "…"
	} else if cut {
		return string(runes) + " …"
	}
	return strings.TrimSpace(line)
}
