package kernel

import "testing"

func TestChoose(t *testing.T) {
	both, one := []instructions{&vectors{name: "avx2"}, plain{}}, []instructions{plain{}}
	for _, c := range []struct {
		name    string
		have    []instructions
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

func TestSelectedIsInUse(t *testing.T) {
	withEach(t, func(t *testing.T) {
		if name, _ := Selected(); name != current.String() {
			t.Errorf("Selected is %s while %s is in use", name, current)
		}
	})
}

// What one set of instructions packed, it multiplies too.
func TestRightKeepsItsInstructions(t *testing.T) {
	have := available()
	var r Right
	use(t, have[0])
	r.Pack([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	use(t, have[len(have)-1])
	c := make([]float32, 3)
	Mul(c, 3, []float32{10, 1}, 2, 1, &r)
	checkBits(t, "c", c, []float32{14, 25, 36})
}
