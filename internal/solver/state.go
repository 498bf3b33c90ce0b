package solver

import (
	"fmt"
	"maps"
	"slices"
)

// stepsKey is the only entry of the state that belongs to no parameter. All others contain a slash.
const stepsKey = "steps"

// State copies the state; see Solver.
func (d *descent) State() map[string][]float32 {
	state := map[string][]float32{stepsKey: {float32(d.steps)}}
	for key, values := range d.entries() {
		state[key] = slices.Clone(values)
	}
	return state
}

// Restore restores a result of State; see Solver.
func (d *descent) Restore(state map[string][]float32) error {
	entries := d.entries()
	if err := d.fits(state, entries); err != nil {
		return err
	}
	d.steps = int(state[stepsKey][0])
	for key, values := range entries {
		copy(values, state[key])
	}
	return nil
}

// fits returns an error that names the first wrong entry of a state and the number of others.
func (d *descent) fits(state, entries map[string][]float32) error {
	sizes := map[string]int{stepsKey: 1}
	for key, values := range entries {
		sizes[key] = len(values)
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

// entries returns the slices of the state by key, without the number of steps.
func (d *descent) entries() map[string][]float32 {
	entries := map[string][]float32{}
	for _, p := range d.params {
		for i, slot := range d.slots() {
			entries[p.Name+"/"+slot] = p.state[i]
		}
	}
	return entries
}
