package figure

import (
	"fmt"
	"image/color"
	"strings"
)

// Theme is a set of colours.
type Theme int

// The themes. Print uses black and greys only, which also survive a photocopy. Adaptive is for SVG in web
// pages: its colours follow the light or dark setting of the reader (see SVGStyle); in a PNG or PDF it is
// Light.
const (
	Light Theme = iota
	Dark
	Print
	Adaptive
)

var themeNames = [...]string{Light: "light", Dark: "dark", Print: "print", Adaptive: "adaptive"}

// String returns the name that ParseTheme reads.
func (t Theme) String() string { return themeNames[t] }

// ParseTheme reads light, dark, print or adaptive.
func ParseTheme(name string) (Theme, error) {
	for t, n := range themeNames {
		if n == name {
			return Theme(t), nil
		}
	}
	return 0, fmt.Errorf("theme %q: must be one of %s", name, strings.Join(themeNames[:], ", "))
}

// Set makes a theme a [flag.Value].
func (t *Theme) Set(name string) (err error) {
	*t, err = ParseTheme(name)
	return err
}

// Choices are the names of the themes, for completion.
func (*Theme) Choices() []string { return themeNames[:] }

// role is what a colour is used for.
type role int

const (
	paper role = iota
	ink
	faint          // secondary text
	grid           // grid lines of a chart
	frame          // frames and ticks
	blackRow       // row of a black key
	promptRow      // row of a white key in the prompt
	promptBlackRow // row of a black key in the prompt
	promptEdge     // end of the prompt
	quarterLine    // quarter notes
	octaveLine     // between B and C
	measureLine    // measures
	keyWhite       // keyboard
	keyBlack
	keySeam
	onset                        // step in which a note begins
	held                         // steps for which it is held
	sounding                     // note of music without onsets
	baseline                     // reference lines of a chart
	run                          // first of the colours of runs
	pale     = run + runColours  // first of the pale colours of runs: raw values behind a median, bands
	heat     = pale + runColours // first of the heat scale, from expected to surprising
	soft     = heat + heatLevels // first of the paler onsets of softer notes, from the softest, and of what is held of these
	numRoles = soft + 2*(velocityLevels-1)
)

const (
	runColours = 6
	heatLevels = 7

	velocityLevels = 5 // of 25 MIDI velocities each; the loudest have the colours of notes without velocities
)

type palette [numRoles]color.RGBA

func rgb(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 255}
}

// mix is share of a and the rest of b. Figures use opaque colours only, since the PDF writer does not blend
// correctly.
func mix(a, b color.RGBA, share float64) color.RGBA {
	channel := func(x, y uint8) uint8 { return uint8(share*float64(x) + (1-share)*float64(y) + 0.5) }
	return color.RGBA{R: channel(a.R, b.R), G: channel(a.G, b.G), B: channel(a.B, b.B), A: 255}
}

// newPalette completes the colours of a theme. The colours of runs follow Okabe and Ito, which colour-blind
// readers can distinguish, adjusted in lightness to stand out from the paper.
func newPalette(base map[role]uint32, runs [runColours]uint32, scale [heatLevels]uint32, paleShare float64) palette {
	var p palette
	for r, v := range base {
		p[r] = rgb(v)
	}
	for i, v := range runs {
		p[run+role(i)] = rgb(v)
		p[pale+role(i)] = mix(rgb(v), p[paper], paleShare)
	}
	for i, v := range scale {
		p[heat+role(i)] = rgb(v)
	}
	for i := range role(velocityLevels - 1) {
		share := 0.4 + 0.6*float64(i)/(velocityLevels-1)
		p[soft+i], p[soft+velocityLevels-1+i] = mix(p[onset], p[paper], share), mix(p[held], p[paper], share)
	}
	return p
}

