// Package biaxial is the network of Daniel Johnson (2015) and Deep Jammer (2016): an LSTM along time, a transpose, and an LSTM along the keys.
//
// # The two axes
//
// Music on a keyboard has two directions. Along time, every key remembers what happened around it; all keys share the weights, so that what is
// learnt of one holds for all, and a transposed piece is as likely as the piece. Along the keys, at one moment, the network goes from the
// lowest note to the highest and decides each knowing those below: that is what makes a chord.
//
//	x   T×(B·N)×F     attributes: every key of every segment is a row of its own
//	        │         time stack: LSTMs that run over T
//	h   T×(B·N)×H
//	        │         the transpose: row b·N+n of step t becomes row b·T+t of step n,
//	        │         and play and articulate of the note below (n−1) in the step to be predicted are appended
//	n   N×(B·T)×(H+2)
//	        │         note stack: LSTMs that run over N, low to high
//	y   N×(B·T)×2     logits of play and articulate of the next step
//
// An example with T = 2 steps of N = 3 keys in B = 1 segment. The time stack sees two steps of three rows and writes h[t][n]:
//
//	t=0:  h00 h01 h02          n=0:  h00 h10   + nothing below
//	t=1:  h10 h11 h12    →     n=1:  h01 h11   + what key 0 does in steps 1 and 2
//	                           n=2:  h02 h12   + what key 1 does in steps 1 and 2
//
// so the note stack sees three "steps" (the keys) of two rows (the moments). Because the note below is known in training, all moments can be
// worked out at once; when composing, each key is drawn before the next is asked for. A config may let the note stack hear more of the keys below
// than the next one (features.Below): E numbers instead of two, which makes chords much easier to learn.
//
// The product over keys of what the note axis gives is the exact likelihood of a frame.
//
// # Where things are
//
// model.go has the weights; graph.go builds and runs the gorgonia graph that trains them; axes.go is the transpose; forward.go and likelihood.go run
// the same layers without a graph over whole pieces; compose.go runs them one step at a time. candidates.go draws steps and chooses one at a temperature;
// continue.go composes pieces with it, and guard.go finds the passages to compose again. particles.go composes under constraints, and allowed.go draws the
// steps that keep to them.
package biaxial
