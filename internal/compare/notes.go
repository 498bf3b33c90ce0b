package compare

import (
	"fmt"
	"slices"
	"strings"
)

// notes explain the columns, one sentence or two each.
func (t *Table) notes(columns []*column) []string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	has := func(keys ...string) bool {
		return slices.ContainsFunc(columns, func(c *column) bool { return slices.Contains(keys, c.key) })
	}
	if t.all > len(t.Groups) {
		add("%d of %d rows.", len(t.Groups), t.all)
	}
	if !t.Comparable() {
		add("The runs have different corpora or splits: compare losses only where the corpus is the same.")
	}
	if has("best", "last") {
		add("best and last: losses on the validation pieces. best is the lowest of all epochs, which is a little optimistic for new pieces.")
	}
	if has("train", "seconds_per_epoch") {
		add("train and time: medians of the last %d epochs of training.", lastEpochs)
	}
	if slices.ContainsFunc(t.Groups, func(g *Group) bool { return len(g.Runs) > 1 }) {
		add("×N: median of N seeds; spread: from the lowest to the highest.")
	}
	if has("best") {
		notes = append(notes, t.significanceNotes()...)
	}
	if v := t.Runs[0].Baseline; v != nil && !has("baseline") {
		what := t.Runs[0].BaselineName
		add("%s has a loss of %.3f %s on the validation pieces.", strings.ToUpper(what[:1])+what[1:], *v, t.lossUnit())
	}
	if !t.SameUnits() {
		add("Losses are per unit of each model. nats/step and nats/note make them comparable only as far as the models predict the " +
			"same: onsets and held keys of a roll, all of a performance with timing and velocities, or a melody and chord names.")
	}
	return notes
}

// lossUnit is the unit of the losses.
func (t *Table) lossUnit() string {
	if !t.SameUnits() {
		return "nats/unit"
	}
	return "nats/" + t.Runs[0].Unit
}
