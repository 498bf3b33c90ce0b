package harmony

import (
	"math/bits"

	"workbench/baselines/sequence"
	"workbench/features"
)

// The inputs before a step. Each group is a one-hot, of which none may be set.
const (
	atMelody  = 0                          // the melody's class in the step before
	atSound   = atMelody + melodyClasses   // the key that sounded then
	atHarmony = atSound + keys             // the harmony's class then
	atBeat    = atHarmony + harmonyClasses // the sixteenth of its measure in which the step lies
	atLine    = atBeat + 16                // whether it begins a measure
	atMeasure = atLine + 1                 // the number of its measure, of a strain
	atAge     = atMeasure + strain         // how many steps ago the melody was struck, from 1 to oldest and more
	atStrain  = atAge + oldest             // melody, sound and harmony at the step's place in the measure a strain before
	atAgreed  = atStrain + atBeat          // for how long the melody has been as it was there: 0, 1, 2 or 3, 4 to 7 steps, up to 32 and more
	inputs    = atAgreed + agreements
)

const (
	strain     = 8 // measures: most tunes are made of strains of so many, each of them played twice
	oldest     = 16
	agreements = 7

	mostInputs = 11 // of a step
)

// grid tells of each step where it lies.
type grid []place

type place struct {
	beat    int
	measure int // from 0 for the first full one; a pickup is −1
	begins  bool
	strain  int // the step at the same place of the measure a strain before; −1 where there is none
}

// newGrid lays out the steps of a piece.
func newGrid(p *features.Piece) grid {
	g := make(grid, p.Steps())
	number := 0
	if p.Measures[0].Skip > 0 {
		number = -1
	}
	end := func(i int) int {
		if i+1 < len(p.Measures) {
			return min(p.Measures[i+1].Start, len(g))
		}
		return len(g)
	}
	for i, m := range p.Measures {
		for t := m.Start; t < end(i); t++ {
			g[t] = place{beat: p.Beat(t), measure: number + i, begins: t == m.Start && m.Skip == 0, strain: -1}
			if i >= strain {
				before := p.Measures[i-strain]
				if same := before.Start - before.Skip + t - m.Start; same >= before.Start && same < end(i-strain) {
					g[t].strain = same
				}
			}
		}
	}
	return g
}

// inputs appends what is heard before step t: of the lines only what is before it. Before the first step there is rest, without a chord.
func (g grid) inputs(in []sequence.Input, l *lines, t int) []sequence.Input {
	on := func(index int) { in = append(in, sequence.Input{Index: int32(index), Value: 1}) }
	at := func(group, t int) {
		on(group + atMelody + int(l.melody[t]))
		if key := l.sounds[t]; key != silent {
			on(group + atSound + int(key))
		}
		on(group + atHarmony + int(l.harmony[t]))
	}
	if t == 0 {
		on(atMelody + rest)
		on(atHarmony + noChord)
	} else {
		at(0, t-1)
	}
	on(atBeat + g[t].beat)
	if g[t].begins {
		on(atLine)
	}
	on(atMeasure + (g[t].measure+strain)%strain)
	if age := l.age(t); age > 0 {
		on(atAge + age - 1)
	}
	if g[t].strain >= 0 {
		at(atStrain, g[t].strain)
		on(atAgreed + g.agreed(l, t))
	}
	return in
}

// age is how many steps before t the melody was last struck, at most oldest. Where it was not yet, that is 0 up to step oldest, and oldest from there on.
func (l *lines) age(t int) int {
	for age := 1; age <= t; age++ {
		if age == oldest || l.melody[t-age] >= strike {
			return age
		}
	}
	return 0
}

// agreed counts the steps before t, one after another, in which the melody did what it had done a strain before: as the number of binary digits.
func (g grid) agreed(l *lines, t int) int {
	run := 0
	for run < 1<<(agreements-2) {
		before := t - 1 - run
		if before < 0 || g[before].strain < 0 || l.melody[before] != l.melody[g[before].strain] {
			break
		}
		run++
	}
	return bits.Len(uint(run))
}
