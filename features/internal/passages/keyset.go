package passages

import "math/bits"

// KeySet is the set of the keys that sound in a step: the lowest 64 of the 88, the lowest in bit 0, and the others.
type KeySet struct{ Low, High uint64 }

const highKeys = 88 - 64

func (k KeySet) count() int { return bits.OnesCount64(k.Low) + bits.OnesCount64(k.High) }

// common is the number of keys in both sets.
func (k KeySet) common(other KeySet) int {
	return bits.OnesCount64(k.Low&other.Low) + bits.OnesCount64(k.High&other.High)
}

// highest is the highest key, from 0; ok is false without one.
func (k KeySet) highest() (key int, ok bool) {
	if k.High != 0 {
		return 64 + bits.Len64(k.High) - 1, true
	}
	return bits.Len64(k.Low) - 1, k.Low != 0
}

// moved is the set moved up by −63 to 63 semitones. Keys that leave the keyboard are lost.
func (k KeySet) moved(semitones int) KeySet {
	if semitones < 0 {
		return KeySet{k.Low>>-semitones | k.High<<(64+semitones), k.High >> -semitones}
	}
	return KeySet{k.Low << semitones, (k.High<<semitones | k.Low>>(64-semitones)) & (1<<highKeys - 1)}
}
