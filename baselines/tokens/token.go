package tokens

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"workbench/features"
	"workbench/internal/pitch"
)

// durations of notes in steps; on a grid of sixteenths, from a sixteenth to four bars of 4/4.
var durations = [...]int{1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64}

const (
	longestRest = 16 // steps
	maxKeys     = 12 // of a chord that can be a token
)

// token is keys with an onset in one step that have the same duration; or, without keys, a rest of 1 to
// longestRest steps until the next onset.
type token struct {
	keys  keySet
	steps int
}

func (t token) rest() bool { return t.keys == keySet{} }

// String is the token as text, such as C4:2, C3.E3.G3:4 or rest:8.
func (t token) String() string {
	if t.rest() {
		return fmt.Sprintf("rest:%d", t.steps)
	}
	var keys []string
	for n := range t.keys.keys() {
		keys = append(keys, pitch.KeyName(n+features.Lowest))
	}
	return fmt.Sprintf("%s:%d", strings.Join(keys, "."), t.steps)
}

// compare is the order of the vocabulary: rests, single keys, chords from the smallest; of one size from the
// lowest keys; then by duration.
func compare(a, b token) int {
	return cmp.Or(cmp.Compare(a.keys.size(), b.keys.size()),
		cmp.Compare(bits.Reverse64(b.keys.low), bits.Reverse64(a.keys.low)), cmp.Compare(bits.Reverse64(b.keys.high), bits.Reverse64(a.keys.high)),
		cmp.Compare(a.steps, b.steps))
}

// nearestDuration is the index of the duration nearest to a given number of steps, the longer one of two.
func nearestDuration(steps int) int {
	i, exact := slices.BinarySearch(durations[:], steps)
	switch {
	case exact || i == 0:
		return i
	case i == len(durations) || steps-durations[i-1] < durations[i]-steps:
		return i - 1
	}
	return i
}
