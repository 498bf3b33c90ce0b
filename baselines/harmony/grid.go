package harmony

import (
	"math/bits"

	"workbench/baselines/sequence"
	"workbench/features"
)

// The inputs of a step, in groups. Each group is a one-hot vector or zero.
const (
	atMelody  = 0                          // the melody's class in the step before
	atSound   = atMelody + melodyClasses   // the key that sounded in it
	atHarmony = atSound + keys             // the harmony's class in it
	atBeat    = atHarmony + harmonyClasses // the sixteenth of the bar
	atLine    = atBeat + 16                // 1 if the step begins a bar
	atBar     = atLine + 1                 // the number of the bar in its strain
	atAge     = atBar + strain             // steps since the last onset of the melody, 1 to oldest and more
	atStrain  = atAge + oldest             // melody, sound and harmony in the same place a strain before
	atRepeat  = atStrain + atBeat          // how many steps the melody has repeated the strain before: 0, 1, 2 to 3, 4 to 7, … 32 and more
	inputs    = atRepeat + repeatClasses
)

const (
	strain        = 8 // bars: most tunes have strains of this length, each played twice
	oldest        = 16
	repeatClasses = 7

	maxInputs = 11 // of a step, other than zero
)

// grid is the place of each step.
type grid []place

type place struct {
	beat   int
	bar    int // from 0 for the first full one; a pickup is −1
	begins bool
	strain int // the step in the same place of the bar a strain before; −1 if there is none
}

// newGrid computes the places of the steps of a piece.
func newGrid(p *features.Piece) grid {
	g := make(grid, p.Steps())
	first := 0
	if p.Measures[0].Skip > 0 {
		first = -1
	}
	end := func(i int) int {
		if i+1 < len(p.Measures) {
			return min(p.Measures[i+1].Start, len(g))
		}
		return len(g)
	}
	for i, bar := range p.Measures {
		for t := bar.Start; t < end(i); t++ {
			g[t] = place{beat: p.Beat(t), bar: first + i, begins: t == bar.Start && bar.Skip == 0, strain: -1}
			if i >= strain {
				before := p.Measures[i-strain]
				if same := before.Start - before.Skip + t - bar.Start; same >= before.Start && same < end(i-strain) {
					g[t].strain = same
				}
			}
		}
	}
	return g
}

// inputs appends the inputs of step t, which depend on the lines before t alone. Before the first step there
// is a rest without a chord.
func (g grid) inputs(in []sequence.Input, l *lines, t int) []sequence.Input {
	set := func(index int) { in = append(in, sequence.Input{Index: int32(index), Value: 1}) }
	setStep := func(group, t int) {
		set(group + atMelody + int(l.melody[t]))
		if key := l.sounds[t]; key != silent {
			set(group + atSound + int(key))
		}
		set(group + atHarmony + int(l.harmony[t]))
	}
	if t == 0 {
		set(atMelody + rest)
		set(atHarmony + noChord)
	} else {
		setStep(0, t-1)
	}
	set(atBeat + g[t].beat)
	if g[t].begins {
		set(atLine)
	}
	set(atBar + (g[t].bar+strain)%strain)
	if age := l.age(t); age > 0 {
		set(atAge + age - 1)
	}
	if g[t].strain >= 0 {
		setStep(atStrain, g[t].strain)
		set(atRepeat + g.repeatClass(l, t))
	}
	return in
}

// age is the number of steps from the last onset of the melody to t, at most oldest. Without an onset it is 0
// up to step oldest, and oldest after it.
func (l *lines) age(t int) int {
	for age := 1; age <= t; age++ {
		if age == oldest || l.melody[t-age] >= onset {
			return age
		}
	}
	return 0
}

// repeatClass is the number of binary digits of the number of consecutive steps before t in which the melody
// has the class of a strain before.
func (g grid) repeatClass(l *lines, t int) int {
	run := 0
	for run < 1<<(repeatClasses-2) {
		before := t - 1 - run
		if before < 0 || g[before].strain < 0 || l.melody[before] != l.melody[g[before].strain] {
			break
		}
		run++
	}
	return bits.Len(uint(run))
}
