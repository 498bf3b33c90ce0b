package features_test

import (
	"fmt"
	"log"
	"math/rand/v2"

	"workbench/features"
)

// A tune in ABC as a batch for training: two segments of four bars, with the attributes of each note and the
// labels play and articulate of the next step.
func Example() {
	piece, err := features.Decode("tune.abc", []byte("X:1\nM:4/4\nL:1/4\nK:C\nCDEF|GABc|cBAG|FEDC|\n"), features.Grid(4))
	if err != nil {
		log.Fatal(err)
	}
	encoder, err := features.NewEncoder([]string{"position", "pitch-class", "vicinity", "beat"}, nil)
	if err != nil {
		log.Fatal(err)
	}
	sampler := features.NewSampler([]*features.Piece{piece}, 32, []int{0})
	for _, segment := range sampler.Draw(2, rand.New(rand.NewPCG(1, 0))) {
		x, y, _ := encoder.Tensor(segment)
		fmt.Println(piece.Steps(), "steps;", len(x)/features.Keys/encoder.Width(), "of them with", encoder.Width(), "attributes a note and",
			len(y)/features.Keys/segment.Steps, "labels")
	}
	// Output:
	// 64 steps; 32 of them with 78 attributes a note and 2 labels
	// 64 steps; 32 of them with 78 attributes a note and 2 labels
}
