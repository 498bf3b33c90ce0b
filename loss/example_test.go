package loss_test

import (
	"fmt"

	"workbench/loss"
)

// One key in one step, with p = 0.5 for play and for articulate. A key that plays costs both; a silent key has
// no articulate.
func Example() {
	mask := []float32{1}
	logits := []float32{0, 0}
	onset, silent := []float32{1, 1}, []float32{0, 0}
	fmt.Printf("onset %.3f nats, silent %.3f nats\n",
		loss.Sum(logits, onset, mask, 2).Total(), loss.Sum(logits, silent, mask, 2).Total())

	d := make([]float32, 2)
	loss.Gradient(d, logits, silent, mask, 2, 1)
	fmt.Println("gradient at the silent key:", d)
	// Output:
	// onset 1.386 nats, silent 0.693 nats
	// gradient at the silent key: [0.5 0]
}
