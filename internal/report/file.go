package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Each report begins with the marker, so that a later report may replace it.
const (
	htmlMarker     = "<!-- report of experiments: written anew by each `experiments report` -->"
	htmlBeginning  = "<!doctype html>\n" + htmlMarker
	markdownMarker = htmlMarker
)

// MayReplace returns an error if path exists and is not a report.
func MayReplace(path string) error {
	stat, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !stat.Mode().IsRegular() { // opening a pipe would wait
		return fmt.Errorf("%s is not a regular file; name another file", filepath.ToSlash(path))
	}
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	head := make([]byte, len(htmlBeginning))
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%s exists: %w; name another file", path, err)
	}
	if head = head[:n]; bytes.HasPrefix(head, []byte(htmlBeginning)) || bytes.HasPrefix(head, []byte(markdownMarker)) {
		return nil
	}
	return fmt.Errorf("%s exists and is not a report; name another file, or move it away", filepath.ToSlash(path))
}
