package harmony

import (
	"workbench/baselines/sequence"
	"workbench/features"
)

// The inputs before a step. Each group is a one-hot, or none of it is set.
const (
	atMelody  = 0                          // the melody's class in the step before
	atSound   = atMelody + melodyClasses   // the key that sounded then
	atHarmony = atSound + keys             // the harmony's class then
	atBeat    = atHarmony + harmonyClasses // the sixteenth of the measure in which the step lies
	atLine    = atBeat + 16                // whether it begins a measure
	atMeasure = atLine + 1                 // the number of the measure, of eight: most strains have so many
	atAge     = atMeasure + strain         // how many steps ago the melody was struck, from 1, up to a measure
	inputs    = atAge + oldest
)

const (
	strain = 8
	oldest = 16
)

// grid tells of each step where it lies.
type grid []place

type place struct {
	beat    int
	measure int // from 0 for the first full one; a pickup is −1
	begins  bool
}

// newGrid lays out the steps of a piece.
func newGrid(p *features.Piece) grid {
	g := make(grid, p.Steps())
	number := 0
	if p.Measures[0].Skip > 0 {
		number = -1
	}
	for i, m := range p.Measures {
		end := len(g)
		if i+1 < len(p.Measures) {
			end = min(end, p.Measures[i+1].Start)
		}
		for t := m.Start; t < end; t++ {
			g[t] = place{beat: p.Beat(t), measure: number + i, begins: t == m.Start && m.Skip == 0}
		}
	}
	return g
}

// inputs appends what is heard before step t: of the lines only what is before it. Before the first step there is rest, without a chord.
func (g grid) inputs(in []sequence.Input, l *lines, t int) []sequence.Input {
	on := func(index int) { in = append(in, sequence.Input{Index: int32(index), Value: 1}) }
	if t == 0 {
		on(atMelody + rest)
		on(atHarmony + noChord)
	} else {
		on(atMelody + int(l.melody[t-1]))
		if key := l.sounds[t-1]; key != silent {
			on(atSound + int(key))
		}
		on(atHarmony + int(l.harmony[t-1]))
	}
	on(atBeat + g[t].beat)
	if g[t].begins {
		on(atLine)
	}
	on(atMeasure + (g[t].measure+strain)%strain)
	if age := l.age(t); age > 0 {
		on(atAge + age - 1)
	}
	return in
}

// age is how many steps before t the melody was last struck, at most oldest; 0 if it was not yet.
func (l *lines) age(t int) int {
	for age := 1; age <= t; age++ {
		if age == oldest || l.melody[t-age] >= strike {
			return age
		}
	}
	return 0
}
