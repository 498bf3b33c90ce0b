package features

import (
	"fmt"
	"slices"
	"strings"
)

// reach is how far the vicinity and the window look, in keys to each side.
const reach = 12

// group is a set of attributes that every note has. Its encode writes Size numbers for each of the 88 notes of a step: note n's begin
// at dst[n·stride], which are zero before. past is the music up to the step before the one that is to be foretold.
type group struct {
	Name   string
	Size   int
	encode func(dst []float32, stride int, past Past, beat int)
}

// Past is the music up to a step: Past(0) is the step itself, Past(1) the one before. Before a piece begins there is silence.
type Past func(back int) *Frame

// groups lists what a config may name in features.groups.
//
// position, pitch-class, vicinity and beat are those of the Deep Jammer report, section 3.1, in 78 numbers; window and context,
// with position, are the inputs of Johnson 2017, section 3; echo hears the music so many steps ago.
func groups(lags []int) []group {
	return []group{
		{"position", 1, encodePosition},
		{"pitch-class", 12, encodePitchClass},
		{"vicinity", 2 * (2*reach + 1), encodeVicinity},
		{"beat", 15, encodeBeat},
		{"context", 12, encodeContext},
		{"window", 2*reach + 1, encodeWindow},
		echo(lags),
	}
}

// encodePosition writes the key's number from the left, 1 to 88, divided by 88.
func encodePosition(dst []float32, stride int, _ Past, _ int) {
	for n := range Keys {
		dst[n*stride] = float32(n+1) / Keys
	}
}

// encodePitchClass writes a one-hot of 12 with C first.
func encodePitchClass(dst []float32, stride int, _ Past, _ int) {
	for n := range Keys {
		dst[n*stride+(n+Lowest)%12] = 1
	}
}

// encodeVicinity writes play and articulate of the 25 keys from an octave below to an octave above, pair by pair; zero beyond the keyboard.
func encodeVicinity(dst []float32, stride int, past Past, _ int) {
	for key, cell := range past(0) {
		if cell == Silent {
			continue
		}
		for n := max(key-reach, 0); n <= min(key+reach, Keys-1); n++ {
			at := n*stride + 2*(key-n+reach)
			dst[at] = 1
			if cell.Articulate() {
				dst[at+1] = 1
			}
		}
	}
}

// encodeBeat writes which sixteenth of the measure this is: a one-hot of 16 without the place of the downbeat, which is all zero.
func encodeBeat(dst []float32, stride int, _ Past, beat int) {
	if beat == 0 {
		return
	}
	for n := range Keys {
		dst[n*stride+beat-1] = 1
	}
}

// encodeContext writes how many keys of each pitch class sound, beginning with the note's own class and going up.
func encodeContext(dst []float32, stride int, past Past, _ int) {
	var count [12]float32
	for n, cell := range past(0) {
		if cell.Play() {
			count[(n+Lowest)%12]++
		}
	}
	for n := range Keys {
		for i := range count {
			dst[n*stride+i] = count[(n+Lowest+i)%12]
		}
	}
}

// encodeWindow writes play alone of the keys that the vicinity shows.
func encodeWindow(dst []float32, stride int, past Past, _ int) {
	for key, cell := range past(0) {
		if !cell.Play() {
			continue
		}
		for n := max(key-reach, 0); n <= min(key+reach, Keys-1); n++ {
			dst[n*stride+key-n+reach] = 1
		}
	}
}

// GroupNames lists the groups that NewEncoder knows.
func GroupNames() []string {
	var names []string
	for _, g := range groups(nil) {
		names = append(names, g.Name)
	}
	return names
}

// Encoder writes the attributes of notes.
type Encoder struct {
	groups []group
	width  int
}

// NewEncoder returns an encoder of the groups so named, in that order. lags are those of echo, in steps, 1 or more.
func NewEncoder(names []string, lags []int) (*Encoder, error) {
	e, groups := new(Encoder), groups(lags)
	for _, name := range names {
		i := slices.IndexFunc(groups, func(g group) bool { return g.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("features.groups: no group %q; there are %s", name, strings.Join(GroupNames(), ", "))
		}
		e.groups = append(e.groups, groups[i])
		e.width += groups[i].Size
	}
	if e.width == 0 {
		return nil, fmt.Errorf("features.groups is empty; there are %s", strings.Join(GroupNames(), ", "))
	}
	return e, nil
}

// Width is F, the number of attributes of a note.
func (e *Encoder) Width() int { return e.width }

// Encode writes the attributes of the 88 notes of one step, N×F, into dst. beat is the step's sixteenth, 0 to 15.
func (e *Encoder) Encode(dst []float32, past Past, beat int) {
	if len(dst) != Keys*e.width {
		panic(fmt.Sprintf("features: %d places for the %d attributes of a step", len(dst), Keys*e.width))
	}
	clear(dst)
	offset := 0
	for _, g := range e.groups {
		g.encode(dst[offset:], e.width, past, beat)
		offset += g.Size
	}
}