var palettes = [...]palette{
	Light: newPalette(map[role]uint32{paper: 0xffffff, ink: 0x24292f, faint: 0x57606a, grid: 0xe3e6ea, frame: 0x6e7781,
		blackRow: 0xf0f2f4, promptRow: 0xfff1cf, promptBlackRow: 0xf6e4ba, promptEdge: 0xd98200,
		quarterLine: 0xdfe2e6, octaveLine: 0xb9c0c8, measureLine: 0x8c959f, keyWhite: 0xfdfdfd, keyBlack: 0x33383e, keySeam: 0xa8afb6,
		onset: 0x0a3069, held: 0x6aaadb, sounding: 0x2171b5, baseline: 0x59636e},
		[...]uint32{0x0072b2, 0xc95500, 0x00875f, 0xb0508f, 0xa87400, 0x3a8fd0},
		[...]uint32{0xc3cfda, 0x9dbbd6, 0xf3c77a, 0xf09a4a, 0xdf6427, 0xb5301f, 0x6d0d21}, 0.32),
	Dark: newPalette(map[role]uint32{paper: 0x14181d, ink: 0xe6edf3, faint: 0x9aa5b1, grid: 0x2b323a, frame: 0x7d8792,
		blackRow: 0x1d2228, promptRow: 0x423618, promptBlackRow: 0x4a3d1f, promptEdge: 0xf0b040,
		quarterLine: 0x272d34, octaveLine: 0x404953, measureLine: 0x5d6772, keyWhite: 0xd8dee4, keyBlack: 0x0a0c0f, keySeam: 0x8b949e,
		onset: 0xb6dcff, held: 0x3d7fb8, sounding: 0x6fb3ee, baseline: 0x9aa6b2},
		[...]uint32{0x58aef0, 0xff9150, 0x35cfa0, 0xeaa3d2, 0xf0c040, 0xa9dcff},
		[...]uint32{0x35424e, 0x4d6b86, 0x8f6d2c, 0xc98632, 0xf08a3c, 0xff6a4a, 0xffc4b0}, 0.36),
	Print: newPalette(map[role]uint32{paper: 0xffffff, ink: 0x111111, faint: 0x444444, grid: 0xe0e0e0, frame: 0x555555,
		blackRow: 0xf1f1f1, promptRow: 0xe2e2e2, promptBlackRow: 0xd6d6d6, promptEdge: 0x222222,
		quarterLine: 0xdddddd, octaveLine: 0xb8b8b8, measureLine: 0x888888, keyWhite: 0xfefefe, keyBlack: 0x333333, keySeam: 0xaaaaaa,
		onset: 0x131313, held: 0x8e8e8e, sounding: 0x4a4a4a, baseline: 0x666666},
		[...]uint32{0x1a1a1a, 0x707070, 0x3c3c3c, 0x8c8c8c, 0x2a2a2a, 0x7e7e7e},
		[...]uint32{0xd2d2d2, 0xbababa, 0x9f9f9f, 0x828282, 0x606060, 0x3a3a3a, 0x0d0d0d}, 0.28),
}

func (t Theme) palette() *palette {
	if t == Adaptive {
		return &palettes[Light]
	}
	return &palettes[t]
}

// strength is the level of a velocity, above 0 to 1; the loudest for 0, which is an unknown one.
func strength(velocity float64) int {
	if velocity == 0 {
		return velocityLevels - 1
	}
	return min(int(velocity*velocityLevels), velocityLevels-1)
}

// onsetColour and heldColour are the colours of a note of a level.
func onsetColour(level int) role {
	if level == velocityLevels-1 {
		return onset
	}
	return soft + role(level)
}

func heldColour(level int) role {
	if level == velocityLevels-1 {
		return held
	}
	return soft + velocityLevels - 1 + role(level)
}

// runColour and paleColour are the colours of run number n, counted from 1.
func runColour(n int) role  { return run + role((n-1)%runColours) }
func paleColour(n int) role { return pale + role((n-1)%runColours) }
