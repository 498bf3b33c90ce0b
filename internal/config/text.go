package config

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// ReadUpTo reads a file, which may be a pipe. It returns an error for more than the given number of bytes, so
// endless devices are safe.
func ReadUpTo(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("more than %d bytes", most)}
	}
	return data, err
}
