// Package exit holds the program's exit codes and the errors that stand for them.
package exit

import (
	"errors"
	"fmt"
)

// Exit codes.
const (
	Done        = 0
	Failed      = 1
	Usage       = 2
	Interrupted = 130 // as a shell reports a process that Ctrl-C ended
)

// ErrInterrupted means that the user stopped the program and that everything is saved.
var ErrInterrupted = errors.New("interrupted")

// UsageError is a mistake on the command line; the program exits with [Usage].
type UsageError struct{ error }

// Usagef returns a [UsageError] with this message.
func Usagef(format string, args ...any) error { return UsageError{fmt.Errorf(format, args...)} }
