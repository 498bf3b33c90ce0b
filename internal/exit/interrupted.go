package exit

import (
	"errors"
)

// errInterrupted says that the user stopped the program and all is in order.
var ErrInterrupted = errors.New("interrupted")
