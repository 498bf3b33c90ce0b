package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"workbench/internal/config"
)

// readConfig reads the file of an experiment, once: it can be a pipe. An empty pipe is an error, because its defaults would
// be trained without a word.
func readConfig(path string) ([]byte, error) {
	text, err := config.ReadText(path, config.MaxConfigFile)
	if err == nil && len(text) == 0 && !isRegular(path) {
		err = errors.New("is empty; a pipe can be read only once")
	}
	if err != nil {
		var cause *fs.PathError
		if errors.As(err, &cause) {
			err = cause.Err
		}
		return nil, &config.Error{Problems: []string{fmt.Sprintf("%s: %v", path, err)}}
	}
	return text, nil
}

// isRegular reports whether path is a file that can be read again.
func isRegular(path string) bool {
	stat, err := os.Stat(path)
	return err == nil && stat.Mode().IsRegular()
}
