package commandline

import (
	"flag"
	"fmt"
	"math"
	"strconv"
)

// number is a flag for a whole number between bounds.
type number struct {
	value     *int
	low, high int
}

// Number adds a flag for a whole number from low to high; high = math.MaxInt is no upper bound. fallback, the value without the flag, need
// not be between the bounds.
func Number(flags *flag.FlagSet, value *int, name string, fallback, low, high int, usage string) {
	*value = fallback
	flags.Var(number{value, low, high}, name, usage)
}

func (n number) String() string {
	if n.value == nil {
		return "0"
	}
	return strconv.Itoa(*n.value)
}

// Set returns an error for what is no number between the bounds.
func (n number) Set(text string) error {
	value, err := strconv.Atoi(text)
	switch {
	case err == nil && n.low <= value && value <= n.high:
		*n.value = value
		return nil
	case n.high == math.MaxInt:
		return fmt.Errorf("must be a whole number, %d or more", n.low)
	}
	return fmt.Errorf("must be a whole number from %d to %d", n.low, n.high)
}
