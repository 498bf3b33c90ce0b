package kernel

import "fmt"

// check panics unless x holds a rows×columns matrix whose rows are ld apart.
func check(name string, x []float32, rows, columns, ld int) {
	if rows < 0 || columns < 0 {
		panic(fmt.Sprintf("kernel: %s of %d×%d numbers", name, rows, columns))
	}
	if rows == 0 || columns == 0 {
		return
	}
	if rows > 1 && ld < columns {
		panic(fmt.Sprintf("kernel: %s has rows of %d numbers, but %d apart", name, columns, ld))
	}
	if need := (rows-1)*ld + columns; len(x) < need {
		panic(fmt.Sprintf("kernel: %s has %d numbers, fewer than the %d of %d×%d with rows %d apart", name, len(x), need, rows, columns, ld))
	}
}
