package console

import (
	"io"
)

// output is where a command writes, and how it learns of an interrupt.
type Streams struct {
	Results  io.Writer // what was asked for: standard output
	Progress io.Writer // all else: standard error
}
