// Package biaxial is the network of Daniel Johnson (2015) and Deep Jammer (2016): LSTMs along time, a
// transpose, and LSTMs along the notes.
//
// # The two axes
//
// The time axis runs over the steps. Every key of every segment is a row of its own, and all rows share the
// weights, so what is learned for one key applies to the others. The likelihood of a transposed piece is similar,
// not equal: the position of the key and its pitch class are inputs, and the note axis begins at the lowest key.
// The note axis runs over the keys of one step, from low to high. It predicts each key given the lower keys,
// which makes chords possible.
//
//	x   T×(B·N)×F     attributes of each note
//	        │         time stack: LSTMs over T
//	h   T×(B·N)×H
//	        │         transpose: row b·N+n of step t becomes row b·T+t of step n; the lower-note context is appended:
//	        │         play and articulate of note n−1 in the predicted step
//	n   N×(B·T)×(H+2)
//	        │         note stack: LSTMs over N, from low to high
//	y   N×(B·T)×2     logits of play and articulate in the next step
//
// An example with T = 2 steps of N = 3 keys in B = 1 segment. The time stack reads two steps of three rows and
// gives h[t][n]:
//
//	t=0:  h00 h01 h02          n=0:  h00 h10   + nothing
//	t=1:  h10 h11 h12    →     n=1:  h01 h11   + state of key 0 in steps 1 and 2
//	                           n=2:  h02 h12   + state of key 1 in steps 1 and 2
//
// The note stack then reads three "steps" (the keys) of two rows (the time steps). In training the lower notes
// are known, so all time steps are computed at once. In composing, each key is sampled before the next. A
// config can give the note axis more of the lower notes than the next one (features.LowerNotes): E inputs
// instead of two, which makes chords much easier to learn.
//
// The product of the probabilities over the keys is the exact likelihood of a frame. A network with velocities
// also predicts how hard each key is struck, after it is known that it is and before the next higher key.
//
// # Where things are
//
// model.go has the weights, style.go those of styles. graph.go builds and runs the gorgonia graph for
// training; axes.go is the transpose. velocity.go and velocity_graph.go predict velocities. forward.go packs
// the weights for use without a graph: likelihood.go computes the likelihood of whole pieces, adapt.go with
// weights that adapt to each piece, and compose.go samples step by step, with the probabilities of cell.go.
// candidates.go draws several steps and chooses one at a temperature; continue.go composes pieces so,
// stream.go yields their steps, guard.go finds passages to compose again, and
// parallels.go makes parallel fifths and octaves rare. particles.go composes under constraints, and allowed.go
// samples steps that meet them. cost.go is the memory that a network needs.
package biaxial
