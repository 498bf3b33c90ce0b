package features

// Primer is what a composition begins with.
type Primer struct {
	// Piece holds the given steps, none for a composition from nothing, and the bars that continue from them.
	Piece *Piece
	// Silence says that the model first reads the silence before Piece, as in training at the beginning of a piece; otherwise the first thing it reads is the first
	// step.
	Silence bool
}
