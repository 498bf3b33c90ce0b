package config

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"workbench/features"
	"workbench/features/abc"
	"workbench/internal/kernel"
	"workbench/internal/setting"
)

// most is the largest count: a thousand epochs per second would take eleven days.
const most = 1_000_000_000

// FinestGrid is the largest number of steps in a quarter note.
const FinestGrid = 64

// sharedRules has a rule for every shared key. model.kind depends on the registered kinds.
func sharedRules() map[string]setting.Rule {
	rules := map[string]setting.Rule{
		"name": setting.For("text in quotes that can name a folder, without / and \\ and not starting with a dot", isFolderName),
		"seed": setting.Whole(0, math.MaxInt),

		"data.midi":              setting.Path("a folder in quotes"),
		"data.frames":            setting.Path("a file in quotes"),
		"data.validation":        setting.Share(),
		"data.transpose":         setting.For("a list of different whole numbers from -12 to 12, such as [-5, 0, 5]", isTransposition),
		"data.sampling":          setting.OneOf(SamplingOnsets, SamplingFrames),
		"data.steps_per_quarter": setting.Whole(1, FinestGrid),
		"data.drums":             setting.Bool(),
		"data.pedal":             setting.Bool(),
		"data.velocity":          setting.Bool(),
		"data.infer_pickup":      setting.Bool(),
		"data.accidentals":       setting.OneOf(string(abc.PropagateOctave), string(abc.PropagatePitch), string(abc.PropagateNot)),
		"data.styles":            setting.Path(`"folder" or a CSV file in quotes`),

		"features.groups":      setting.SomeOf(features.GroupNames(), 1),
		"features.lower_notes": setting.SomeOf(features.LowerNoteNames(), 1),

		"model.kind":        setting.OneOf(KindNames()...),
		"model.time_layers": setting.Layers(false, "[300, 300]"),
		"model.note_layers": setting.Layers(false, "[100, 50]"),
		"model.dropout":     setting.Share(),

		"loss.reduction": setting.OneOf("sum", "mean"),

		"compose.steps":        setting.Whole(1, features.MaxSteps),
		"compose.count":        setting.Whole(1, 1000),
		"compose.temperature":  setting.Positive(100),
		"compose.parallels":    setting.Positive(1),
		"compose.cadence":      setting.Bool(),
		"compose.primer":       setting.OneOf(PrimerRandom, PrimerSilence, PrimerStarter),
		"compose.primer_steps": setting.Whole(1, 1024),
		"compose.tempo":        setting.Number(4, 1000), // a MIDI file can go no slower than 3.6
		"compose.metre":        setting.For(`"auto" or a metre such as "3/4"`, isMetre),
		"compose.velocity":     setting.Whole(1, 127),
	}
	maps.Copy(rules, trainingRules())
	return rules
}

// trainingRules are those of the optimizer and of the training loop.
func trainingRules() map[string]setting.Rule {
	return map[string]setting.Rule{
		"optimizer.name":          setting.OneOf("adadelta", "rmsprop", "adam"),
		"optimizer.learning_rate": setting.Positive(1000),
		"optimizer.rho":           setting.Share(),
		"optimizer.epsilon":       setting.Positive(1),
		"optimizer.momentum":      setting.Share(),
		"optimizer.beta1":         setting.Share(),
		"optimizer.beta2":         setting.Share(),
		"optimizer.clip_norm":     setting.Number(0, math.MaxFloat32),
		"optimizer.weight_decay":  setting.Share(),
		"optimizer.schedule":      setting.OneOf(ScheduleConstant, ScheduleCosine),
		"optimizer.warmup":        setting.Whole(0, most),

		"train.epochs":            setting.Whole(1, most),
		"train.updates_per_epoch": setting.Whole(0, 1_000_000),
		"train.batch":             setting.Whole(1, maxBatchSteps),
		"train.segment":           setting.Whole(0, maxBatchSteps),
		"train.input_noise":       setting.Share(),
		"train.checkpoint_every":  setting.Whole(1, most),
		"train.sample_every":      setting.Whole(1, most),
		"train.validate_every":    setting.Whole(1, most),
		"train.patience":          setting.Whole(0, most),
		"train.ema_decay":         setting.Share(),
		"train.init_from":         setting.Path("a run directory in quotes"),
		"train.reinit":            setting.For(`a list of different layers, such as ["dense", "note2"]`, setting.Distinct[string]),
		"train.keep":              setting.Whole(0, most),
		"train.precision":         setting.OneOf(kernel.Float32.String(), kernel.BFloat16.String()),
		"train.tensorboard":       setting.Bool(),
	}
}

func isTransposition(semitones []int) bool {
	return len(semitones) > 0 && setting.Distinct(semitones) &&
		!slices.ContainsFunc(semitones, func(n int) bool { return n < -12 || n > 12 })
}

func isFolderName(name string) bool {
	return name != "" && len(name) <= 100 && name[0] != '.' && utf8.ValidString(name) &&
		!strings.ContainsFunc(name, func(c rune) bool { return c == '/' || c == '\\' || unicode.IsControl(c) })
}

// isMetre accepts 1 to 64 beats of a whole note's whole, half, quarter, … sixty-fourth, as a MIDI file can
// hold them.
func isMetre(text string) bool {
	above, below, _ := strings.Cut(text, "/")
	beats, err1 := strconv.Atoi(above)
	unit, err2 := strconv.Atoi(below)
	isPower := unit > 0 && unit&(unit-1) == 0
	return text == "auto" || err1 == nil && err2 == nil && 1 <= beats && beats <= 64 && isPower && unit <= 64
}
