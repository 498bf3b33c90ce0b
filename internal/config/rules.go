package config

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"workbench/features"
)

// most is the largest count of anything: a training at a thousand epochs a second takes eleven days for so many.
const most = 1_000_000_000

// maxLayers is how many LSTMs a stack has at most.
const maxLayers = 16

// finestGrid is the largest number of steps in a quarter note.
const FinestGrid = 64

// configRule says which values a key may have.
type rule struct {
	allowed string               // continues "must be"
	holds   func(value any) bool // of a value of the key's type
}

// configRules has a rule for every key.
var rules = map[string]rule{
	"name": ruleFor("text in quotes that can name a folder, without / and \\ and not starting with a dot", isFolderName),
	"seed": wholeFrom(0, math.MaxInt),

	"data.midi":              ruleFor("a folder in quotes", utf8.ValidString),
	"data.frames":            ruleFor("a file in quotes", utf8.ValidString),
	"data.validation":        ruleFor("a number from 0 to below 1", isShare),
	"data.transpose":         ruleFor("a list of different whole numbers from -12 to 12, such as [-5, 0, 5]", isTransposition),
	"data.stretch":           ruleFor("a list of different numbers from 0.5 to 2, such as [0.95, 1, 1.05]", isStretch),
	"data.steps_per_quarter": wholeFrom(1, FinestGrid),

	"features.groups": ruleFor("a list of different names out of "+inQuotes(features.GroupNames()), listOf(features.GroupNames())),
	"features.lags":   ruleFor("a list of different whole numbers from 1 to 4096, 64 at most, such as [16, 128]", isLags),
	"features.below":  ruleFor("a list of different names out of "+inQuotes(features.BelowNames()), listOf(features.BelowNames())),

	"model.kind":        oneOf(Kinds()...),
	"model.time_layers": ruleFor("a list of sizes from 1 to 4096, 16 at most, such as [300, 300]", isLayerList),
	"model.note_layers": ruleFor("a list of sizes from 1 to 4096, 16 at most, such as [100, 50]", isLayerList),
	"model.dropout":     ruleFor("a number from 0 to below 1", isShare),

	"model.input_dropout": ruleFor("a number from 0 to below 1", isShare),
	"model.embedding":     wholeFrom(0, 4096),
	"model.dense":         ruleFor("a list of sizes from 1 to 4096, 16 at most, such as [256]", func(sizes []int) bool { return len(sizes) == 0 || isLayerList(sizes) }),
	"model.batch_norm":    ruleFor("true or false", func(bool) bool { return true }),
	"model.fresh_dropout": ruleFor("true or false", func(bool) bool { return true }),
	"model.residual":      ruleFor("true or false", func(bool) bool { return true }),
	"model.voices":        oneOf(voicesAll, VoicesTop),
	"model.joint":         ruleFor("true or false", func(bool) bool { return true }),
	"model.dynamics":      ruleFor("true or false", func(bool) bool { return true }),
	"model.conditions":    ruleFor("a list of different names out of "+inQuotes(conditions), func(names []string) bool { return len(names) == 0 || listOf(conditions)(names) }),

	"loss.reduction":      oneOf("sum", "mean"),
	"loss.harmony_weight": ruleFor("a number above 0 and below 1", func(x float64) bool { return float32(x) > 0 && isShare(x) }),

	"optimizer.name":          oneOf("adadelta", "rmsprop", "adam"),
	"optimizer.learning_rate": positiveUpTo(1000),
	"optimizer.rho":           ruleFor("a number from 0 to below 1", isShare),
	"optimizer.epsilon":       positiveUpTo(1),
	"optimizer.momentum":      ruleFor("a number from 0 to below 1", isShare),
	"optimizer.beta1":         ruleFor("a number from 0 to below 1", isShare),
	"optimizer.beta2":         ruleFor("a number from 0 to below 1", isShare),
	"optimizer.clip_norm":     numberFrom(0, math.MaxFloat32),
	"optimizer.weight_decay":  ruleFor("a number from 0 to below 1", isShare),
	"optimizer.schedule":      oneOf(ScheduleConstant, ScheduleCosine),
	"optimizer.warmup":        wholeFrom(0, most),

	"train.epochs":            wholeFrom(1, most),
	"train.updates_per_epoch": wholeFrom(0, 1_000_000),
	"train.batch":             wholeFrom(1, maxBatchSteps),
	"train.segment":           wholeFrom(0, maxBatchSteps),
	"train.checkpoint_every":  wholeFrom(1, most),
	"train.sample_every":      wholeFrom(1, most),
	"train.validate_every":    wholeFrom(1, most),
	"train.patience":          wholeFrom(0, most),
	"train.average":           ruleFor("a number from 0 to below 1", isShare),
	"train.init_from":         ruleFor("a run directory in quotes", utf8.ValidString),
	"train.reinit":            ruleFor(`a list of different layers, such as ["dense", "note2"]`, distinct[string]),
	"train.keep":              wholeFrom(0, most),
	"train.tensorboard":       ruleFor("true or false", func(bool) bool { return true }),

	"compose.steps":       wholeFrom(1, features.MaxSteps),
	"compose.count":       wholeFrom(1, 1000),
	"compose.temperature": positiveUpTo(100),
	"compose.start":       oneOf(StartRandom, StartSilence, StartStarter),
	"compose.given":       wholeFrom(1, 1024),
	"compose.tempo":       numberFrom(4, 1000), // a MIDI file can go no slower than 3.6
	"compose.metre":       ruleFor(`"auto" or a metre such as "3/4"`, isMetre),
	"compose.velocity":    wholeFrom(1, 127),

	"compose.threshold":     ruleFor("a number from 0 to below 1", isShare),
	"compose.density":       numberFrom(0, 1000),
	"compose.pitch_classes": ruleFor("[] or a list of 12 numbers from 0, not all of them 0", isPitchClasses),
}

