// Package features turns music into the inputs and labels of the network, and composed rolls back into music.
//
//	MIDI, ABC, MusicXML, frames → Piece: a Roll of T steps × 88 keys, with its bars
//	Piece → Segment: T steps (128) from a bar line on
//	Segment → input T×N×F and label T×N×2: attributes of every note, and play and articulate of the next step
//
// Legend, here and in every other package: B segments, T time steps, N notes (88 keys), F attributes, H
// hidden units. Where a network needs more: E inputs from the lower notes, K outputs of a note, S styles.
//
// The attributes of a note come in groups, which the config lists in their order; see groups.go. The four
// groups of Deep Jammer (position, pitch-class, vicinity, beat) have 78 attributes. lower_notes.go has the
// inputs of the note axis.
package features
