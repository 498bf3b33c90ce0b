package config

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"workbench/baselines/performance"
)

// configReader puts what files and overrides say into a Config, and collects what is wrong.
//
// The TOML decoder fills untyped maps, not the struct: filling the struct it would match keys whatever their case, wrap
// numbers that do not fit, take nan for a number, and forget where things stood.
type reader struct {
	config   Config
	keys     keys
	sources  map[string]string // by key: the setting that gave its value, as a mistake in it would be reported
	problems []string
}

// configSetting is one key and its value as somebody wrote them.
type setting struct {
	path   string // dotted, such as train.epochs
	value  any    // as the TOML decoder gives it
	place  place
	source string // the setting as messages name it when its value is wrong
	atKey  string // the same when its key is wrong
}

func newReader(fileName string) *reader {
	r := &reader{config: Default(), sources: map[string]string{}}
	r.config.Name = "experiment"
	if rules["name"].holds(fileName) {
		r.config.Name = fileName
	}
	r.keys = KeysOf(&r.config)
	return r
}

// readFile takes over all settings of a TOML text.
func (r *reader) readFile(file, text string) {
	text = strings.TrimPrefix(text, byteOrderMark)
	table, err := DecodeTOML(text)
	if err != nil {
		r.problems = append(r.problems, syntaxProblem(file, text, err))
		return
	}
	places := scan(text)
	var settings []setting
	add := func(key toml.Key, value any) {
		path := key.String()
		settings = append(settings, settingInFile(file, path, value, places[path]))
	}
	for key, value := range table {
		section, isTable := value.(map[string]any)
		// After train.epochs = 5 the decoder drops train = 2 without a word.
		dropped := isTable && places[key].value != "" && places[key].value[0] != '{'
		if !isTable || dropped || !r.keys.hasSection(key) {
			add(toml.Key{key}, value)
			continue
		}
		for inner, value := range section {
			add(toml.Key{key, inner}, value)
		}
	}
	slices.SortFunc(settings, func(a, b setting) int {
		return cmp.Or(cmp.Compare(a.place.line, b.place.line), cmp.Compare(a.place.column, b.place.column))
	})
	for _, s := range settings {
		r.apply(s)
	}
}

func settingInFile(file, path string, value any, place place) setting {
	shown := path
	if place.value != "" {
		shown += " = " + shorten(place.value)
	}
	return setting{path: path, value: value, place: place,
		source: fmt.Sprintf("%s:%d:%d: %s", file, place.valueLine, place.valueColumn, shown),
		atKey:  fmt.Sprintf("%s:%d:%d: %s", file, place.line, place.column, shown)}
}

// apply checks one setting and puts it into the config.
func (r *reader) apply(s setting) {
	target, known := r.keys.Targets[s.path]
	if !known {
		r.problems = append(r.problems, s.atKey+": "+r.keys.unknown(s.path, isConfigTable(s.value)))
		return
	}
	rule := rules[s.path]
	value, ok := convert(s.value, target)
	if !ok || !rule.holds(value) {
		r.problems = append(r.problems, s.source+": must be "+rule.allowed)
		return
	}
	reflect.ValueOf(target).Elem().Set(reflect.ValueOf(value))
	r.sources[s.path] = s.source
}

func isConfigTable(value any) bool {
	switch value.(type) {
	case map[string]any, []map[string]any:
		return true
	}
	return false
}

// finish fills the defaults that depend on other keys, makes the checks that need several, and gives the result.
func (r *reader) finish() (*Config, error) {
	if len(r.problems) == 0 {
		r.resolveOptimizer()
		r.checkTogether()
	}
	if len(r.problems) > 0 {
		return nil, &Error{Problems: r.problems}
	}
	return &r.config, nil
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

// maxBatchSteps bounds the time steps of one update: a million of them fill 100 GB with a single layer of 300 units.
const maxBatchSteps = 1_000_000

// maxEpochSegments bounds the segments that are drawn at the beginning of an epoch, and maxComposedSteps what is composed at once.
const (
	maxEpochSegments = 10_000_000
	maxComposedSteps = 1_000_000
)

func (r *reader) checkTogether() {
	if c := &r.config; c.Data.MIDI != "" && c.Data.Frames != "" {
		r.problems = append(r.problems, fmt.Sprintf("%s: not together with data.midi = %q; leave one of them empty",
			r.sources["data.frames"], c.Data.MIDI))
	}
	if c := &r.config; IsSequential(c.Model.Kind) && c.Model.Kind != KindPianoroll && c.Data.Frames != "" {
		r.problems = append(r.problems, fmt.Sprintf("%s: model.kind = %q reads notes, and frames have none; name a folder with data.midi, or use pianoroll",
			cmp.Or(r.sources["data.frames"], r.sources["model.kind"]), c.Model.Kind))
	}
	if m := r.config.Model; m.Residual && IsSequential(m.Kind) && slices.Max(m.TimeLayers) != slices.Min(m.TimeLayers) {
		r.problems = append(r.problems, fmt.Sprintf("%s: needs layers of one size, and model.time_layers = [%s]", r.sources["model.residual"], Sizes(m.TimeLayers)))
	}
	for _, asked := range []struct {
		key, condition string
		is             bool
	}{{"compose.density", performance.Density, r.config.Compose.Density > 0}, {"compose.pitch_classes", performance.PitchClasses, len(r.config.Compose.PitchClasses) > 0}} {
		if m := r.config.Model; asked.is && !(m.Kind == KindPerformance && slices.Contains(m.Conditions, asked.condition)) {
			r.problems = append(r.problems, fmt.Sprintf("%s: only a model.kind = %q with %q among its model.conditions can be asked for it",
				r.sources[asked.key], KindPerformance, asked.condition))
		}
	}
	if t := r.config.Train; t.Segment > maxBatchSteps/t.Batch {
		source := cmp.Or(r.sources["train.segment"], r.sources["train.batch"])
		r.problems = append(r.problems, fmt.Sprintf("%s: train.batch × train.segment = %d × %d must be at most %d time steps",
			source, t.Batch, t.Segment, maxBatchSteps))
	}
	if t := r.config.Train; t.UpdatesPerEpoch > maxEpochSegments/t.Batch {
		source := cmp.Or(r.sources["train.updates_per_epoch"], r.sources["train.batch"])
		r.problems = append(r.problems, fmt.Sprintf("%s: train.updates_per_epoch × train.batch = %d × %d must be at most %d segments; there can be more epochs",
			source, t.UpdatesPerEpoch, t.Batch, maxEpochSegments))
	}
	if c := r.config.Compose; c.Steps > maxComposedSteps/c.Count {
		source := cmp.Or(r.sources["compose.steps"], r.sources["compose.count"])
		r.problems = append(r.problems, fmt.Sprintf("%s: compose.count × compose.steps = %d × %d must be at most %d time steps",
			source, c.Count, c.Steps, maxComposedSteps))
	}
}

// syntaxProblem puts the decoder's error in one line.
func syntaxProblem(file, text string, err error) string {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return fmt.Sprintf("%s: %v", file, err)
	}
	// Only the offset can be trusted: the decoder's line may be one too far, and its column counts the line ends before it.
	line, column := lineAndColumn(text, max(0, min(parse.Position.Start, len(text))))
	return fmt.Sprintf("%s:%d:%d: not TOML: %s", file, line, column, strings.ReplaceAll(parse.Message, "\n", " "))
}

// shorten keeps the source of a value to one line of moderate length.
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
