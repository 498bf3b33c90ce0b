// Package faults collects what readers of music files had to repair or leave out, for their warnings.
package faults

import "fmt"

// List collects what was wrong with a file: each kind once, with its count and first place, so that a
// thousand equal faults make one line.
type List struct {
	kinds []string
	seen  map[string]*occurrences
	loss  string // the first line of a fault that may have lost notes
}

type occurrences struct {
	count int
	first string
}

// Add adds a fault. where is its place, or "" for a fault of the whole file.
func (l *List) Add(kind, where string) {
	if o := l.seen[kind]; o != nil {
		o.count++
		return
	}
	if l.seen == nil {
		l.seen = make(map[string]*occurrences)
	}
	l.kinds = append(l.kinds, kind)
	l.seen[kind] = &occurrences{count: 1, first: where}
}

// Lose adds a fault that may have lost notes.
func (l *List) Lose(kind, where string) {
	l.Add(kind, where)
	if l.loss == "" {
		l.loss = l.line(kind)
	}
}

// Loss returns the first line of a fault that may have lost notes, "" if there is none.
func (l *List) Loss() string { return l.loss }

// Lines returns one line per kind of fault, in the order of their first occurrence.
func (l *List) Lines() []string {
	var lines []string
	for _, kind := range l.kinds {
		lines = append(lines, l.line(kind))
	}
	return lines
}

func (l *List) line(kind string) string {
	switch o := l.seen[kind]; {
	case o.first == "":
		return kind
	case o.count == 1:
		return fmt.Sprintf("%s (%s)", kind, o.first)
	default:
		return fmt.Sprintf("%s (%d times, first in %s)", kind, o.count, o.first)
	}
}
