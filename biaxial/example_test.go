package biaxial_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"workbench/biaxial"
	"workbench/features"
	"workbench/internal/control"
)

// A network with random weights computes the likelihood of a piece, and composes from silence.
func Example() {
	notes, err := features.NewEncoder([]string{"position", "pitch-class", "vicinity", "beat"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	lower, err := features.NewLowerNotes([]string{"note"}, 2)
	if err != nil {
		log.Fatal(err)
	}
	encoding := biaxial.Encoding{Notes: notes, LowerNotes: lower}
	random := rand.New(rand.NewPCG(1, 0))
	model := biaxial.New(biaxial.Shape{Attributes: notes.Width(), TimeLayers: []int{16}, NoteLayers: []int{16}, Outputs: 2, LowerNotes: 2}, random)

	piece, err := features.Decode("tune.abc", []byte("X:1\nM:4/4\nL:1/4\nK:C\nCDEF|\n"), features.Grid(4))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(model.Likelihood(encoding).Piece(piece)), "steps, each with its loss for play and articulate")

	silence := features.Primer{Piece: piece.Excerpt(0, 0, piece.Measures[0].Metre), Silence: true}
	composed := model.Continue(encoding, []features.Primer{silence}, 8, control.Controls{Temperature: 1}, []*rand.Rand{random})
	fmt.Println(composed[0].Piece.Steps(), "composed steps")
	// Output:
	// 16 steps, each with its loss for play and articulate
	// 8 composed steps
}
