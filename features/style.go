package features

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Style is the style of a piece as a mixture: weights by name. They are above 0 and sum to 1. It is nil where
// the style is not known.
type Style map[string]float64

// NewStyle returns a style with the given weights, which are above 0, divided by their sum.
func NewStyle(weights map[string]float64) Style {
	sum := 0.0
	for _, name := range slices.Sorted(maps.Keys(weights)) {
		sum += weights[name]
	}
	style := Style{}
	for name, w := range weights {
		style[name] = w / sum
	}
	return style
}

// text is a line with the style for hashes, empty where it is not known.
func (s Style) text() string {
	if s == nil {
		return ""
	}
	return fmt.Sprintln(map[string]float64(s)) // in the order of the names
}

// FolderOf is the first folder of a piece's name, its path below the corpus folder; empty for a piece without
// one.
func FolderOf(piece string) string {
	folder, _, ok := strings.Cut(piece, "/")
	if !ok {
		return ""
	}
	return folder
}

// SetStyles gives each piece the one style that of returns for its name; empty is none.
func (c *Corpus) SetStyles(of func(piece string) string) {
	for _, p := range c.Pieces {
		p.Style = nil
		if name := of(p.Name); name != "" {
			p.Style = Style{name: 1}
		}
	}
}

// StyleNames lists the styles of pieces in the order of their names.
func StyleNames(pieces []*Piece) []string {
	names := map[string]bool{}
	for _, p := range pieces {
		for name := range p.Style {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
