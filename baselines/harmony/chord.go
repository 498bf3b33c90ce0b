package harmony

import (
	"math/bits"

	"workbench/features/abc"
)

// noChord is the class of steps without a chord. The other classes follow root by root from C, each with the
// qualities in order.
const noChord = 0

// qualities are the kinds of chord: the suffix of the symbol, and the semitones above the root.
var qualities = [4]struct {
	name  string
	above []int
}{{"", []int{0, 4, 7}}, {"m", []int{0, 3, 7}}, {"dim", []int{0, 3, 6}}, {"7", []int{0, 4, 7, 10}}}

var roots = [12]string{"C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B"}

const harmonyClasses = 1 + len(roots)*len(qualities)

func chordClass(root, quality int) int { return 1 + root*len(qualities) + quality }

func chordRoot(class int) (root, quality int) {
	return (class - 1) / len(qualities), (class - 1) % len(qualities)
}

// chordSymbol is the symbol of a class in ABC notation; empty for noChord.
func chordSymbol(class int) string {
	if class == noChord {
		return ""
	}
	root, quality := chordRoot(class)
	return roots[root] + qualities[quality].name
}

// transposed is a class transposed by a given number of semitones.
func transposed(class, semitones int) int {
	if class == noChord {
		return noChord
	}
	root, quality := chordRoot(class)
	return chordClass(((root+semitones)%12+12)%12, quality)
}

// pitchClasses is a set; bit 0 is C.
type pitchClasses uint16

func (s *pitchClasses) add(pitch int) { *s |= 1 << (pitch % 12) }

func (s pitchClasses) has(pitch int) bool { return s>>(pitch%12)&1 != 0 }

// distance is the number of pitch classes that are in one of two sets only.
func (s pitchClasses) distance(other pitchClasses) int { return bits.OnesCount16(uint16(s ^ other)) }

// tones are the pitch classes of each class.
var tones = func() (sets [harmonyClasses]pitchClasses) {
	for class := 1; class < harmonyClasses; class++ {
		root, quality := chordRoot(class)
		for _, step := range qualities[quality].above {
			sets[class].add(root + step)
		}
	}
	return sets
}()

// classOfSymbol is the class on the root of a symbol at the smallest distance from its pitch classes, the
// first quality of several: maj7, 6, sus4 and aug are major, m7 and m6 minor, dim7 and m7b5 diminished, 9,
// 7sus4 and aug7 dominant sevenths. A bass note after a slash does not count. An empty or unknown symbol is
// no chord.
func classOfSymbol(symbol string) int {
	root, above, ok := abc.Chord(symbol)
	if !ok || len(above) == 0 {
		return noChord
	}
	var set pitchClasses
	for _, step := range above {
		set.add(root + step)
	}
	best := chordClass(root, 0)
	for quality := range qualities {
		if class := chordClass(root, quality); set.distance(tones[class]) < set.distance(tones[best]) {
			best = class
		}
	}
	return best
}

// classOfSet is the class of pitch classes that sound together above a bass: the one at the smallest
// distance, in any inversion; of several one whose root is the bass, and of those the first quality. A subset
// of the chord before, such as its bass alone, continues that chord. The empty set is no chord.
func classOfSet(set pitchClasses, bass, before int) int {
	if set == 0 {
		return noChord
	}
	if set&^tones[before] == 0 {
		return before
	}
	best, distance := noChord, 0
	for i := range len(roots) {
		root := (bass + i) % len(roots) // the bass first
		for quality := range qualities {
			class := chordClass(root, quality)
			if d := set.distance(tones[class]); best == noChord || d < distance {
				best, distance = class, d
			}
		}
	}
	return best
}
