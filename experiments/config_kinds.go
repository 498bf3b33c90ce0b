package main

import (
	"fmt"
	"slices"
	"strings"
	"workbench/baselines"
	"workbench/baselines/performance"
)

// What a composition begins with: the values of compose.start.
const (
	startRandom  = "random"
	startSilence = "silence"
	startStarter = "starter"
)

// What optimizer.schedule may be.
const (
	scheduleConstant = "constant"
	scheduleCosine   = "cosine"
)

// wholePieces as train.segment stands for segments as long as their pieces.
const wholePieces = 0

// The kinds of model that are one stack of LSTMs along a sequence of units, each with its own representation of music.
const (
	kindPianoroll     = "pianoroll"
	kindTokens        = "tokens"
	kindPerformance   = "performance"
	kindMelodyHarmony = "melody-harmony"
)

var sequentialKinds = []string{kindPianoroll, kindTokens, kindPerformance, kindMelodyHarmony}

func isSequential(kind string) bool { return slices.Contains(sequentialKinds, kind) }

// What model.voices and model.conditions may say.
const (
	voicesAll = "all"
	voicesTop = "top"
)

var conditions = []string{performance.Density, performance.PitchClasses}

// kindBiaxial is the network.
const kindBiaxial = "biaxial"

// kinds are all kinds of model, as configs name them.
func kinds() []string {
	return append(append([]string{kindBiaxial}, baselines.Kinds()...), sequentialKinds...)
}

func sizes(layers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(layers), " ", ", "), "[]")
}
