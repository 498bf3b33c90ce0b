package musicxml

import "fmt"

// faults collects what the reader had to overlook: each kind once, with how often it occurred and where it
// did so first.
type faults struct {
	kinds []string
	seen  map[string]*occurrences
}

type occurrences struct {
	count int
	first string
}

// add notes one fault at a place in words, "" for the whole file.
func (f *faults) add(kind, where string) {
	if o := f.seen[kind]; o != nil {
		o.count++
		return
	}
	if f.seen == nil {
		f.seen = make(map[string]*occurrences)
	}
	f.kinds = append(f.kinds, kind)
	f.seen[kind] = &occurrences{count: 1, first: where}
}

// list returns one line for each kind of fault, in the order in which they were found.
func (f *faults) list() []string {
	var lines []string
	for _, kind := range f.kinds {
		switch o := f.seen[kind]; {
		case o.first == "":
			lines = append(lines, kind)
		case o.count == 1:
			lines = append(lines, fmt.Sprintf("%s (%s)", kind, o.first))
		default:
			lines = append(lines, fmt.Sprintf("%s (%d times, first in %s)", kind, o.count, o.first))
		}
	}
	return lines
}
