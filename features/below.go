package features

import (
	"fmt"
	"slices"
	"strings"
)

// belowGroup is a set of numbers that the note axis hears, at each key, of the keys below it in the step that is being decided. size and encode are
// for so many outputs a key: 2 for play and articulate, 1 for play alone.
type belowGroup struct {
	name   string
	size   func(outputs int) int
	encode func(dst []float32, f *Frame, n, outputs int)
}

// belowGroups lists what a config may name in features.below. note is that of Johnson 2015 and Deep Jammer; the others spare the note axis
// remembering which chord it is building.
var belowGroups = []belowGroup{
	{"note", func(outputs int) int { return outputs }, func(dst []float32, f *Frame, n, outputs int) { encodeBelow(dst, f, n, 1, outputs) }},
	{"octave", func(outputs int) int { return 12 * outputs }, func(dst []float32, f *Frame, n, outputs int) { encodeBelow(dst, f, n, 12, outputs) }},
	{"chord", func(int) int { return 12 }, encodeChord},
	{"count", func(int) int { return 1 }, encodeCount},
}

// encodeBelow writes what so many keys below key n do, the nearest first.
func encodeBelow(dst []float32, f *Frame, n, keys, outputs int) {
	for i := range min(keys, n) {
		cell := f[n-1-i]
		if cell.Play() {
			dst[i*outputs] = 1
		}
		if outputs == 2 && cell.Articulate() {
			dst[i*outputs+1] = 1
		}
	}
}

// encodeChord writes how many of the keys below key n play in each pitch class, beginning with key n's own and going up.
func encodeChord(dst []float32, f *Frame, n, _ int) {
	for key, cell := range f[:n] {
		if cell.Play() {
			dst[(key-n+Keys+8)%12]++ // 88 + 8 is a multiple of 12
		}
	}
}

// encodeCount writes how many of the keys below key n play, in tens, since ten fingers play them.
func encodeCount(dst []float32, f *Frame, n, _ int) {
	for _, cell := range f[:n] {
		if cell.Play() {
			dst[0] += 0.1
		}
	}
}

// BelowNames lists the groups that NewBelow knows.
func BelowNames() []string {
	names := make([]string, len(belowGroups))
	for i, g := range belowGroups {
		names[i] = g.name
	}
	return names
}

// Below writes what the note axis hears of the keys below a key.
type Below struct {
	groups  []belowGroup
	outputs int
	width   int
}

// NewBelow returns an encoder of the groups so named, in that order, for so many outputs a key.
func NewBelow(names []string, outputs int) (*Below, error) {
	b := &Below{outputs: outputs}
	for _, name := range names {
		i := slices.IndexFunc(belowGroups, func(g belowGroup) bool { return g.name == name })
		if i < 0 {
			return nil, fmt.Errorf("features.below: no group %q; there are %s", name, strings.Join(BelowNames(), ", "))
		}
		b.groups = append(b.groups, belowGroups[i])
		b.width += belowGroups[i].size(outputs)
	}
	return b, nil
}

// Width is the number of these inputs.
func (b *Below) Width() int { return b.width }

// Encode writes what key n hears of the keys below it in f, Width numbers. Key n and those above it are not looked at.
func (b *Below) Encode(dst []float32, f *Frame, n int) {
	clear(dst[:b.width])
	for _, g := range b.groups {
		g.encode(dst, f, n, b.outputs)
		dst = dst[g.size(b.outputs):]
	}
}
