package survey

import (
	"errors"
	"slices"
)

// audience is the listeners of a study, by name.
type audience map[string]*listener

// listener is what one listener has answered.
type listener struct {
	name    string
	records []Record // the first is that of the start
	slots   map[string]int
}

var (
	// errUnknown means that a token belongs to no listener.
	errUnknown = errors.New("this listener has not started")
	// errConflict means that a listener has answered the same differently before.
	errConflict = errors.New("this was answered before, and differently; the first answer stays")
	errNotAsked = errors.New("this listener was not asked about this")
)

// has tells whether a record is there already. The error says why it cannot be added.
func (a audience) has(r Record) (bool, error) {
	l := a[r.Listener]
	if l == nil {
		if r.Kind != startKind {
			return false, errUnknown
		}
		return false, nil
	}
	if i, there := l.slots[r.slot()]; there {
		if !l.records[i].same(r) {
			return true, errConflict
		}
		return true, nil
	}
	if r.Kind == trialKind && !slices.ContainsFunc(l.order(), func(t Trial) bool { return slices.Equal(t, r.Trial) }) {
		return false, errNotAsked
	}
	return false, nil
}

// keep adds a record that is not there.
func (a audience) keep(r Record) {
	l := a[r.Listener]
	if l == nil {
		l = &listener{name: r.Listener, slots: map[string]int{}}
		a[r.Listener] = l
	}
	l.slots[r.slot()] = len(l.records)
	l.records = append(l.records, r)
}

func (l *listener) order() []Trial { return l.records[0].Order }

// of returns the records of a kind in their order.
func (l *listener) of(kind string) (records []Record) {
	for _, r := range l.records {
		if r.Kind == kind {
			records = append(records, r)
		}
	}
	return records
}

// finished tells whether a listener has answered everything.
func (l *listener) finished() bool {
	return len(l.of(afterKind)) > 0 && len(l.of(trialKind)) == len(l.order())
}
