package features

// Primer is what a composition begins with.
type Primer struct {
	// Piece holds the steps of the primer, possibly none, and the bars that continue from them.
	Piece *Piece
	// Silence says that the model first reads the silence before Piece, as in training at the beginning of a
	// piece; otherwise it first reads the first step.
	Silence bool
}
