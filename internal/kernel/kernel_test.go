package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// use makes the kernelSet current for a test.
func use(t testing.TB, i kernelSet) {
	before := current
	current = i
	t.Cleanup(func() { current = before })
}

// withEach runs a test with all kernelSet of this machine.
func withEach(t *testing.T, run func(t *testing.T)) {
	for _, i := range available() {
		t.Run(i.String(), func(t *testing.T) {
			use(t, i)
			run(t)
		})
	}
}

// numbers returns n numbers between −1 and 1.
func numbers(seed uint64, n int) []float32 {
	random := rand.New(rand.NewPCG(seed, 0))
	x := make([]float32, n)
	for i := range x {
		x[i] = 2*random.Float32() - 1
	}
	return x
}

// guard is the value around a fenced slice: one that a sum cannot reach, and that spoils each sum it gets into.
var guard = float32(math.Inf(-1))

const zone = 64 // guards on either side

// fenced returns a copy of x between guards.
func fenced(x []float32) (inside, all []float32) {
	all = make([]float32, len(x)+2*zone)
	for i := range all {
		all[i] = guard
	}
	inside = all[zone : zone+len(x) : zone+len(x)]
	copy(inside, x)
	return inside, all
}

// checkFence fails the test where a guard was overwritten.
func checkFence(t *testing.T, all []float32) {
	t.Helper()
	for i := range zone {
		if all[i] != guard || all[len(all)-1-i] != guard {
			t.Fatalf("memory beside the slice was written: %v", all)
		}
	}
}

// checkBits fails the test where two slices differ in a bit.
func checkBits(t *testing.T, what string, got, want []float32) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d numbers, want %d", what, len(got), len(want))
	}
	for i := range want {
		if math.Float32bits(got[i]) != math.Float32bits(want[i]) {
			t.Fatalf("%s: element %d is %v, want %v to the bit", what, i, got[i], want[i])
		}
	}
}

// checkPanic fails the test where f does not panic with the message.
func checkPanic(t *testing.T, message string, f func()) {
	t.Helper()
	defer func() {
		if got := recover(); got != message {
			t.Errorf("panic %v, want %q", got, message)
		}
	}()
	f()
}
