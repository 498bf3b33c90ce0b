// Package precisiontest compares what a network computes in bfloat16, whose numbers have 8 bits, with what it
// computes in float32.
package precisiontest

import (
	"math"
	"runtime"
	"slices"
	"testing"

	"workbench/internal/kernel"
)

// Check fails the test unless a network has nearly the loss and the gradients in bfloat16 that it has in
// float32, not the same loss, and the same bits for one thread and for three. run computes them in a precision.
// The tolerances are relative: to the loss in float32, and to the length of its gradients.
func Check(t *testing.T, name any, run func(kernel.Precision) (nats float64, gradients []float32), ofLoss, ofGradients float64) {
	t.Helper()
	want, gradients := run(kernel.Float32)
	got, rounded := run(kernel.BFloat16)
	if got == want || !(math.Abs(got-want) <= ofLoss*want) {
		t.Errorf("%v: loss %v in bf16, %v in float32", name, got, want)
	}
	if d := Distance(rounded, gradients); !(d < ofGradients) {
		t.Errorf("%v: gradients in bf16 are off by %.1e of their length", name, d)
	}
	for _, threads := range []int{1, 3} {
		before := runtime.GOMAXPROCS(threads)
		_, again := run(kernel.BFloat16)
		runtime.GOMAXPROCS(before)
		if !slices.Equal(rounded, again) {
			t.Errorf("%v: %d threads give other bits than %d", name, threads, before)
		}
	}
}

// Distance is the length of the difference of two vectors, relative to the length of want.
func Distance(got, want []float32) float64 {
	var difference, size float64
	for i, w := range want {
		d := float64(got[i]) - float64(w)
		difference, size = difference+d*d, size+float64(w)*float64(w)
	}
	return math.Sqrt(difference / size)
}
