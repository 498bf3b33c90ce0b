package kernel

import (
	"encoding/binary"
	"hash/crc32"
	"math"
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

// A run may move between machines: all SIMD sets, of all architectures, compute the same bits, whose checksum
// is here.
func TestSIMDSetsGiveTheSameBits(t *testing.T) {
	const want = 0x4ae869cc
	for _, set := range available() {
		if set.String() == "plain" {
			continue
		}
		use(t, set)
		sum := crc32.NewIEEE()
		add := func(results ...[]float32) {
			for _, r := range results {
				if err := binary.Write(sum, binary.LittleEndian, r); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, s := range shapes {
			a, b, c := numbers(1, s.m*s.k), numbers(2, s.k*s.n), numbers(3, s.m*s.n)
			var p PackedB
			p.Pack(b, s.k, s.n)
			MulAdd(c, s.n, a, s.k, s.m, &p)
			MulAddTransA(b, s.n, a, s.k, c, s.n, s.m, s.k, s.n)
			add(c, b)
		}
		add(activations(exactSweep()))
		for _, hidden := range hiddenSizes {
			add(newStep(3, hidden).run(t, 3, hidden, false)...)
			add(newStep(3, hidden).run(t, 3, hidden, true)...)
		}
		if got := sum.Sum32(); got != want {
			t.Errorf("%s: checksum %#x, want %#x", set, got, want)
		}
	}
}

// exactSweep is sweep without transcendental functions, whose bits differ between architectures.
func exactSweep() (x []float32) {
	for v := 0.0; v <= 120; v += 1.0 / 512 {
		x = append(x, float32(v), float32(-v))
	}
	for e := -149; e < 128; e++ {
		x = append(x, float32(math.Ldexp(1.37, e)), float32(math.Ldexp(-1.9, e)))
	}
	return x
}
