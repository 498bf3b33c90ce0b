package baselines_test

import (
	"fmt"
	"math/rand/v2"

	"workbench/baselines"
	"workbench/features"
	"workbench/loss"
)

// A model is fitted to pieces, scores another one, and continues its first bar.
func Example() {
	corpus, err := features.Starter(features.Grid(4))
	if err != nil {
		panic(err)
	}
	training, piece := corpus.Pieces[1:], corpus.Pieces[0]
	for _, kind := range baselines.Kinds() {
		m := baselines.New(kind, training, true)
		nats := loss.AddAll(m.Piece(piece)).Scale(1 / float64(piece.Steps()))
		bar := features.Primer{Piece: piece.Excerpt(0, 16, piece.Measures[0].Metre)}
		composed := baselines.Continue(m, bar, 32, 1, rand.New(rand.NewPCG(1, 1)))
		fmt.Printf("%s: %.1f nats a step, %d steps\n", kind, nats.Total(), composed.Steps())
	}
	// Output:
	// marginal: 10.1 nats a step, 48 steps
	// persistence: 4.7 nats a step, 48 steps
	// markov: 4.1 nats a step, 48 steps
}
