package features

import (
	"errors"
	"slices"
	"syscall"
)

// systemErrors are failures of the machine rather than of a file: too many open files, no memory, a failing
// disk or network. A file that meets one is not skipped, because the corpus would silently be another one.
var systemErrors = []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.EIO, syscall.ESTALE, syscall.ETIMEDOUT}

func systemFailed(err error) bool {
	return slices.ContainsFunc(systemErrors, func(cause error) bool { return errors.Is(err, cause) })
}
