package features

import (
	"fmt"
	"slices"
	"strings"

	"workbench/internal/setting"
)

// Group is a feature group: a set of attributes that every note has. A config names groups in features.groups.
type Group struct {
	Name string
	Help string // what the attributes are, in half a line

	// Section returns the group's own keys with their defaults, new ones on each call; nil for a group
	// without keys.
	Section func() setting.Section
	// New returns the group's encoding for the values of its section (nil for a group without keys).
	New func(values any) Encoding
}

// Encoding writes the attributes of a group.
type Encoding struct {
	Width int // attributes per note
	// Encode writes Width attributes for each of the 88 notes of a step, those of note n from dst[n·stride] on,
	// which are zero before. past is the music up to the step before the predicted one, and at its place.
	Encode func(dst []float32, stride int, past Past, at Place)
}

// Past is the music up to a step: Past(0) is the step itself, Past(1) the one before. Before a piece begins
// there is silence, always the same frame: the group match finds the beginning by its address.
type Past func(back int) *Frame

// groups are the groups that a config may name.
var groups = []Group{position, pitchClass, vicinity, beat, context, window, lookback, match, form, register}

// Groups lists the groups that a config may name.
func Groups() []Group { return groups }

// RegisterGroup adds a group. It panics if the name is taken.
func RegisterGroup(g Group) {
	if slices.Contains(GroupNames(), g.Name) {
		panic("features: two groups are called " + g.Name)
	}
	groups = append(groups, g)
}

// GroupNames lists the names of the groups.
func GroupNames() (names []string) {
	for _, g := range groups {
		names = append(names, g.Name)
	}
	return names
}

// fixed is the New of a group without keys.
func fixed(width int, encode func(dst []float32, stride int, past Past, at Place)) func(any) Encoding {
	return func(any) Encoding { return Encoding{width, encode} }
}

// Encoder writes the attributes of notes.
type Encoder struct {
	encodings []Encoding
	width     int
}

// NewEncoder returns an encoder of the groups of these names, in that order. values holds the values of the
// groups' sections, by group name; a missing one has the defaults.
func NewEncoder(names []string, values map[string]any) (*Encoder, error) {
	e := new(Encoder)
	for _, name := range names {
		i := slices.IndexFunc(groups, func(g Group) bool { return g.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("features.groups: no group %q; there are %s", name, strings.Join(GroupNames(), ", "))
		}
		own := values[name]
		if own == nil && groups[i].Section != nil {
			own = groups[i].Section().Values
		}
		e.encodings = append(e.encodings, groups[i].New(own))
		e.width += e.encodings[len(e.encodings)-1].Width
	}
	if e.width == 0 {
		return nil, fmt.Errorf("features.groups is empty; there are %s", strings.Join(GroupNames(), ", "))
	}
	return e, nil
}

// With returns an encoder that writes the attributes of a further encoding after those of e.
func (e *Encoder) With(further Encoding) *Encoder {
	return &Encoder{append(slices.Clip(e.encodings), further), e.width + further.Width}
}

// Width is F, the number of attributes of a note.
func (e *Encoder) Width() int { return e.width }

// Encode writes the attributes of the 88 notes of one step, N×F, into dst. at is the place of the step past(0).
func (e *Encoder) Encode(dst []float32, past Past, at Place) {
	e.EncodeRows(dst, e.width, past, at)
}

// EncodeRows is Encode for rows of stride numbers, at least F: each begins with the attributes of a note, and
// the rest is zero.
func (e *Encoder) EncodeRows(dst []float32, stride int, past Past, at Place) {
	if stride < e.width || len(dst) != Keys*stride {
		panic(fmt.Sprintf("features: %d elements in rows of %d for the %d attributes of a step", len(dst), stride, Keys*e.width))
	}
	clear(dst)
	offset := 0
	for _, g := range e.encodings {
		g.Encode(dst[offset:], stride, past, at)
		offset += g.Width
	}
}
