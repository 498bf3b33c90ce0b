package kernel

import (
	"fmt"
	"os"
	"strings"
)

// instructions are the kernels written for one instruction set. They get shapes that were checked, of no zero size.
type instructions interface {
	fmt.Stringer
	// panelWidth is the width of the first of the panels that hold so many columns.
	panelWidth(columns int) int
	product(c []float32, ldc int, a []float32, lda, m int, r *Right, add bool)
	addOuter(c []float32, ldc int, a []float32, lda int, b []float32, ldb, m, k, n int)
	sumRows(sum, x []float32, ldx, m, n int)
	gates(h, cNext, z, bias, c []float32, m, hidden int)
	gatesBackward(z, dc, dh, dhLater, cNext, c []float32, m, hidden int)
}

// variable names the environment variable that overrides the choice of instructions.
const variable = "BIAXIAL_KERNEL"

// current are the instructions in use: the fastest that this machine has, unless the environment names others.
var current, selectError = choose(os.Getenv(variable), available())

// Selected returns the name of the instructions in use, "plain", "avx2" or "avx512".
//
// The environment variable BIAXIAL_KERNEL chooses them. Where it names none that this machine has, Selected returns an
// error that lists those, for the program to stop with; until it does, the default is used.
func Selected() (string, error) { return current.String(), selectError }

// SameBits tells whether the kernels of two names give the same bits on one architecture and GOAMD64 level: those of the vector sets do, plain Go rounds
// elsewhere. Between architectures or levels plain Go may differ from itself, since the compiler fuses its multiply-adds on some, such as arm64.
func SameBits(a, b string) bool { return a == b || a != "plain" && b != "plain" }

// choose returns the instructions of that name, or the first, the fastest, for "" and with an error.
func choose(name string, have []instructions) (instructions, error) {
	if name == "" {
		return have[0], nil
	}
	var names []string
	for _, i := range have {
		if i.String() == name {
			return i, nil
		}
		names = append(names, i.String())
	}
	return have[0], fmt.Errorf("%s=%s: this machine has no such kernels; set it to one of %s, or leave it empty",
		variable, name, strings.Join(names, ", "))
}
