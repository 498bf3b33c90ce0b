package solver

import (
	"fmt"
	"maps"
	"slices"
)

// stepsKey is the entry of the state that belongs to no parameter. The others contain a slash.
const stepsKey = "steps"

// State copies what the solver remembers; see Solver.
func (d *descent) State() map[string][]float32 {
	state := map[string][]float32{stepsKey: {float32(d.steps)}}
	for key, kept := range d.entries() {
		state[key] = slices.Clone(kept)
	}
	return state
}

// Restore takes back what State gave; see Solver.
func (d *descent) Restore(state map[string][]float32) error {
	entries := d.entries()
	if err := d.fits(state, entries); err != nil {
		return err
	}
	d.steps = int(state[stepsKey][0])
	for key, kept := range entries {
		copy(kept, state[key])
	}
	return nil
}

// fits says which entry of a state is wrong: the first by name, and how many more there are.
func (d *descent) fits(state, entries map[string][]float32) error {
	sizes := map[string]int{stepsKey: 1}
	for key, kept := range entries {
		sizes[key] = len(kept)
	}
	var problems []string
	for _, key := range slices.Sorted(maps.Keys(sizes)) {
		if values, ok := state[key]; !ok {
			problems = append(problems, fmt.Sprintf("%q is missing", key))
		} else if len(values) != sizes[key] {
			problems = append(problems, fmt.Sprintf("%q has %d values instead of %d", key, len(values), sizes[key]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(state)) {
		if _, ok := sizes[key]; !ok {
			problems = append(problems, fmt.Sprintf("%q is unknown", key))
		}
	}
	if len(problems) == 0 {
		if n := state[stepsKey][0]; !(n >= 0 && n <= maxSteps && n == float32(int(n))) {
			problems = append(problems, fmt.Sprintf("%q is %v instead of a count", stepsKey, n))
		}
	}
	switch len(problems) {
	case 0:
		return nil
	case 1:
		return fmt.Errorf("state of %s: %s", d.config.Name, problems[0])
	}
	return fmt.Errorf("state of %s: %s (and %d more)", d.config.Name, problems[0], len(problems)-1)
}

// entries are the live slices of the state by key, without the number of steps.
func (d *descent) entries() map[string][]float32 {
	entries := map[string][]float32{}
	for _, p := range d.params {
		for i, slot := range d.slots() {
			entries[p.Name+"/"+slot] = p.kept[i]
		}
	}
	return entries
}
