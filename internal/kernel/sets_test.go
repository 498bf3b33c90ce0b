package kernel

import (
	"fmt"
	"slices"
	"testing"
)

func TestChoose(t *testing.T) {
	both, one := []kernelSet{&simd{name: "avx2"}, plain{}}, []kernelSet{plain{}}
	for _, c := range []struct {
		name    string
		have    []kernelSet
		want    string
		message string
	}{
		{"", both, "avx2", ""},
		{"", one, "plain", ""},
		{"plain", both, "plain", ""},
		{"avx2", both, "avx2", ""},
		{"avx2", one, "plain", "BIAXIAL_KERNEL=avx2: this machine has no such kernels; set it to one of plain, or leave it empty"},
		{"AVX", both, "avx2", "BIAXIAL_KERNEL=AVX: this machine has no such kernels; set it to one of avx2, plain, or leave it empty"},
	} {
		got, err := choose(c.name, c.have)
		message := ""
		if err != nil {
			message = err.Error()
		}
		if got.String() != c.want || message != c.message {
			t.Errorf("choose(%q) = %s, %q, want %s, %q", c.name, got, message, c.want, c.message)
		}
	}
}

// What one set of kernelSet packed, it multiplies too.
func TestPackedBKeepsItsKernels(t *testing.T) {
	have := available()
	var r PackedB
	use(t, have[0])
	r.Pack([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	use(t, have[len(have)-1])
	c := make([]float32, 3)
	Mul(c, 3, []float32{10, 1}, 2, 1, &r)
	checkBits(t, "c", c, []float32{14, 25, 36})
}

// A run that began on one machine goes on with the same bits on another: all sets of vectors compute the same.
func TestSIMDSetsGiveTheSameBits(t *testing.T) {
	have := available()
	if len(have) < 3 {
		t.Skip("this machine has fewer than two sets of vector kernelSet")
	}
	for _, s := range shapes {
		results := make([][]float32, 2)
		for i, set := range have[:2] {
			use(t, set)
			a, b, c := numbers(1, s.m*s.k), numbers(2, s.k*s.n), numbers(3, s.m*s.n)
			var r PackedB
			r.Pack(b, s.k, s.n)
			MulAdd(c, s.n, a, s.k, s.m, &r)
			MulAddTransA(b, s.n, a, s.k, c, s.n, s.m, s.k, s.n)
			results[i] = slices.Concat(c, b)
		}
		checkBits(t, fmt.Sprintf("product of %d×%d×%d", s.m, s.k, s.n), results[0], results[1])
	}
	results := make([][]float32, 2)
	for i, set := range have[:2] {
		use(t, set)
		sigma, tanh := activations(sweep())
		results[i] = slices.Concat(sigma, tanh)
		for _, hidden := range hiddenSizes {
			results[i] = append(results[i], slices.Concat(newStep(3, hidden).run(t, 3, hidden, false)...)...)
		}
	}
	checkBits(t, "gates", results[0], results[1])
}
