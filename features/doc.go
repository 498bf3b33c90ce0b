// Package features turns music into the numbers that the network reads, and back.
//
//	MIDI, ABC, frames → Piece: a Roll of T steps × 88 keys, with its measures
//	Piece → Segment: 128 steps that begin at a measure line
//	Segment → input T×N×F and label T×N×2: attributes of every key, and play and articulate of the next step
//
// Legend, here and in every other package: B segments, T time steps, N notes (88 keys), F attributes, H hidden units.
//
// The attributes of a note come in groups, listed in the config in the order of the table; see group.go. The four groups of
// Deep Jammer (position, pitch-class, vicinity, beat) make 78.
package features
