package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// within returns an error if a file of the run in dir is a link that leads out of it: a report or a page of a run shows nothing else.
func within(dir, path string) error {
	inside, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	if rest, err := filepath.Rel(inside, real); err != nil || !filepath.IsLocal(rest) {
		return fmt.Errorf("%s leads out of the run directory, and is left out", path)
	}
	return nil
}

// readUpTo reads a file of at most so many bytes; a device that never ends is an error too.
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
