package tokens

import (
	"iter"
	"math/bits"
)

// keySet is a set of keys of the keyboard, 0 to 87 from the lowest.
type keySet struct{ low, high uint64 } // keys 0 to 63, and the rest

func keysOf(keys ...int) (s keySet) {
	for _, n := range keys {
		if n < 64 {
			s.low |= 1 << n
		} else {
			s.high |= 1 << (n - 64)
		}
	}
	return s
}

func (s keySet) union(t keySet) keySet    { return keySet{s.low | t.low, s.high | t.high} }
func (s keySet) without(t keySet) keySet  { return keySet{s.low &^ t.low, s.high &^ t.high} }
func (s keySet) intersects(t keySet) bool { return s.low&t.low != 0 || s.high&t.high != 0 }
func (s keySet) contains(t keySet) bool   { return t.without(s) == keySet{} }
func (s keySet) size() int                { return bits.OnesCount64(s.low) + bits.OnesCount64(s.high) }

// lowest is the lowest key; 128 for the empty set.
func (s keySet) lowest() int {
	if s.low != 0 {
		return bits.TrailingZeros64(s.low)
	}
	return 64 + bits.TrailingZeros64(s.high)
}

// keys iterates over the keys from the lowest.
func (s keySet) keys() iter.Seq[int] {
	return func(yield func(int) bool) {
		for s != (keySet{}) {
			n := s.lowest()
			if !yield(n) {
				return
			}
			s = s.without(keysOf(n))
		}
	}
}
