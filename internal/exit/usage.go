package exit

import (
	"fmt"
)

// usageError is a mistake on the command line.
type Error struct{ error }

func Usagef(format string, args ...any) error { return Error{fmt.Errorf(format, args...)} }
