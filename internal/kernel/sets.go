package kernel

import (
	"fmt"
	"os"
	"strings"
)

// A kernelSet holds the kernels for one instruction set. Its methods get checked shapes, none of them empty.
type kernelSet interface {
	fmt.Stringer
	// panelWidth is the width of the first panel of a PackedB with a given number of columns left.
	panelWidth(columns int) int
	product(c []float32, ldc int, a []float32, lda, m int, b *PackedB, add bool)
	mulAddTransA(c []float32, ldc int, a []float32, lda int, b []float32, ldb, m, k, n int)
	// product16 sets c, M×N, to the sum of the operands' products, or adds it.
	product16(c []float32, ldc, m, n int, add bool, operands [2]operand16)
	// convert sets the first len(x) elements of dst to x.
	convert(dst []BF16, x []float32)
	// interleave16 packs k rows of b, ldb apart, in panels of 16 columns, up to the end of a pair.
	interleave16(dst, b []BF16, ldb, k, panels, panelSize int)
	// transpose16 sets dst to the transpose of a given number of rows and panels of 16 columns of a; the
	// first zeros rows are zero.
	transpose16(dst []BF16, ld int, a []BF16, lda, zeros, rows, panels int)
	// gates16 and gatesBackward16 compute a block of units. z holds the pre-activations of m rows from a row on,
	// without the bias; it is overwritten.
	gates16(s *Step16, z []float32, block, row, m int)
	gatesBackward16(b *Backward16, block int)
	sumRows(sum, x []float32, ldx, m, n int)
	addScaled(sum, x []float32, scale float32)
	adam(a *Adam, w, g, mean, square []float32)
	gates(h, cNext, z, bias, c []float32, m, hidden int)
	gatesBackward(z, dc, dh, dhNext, cNext, c []float32, m, hidden int)
}

// environment names the environment variable that overrides the choice of kernels.
const environment = "BIAXIAL_KERNEL"

// current is the set in use: the fastest that this machine has, unless the environment variable names another.
var current, selectError = choose(os.Getenv(environment), available())

// Selected returns the name of the kernel set in use: "plain", "neon", "avx2", "avx512", "avx512bf16" or "amx".
// The last two differ from AVX-512 in products in bfloat16 only.
//
// The environment variable BIAXIAL_KERNEL chooses it. If it names a set that this machine lacks, Selected
// returns an error that lists the sets it has, and the default is in use.
func Selected() (string, error) { return current.String(), selectError }

// SameBits reports whether two kernel sets, given by name, compute the same bits on one architecture and
// GOAMD64 level. All SIMD sets do; plain Go rounds differently. Plain Go may differ from itself between
// architectures or levels, because the compiler fuses multiply-adds on some, such as arm64.
func SameBits(a, b string) bool { return a == b || a != "plain" && b != "plain" }

// choose returns the set of that name. For "" it returns the first, which is the fastest; for an unknown name
// also an error.
func choose(name string, have []kernelSet) (kernelSet, error) {
	if name == "" {
		return have[0], nil
	}
	var names []string
	for _, set := range have {
		if set.String() == name {
			return set, nil
		}
		names = append(names, set.String())
	}
	return have[0], fmt.Errorf("%s=%s: this machine has no such kernels; set it to one of %s, or leave it empty",
		environment, name, strings.Join(names, ", "))
}

// SameBits16 is SameBits for runs in bfloat16: of the sets only AVX2, AVX-512 and AMX compute the same bits.
// (The products of plain Go have them too, but its gates do not.)
func SameBits16(a, b string) bool {
	same := func(name string) bool { return name == "avx2" || name == "avx512" || name == "amx" }
	return a == b || same(a) && same(b)
}
