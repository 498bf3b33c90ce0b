package config

import (
	"fmt"
	"slices"
	"strings"

	"workbench/baselines"
	"workbench/baselines/performance"
)

// What a composition begins with: the values of compose.start.
const (
	StartRandom  = "random"
	StartSilence = "silence"
	StartStarter = "starter"
)

// What optimizer.schedule may be.
const (
	ScheduleConstant = "constant"
	ScheduleCosine   = "cosine"
)

// wholePieces as train.segment stands for segments as long as their pieces.
const WholePieces = 0

// The kinds of model that are one stack of LSTMs along a sequence of units, each with its own representation of music.
const (
	KindPianoroll     = "pianoroll"
	KindTokens        = "tokens"
	KindPerformance   = "performance"
	KindMelodyHarmony = "melody-harmony"
)

var sequentialKinds = []string{KindPianoroll, KindTokens, KindPerformance, KindMelodyHarmony}

func IsSequential(kind string) bool { return slices.Contains(sequentialKinds, kind) }

// What model.voices and model.conditions may say.
const (
	voicesAll = "all"
	VoicesTop = "top"
)

var conditions = []string{performance.Density, performance.PitchClasses}

// kindBiaxial is the network.
const KindBiaxial = "biaxial"

// kinds are all kinds of model, as configs name them.
func Kinds() []string {
	return append(append([]string{KindBiaxial}, baselines.Kinds()...), sequentialKinds...)
}

func Sizes(layers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(layers), " ", ", "), "[]")
}