// ruleFor makes a rule for keys of type T.
func ruleFor[T any](allowed string, holds func(T) bool) rule {
	return rule{allowed, func(value any) bool { return holds(value.(T)) }}
}

func wholeFrom(low, high int) rule {
	allowed := fmt.Sprintf("a whole number from %d to %d", low, high)
	if high == math.MaxInt {
		allowed = fmt.Sprintf("a whole number of at least %d", low)
	}
	return ruleFor(allowed, func(n int) bool { return low <= n && n <= high })
}

func numberFrom(low, high float64) rule {
	allowed := fmt.Sprintf("a number from %v to %v", low, high)
	if high == math.MaxFloat32 {
		allowed = fmt.Sprintf("a number of at least %v", low)
	}
	return ruleFor(allowed, func(x float64) bool { return low <= x && x <= high })
}

func oneOf(words ...string) rule {
	return ruleFor(inQuotes(words), func(text string) bool { return slices.Contains(words, text) })
}

// inQuotes joins words to "a", "b" or "c".
func inQuotes(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = strconv.Quote(word)
	}
	last := len(quoted) - 1
	if last == 0 {
		return quoted[0]
	}
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

// The comparisons above and below are false for nan, and none lets infinity through.

// isShare asks that a number stays below 1 in the float32 of the network.
func isShare(x float64) bool { return 0 <= x && float32(x) < 1 }

// positiveUpTo asks of a number that it does not vanish in the float32 of the network either.
func positiveUpTo(high float64) rule {
	return ruleFor(fmt.Sprintf("a number above 0, at most %v", high), func(x float64) bool { return float32(x) > 0 && x <= high })
}

func isLayerList(sizes []int) bool {
	return len(sizes) > 0 && len(sizes) <= maxLayers && !slices.ContainsFunc(sizes, func(n int) bool { return n < 1 || n > 4096 })
}

func isTransposition(semitones []int) bool {
	return len(semitones) > 0 && distinct(semitones) &&
		!slices.ContainsFunc(semitones, func(n int) bool { return n < -12 || n > 12 })
}

func isLags(steps []int) bool {
	return len(steps) > 0 && len(steps) <= 64 && distinct(steps) && !slices.ContainsFunc(steps, func(n int) bool { return n < 1 || n > 4096 })
}

func isStretch(factors []float64) bool {
	return len(factors) > 0 && distinct(factors) && !slices.ContainsFunc(factors, func(x float64) bool { return !(0.5 <= x && x <= 2) })
}

func isPitchClasses(shares []float64) bool {
	sum := 0.0
	for _, x := range shares {
		if !(x >= 0 && x <= 1e6) {
			return false
		}
		sum += x
	}
	return len(shares) == 0 || len(shares) == 12 && sum > 0
}

// listOf makes a check that a list has at least one of the words, and none twice.
func listOf(words []string) func([]string) bool {
	return func(names []string) bool {
		return len(names) > 0 && distinct(names) &&
			!slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(words, name) })
	}
}

func isFolderName(name string) bool {
	return name != "" && len(name) <= 100 && name[0] != '.' && utf8.ValidString(name) &&
		!strings.ContainsFunc(name, func(c rune) bool { return c == '/' || c == '\\' || unicode.IsControl(c) })
}

// isMetre accepts 1 to 64 beats of a whole note's whole, half, quarter, … sixty-fourth, as a MIDI file can hold them.
func isMetre(text string) bool {
	above, below, _ := strings.Cut(text, "/")
	beats, err1 := strconv.Atoi(above)
	unit, err2 := strconv.Atoi(below)
	isPower := unit > 0 && unit&(unit-1) == 0
	return text == "auto" || err1 == nil && err2 == nil && 1 <= beats && beats <= 64 && isPower && unit <= 64
}
