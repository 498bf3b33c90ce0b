package features

import (
	"fmt"
	"slices"
	"strings"
)

// lowerNoteGroup is a set of inputs of the note axis at each key: features of the lower keys in the same step.
// size and encode are for the given number of outputs a key: 2 for play and articulate, 1 for play alone.
type lowerNoteGroup struct {
	name   string
	size   func(outputs int) int
	encode func(dst []float32, f *Frame, n, outputs int)
}

// lowerNoteGroups lists what a config may name in features.lower_notes. note is that of Johnson (2015) and Deep
// Jammer; with the others the note axis need not remember the chord so far.
var lowerNoteGroups = []lowerNoteGroup{
	{"note", func(outputs int) int { return outputs }, func(dst []float32, f *Frame, n, outputs int) { encodeLower(dst, f, n, 1, outputs) }},
	{"octave", func(outputs int) int { return 12 * outputs }, func(dst []float32, f *Frame, n, outputs int) {
		encodeLower(dst, f, n, 12, outputs)
	}},
	{"chord", func(int) int { return 12 }, encodeChord},
	{"count", func(int) int { return 1 }, encodeCount},
}

// encodeLower writes play and articulate of the given number of keys below key n, the nearest first.
func encodeLower(dst []float32, f *Frame, n, keys, outputs int) {
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

// encodeChord writes how many of the keys below key n play in each pitch class, from key n's own upwards.
func encodeChord(dst []float32, f *Frame, n, _ int) {
	for key, cell := range f[:n] {
		if cell.Play() {
			dst[(key-n+Keys+8)%12]++ // 88 + 8 is a multiple of 12
		}
	}
}

// encodeCount writes how many of the keys below key n play, divided by ten, as there are ten fingers.
func encodeCount(dst []float32, f *Frame, n, _ int) {
	for _, cell := range f[:n] {
		if cell.Play() {
			dst[0] += 0.1
		}
	}
}

// LowerNoteNames lists the groups that a config may name.
func LowerNoteNames() []string {
	names := make([]string, len(lowerNoteGroups))
	for i, g := range lowerNoteGroups {
		names[i] = g.name
	}
	return names
}

// LowerNotes writes the lower-note context: the inputs of the note axis at a key that come from the lower keys
// of the same step.
type LowerNotes struct {
	groups  []lowerNoteGroup
	outputs int
	width   int
}

// NewLowerNotes returns an encoder of the groups so named, in that order, for the given number of outputs a key.
func NewLowerNotes(names []string, outputs int) (*LowerNotes, error) {
	l := &LowerNotes{outputs: outputs}
	for _, name := range names {
		i := slices.IndexFunc(lowerNoteGroups, func(g lowerNoteGroup) bool { return g.name == name })
		if i < 0 {
			return nil, fmt.Errorf("features.lower_notes: no group %q; there are %s", name, strings.Join(LowerNoteNames(), ", "))
		}
		l.groups = append(l.groups, lowerNoteGroups[i])
		l.width += lowerNoteGroups[i].size(outputs)
	}
	return l, nil
}

// With returns an encoder that writes width further numbers after those of l.
func (l *LowerNotes) With(width int, encode func(dst []float32, f *Frame, n int)) *LowerNotes {
	further := lowerNoteGroup{size: func(int) int { return width }, encode: func(dst []float32, f *Frame, n, _ int) { encode(dst, f, n) }}
	return &LowerNotes{append(slices.Clip(l.groups), further), l.outputs, l.width + width}
}

// Width is E, the number of these inputs.
func (l *LowerNotes) Width() int { return l.width }

// Encode writes the context of key n in f, Width numbers. It does not read key n and those above it.
func (l *LowerNotes) Encode(dst []float32, f *Frame, n int) {
	clear(dst[:l.width])
	for _, g := range l.groups {
		g.encode(dst, f, n, l.outputs)
		dst = dst[g.size(l.outputs):]
	}
}
