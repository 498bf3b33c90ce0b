// Package splitmix hashes sequences of numbers to 64 bits.
package splitmix

// Add adds a value to a hash: the finalizer of SplitMix64 (Steele, Lea and Flood, 2014).
func Add(hash, value uint64) uint64 {
	z := hash + value + 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
