package figure

import (
	"fmt"
	"path/filepath"
	"strings"
)

// Format is a file format of figures.
type Format string

// The formats. SVG and PDF are vector graphics.
const (
	PNG Format = "png"
	SVG Format = "svg"
	PDF Format = "pdf"
)

// FormatOf returns the format that the extension of a path names: .png, .svg or .pdf in any case.
func FormatOf(path string) (Format, error) {
	switch f := Format(strings.ToLower(strings.TrimPrefix(filepath.Ext(path), "."))); f {
	case PNG, SVG, PDF:
		return f, nil
	}
	return "", fmt.Errorf("%s: a figure is a .png, .svg or .pdf file", path)
}
