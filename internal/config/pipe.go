package config

import (
	"context"
	"fmt"
	"os"

	"workbench/internal/exit"
)

// ReadPipe reads the file of an experiment, once: it can be a pipe. An empty pipe is an error, because
// otherwise the defaults would be trained silently. One that nobody writes to can be interrupted.
func ReadPipe(ctx context.Context, path string) ([]byte, error) {
	var err error
	text, ok := exit.UntilCancelled(ctx, func() (text []byte) {
		text, err = ReadText(path)
		return text
	})
	if !ok {
		return nil, exit.ErrInterrupted
	}
	if err == nil && len(text) == 0 && !IsRegular(path) {
		return nil, &Error{Problems: []string{fmt.Sprintf("%s: is empty; a pipe can be read only once", path)}}
	}
	return text, err
}

// IsRegular reports whether path is a file that can be read again.
func IsRegular(path string) bool {
	stat, err := os.Stat(path)
	return err == nil && stat.Mode().IsRegular()
}
