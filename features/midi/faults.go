package midi

import "fmt"

// faults collects what was wrong with a file: each kind once, with its count and first place, so that a
// thousand equal faults make one line.
type faults struct {
	kinds []string
	seen  map[string]*occurrences

	// loss is the first warning of a fault that may have lost notes, "" if there is none.
	loss string
}

type occurrences struct {
	count int
	first string
}

// add adds a fault. where is its place, or "" for a fault of the whole file.
func (w *faults) add(kind, where string) {
	if o := w.seen[kind]; o != nil {
		o.count++
		return
	}
	if w.seen == nil {
		w.seen = make(map[string]*occurrences)
	}
	w.kinds = append(w.kinds, kind)
	w.seen[kind] = &occurrences{count: 1, first: where}
}

// lose adds a fault that may have lost notes.
func (w *faults) lose(kind, where string) {
	w.add(kind, where)
	if w.loss == "" {
		w.loss = w.line(kind)
	}
}

// list returns one line per kind of fault, in the order of their first occurrence.
func (w *faults) list() []string {
	var lines []string
	for _, kind := range w.kinds {
		lines = append(lines, w.line(kind))
	}
	return lines
}

func (w *faults) line(kind string) string {
	switch o := w.seen[kind]; {
	case o.first == "":
		return kind
	case o.count == 1:
		return fmt.Sprintf("%s (%s)", kind, o.first)
	default:
		return fmt.Sprintf("%s (%d times, first in %s)", kind, o.count, o.first)
	}
}
