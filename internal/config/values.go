package config

import (
	"fmt"
	"strings"
)

// Values of compose.primer: what a composition begins with.
const (
	PrimerRandom  = "random"
	PrimerSilence = "silence"
	PrimerStarter = "starter"
)

// Values of optimizer.schedule.
const (
	ScheduleConstant = "constant"
	ScheduleCosine   = "cosine"
)

// WholePieces as train.segment stands for segments as long as their pieces.
const WholePieces = 0

// Sizes lists layer sizes, such as 300, 300.
func Sizes(layers []int) string {
	return strings.Trim(strings.ReplaceAll(fmt.Sprint(layers), " ", ", "), "[]")
}
