package config

import (
	"fmt"
	"io"
	"os"
)

// readUpTo reads a file. It returns an error for more than the given number of bytes, so endless devices are
// safe.
func readUpTo(path string, most int64) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(data)) > most {
		return nil, fmt.Errorf("more than %d bytes", most)
	}
	return data, err
}
