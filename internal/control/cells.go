package control

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"workbench/features"
)

// cellRule is a constraint on a rectangle of cells, as JSON has it:
//
//	{"cells": [{"step": 0, "last_step": 3, "key": "C4", "last_key": "E4", "must": "sound"}]}
//
// last_step and last_key are left out for a single step or key. Later rules replace earlier ones.
type cellRule struct {
	Step     int    `json:"step"`      // from 0, counted from the first composed or kept step
	LastStep *int   `json:"last_step"` // included
	Key      string `json:"key"`       // as in [ParseKey]
	LastKey  string `json:"last_key"`
	Must     string `json:"must"` // sound, onset, silent or free
}

var musts = map[string]Cells{"sound": MustSound, "onset": MustBegin, "silent": MustBeSilent, "free": Free}

// parseCells reads rules for cells from JSON.
func parseCells(data []byte) ([]cellRule, error) {
	var file struct {
		Cells []cellRule `json:"cells"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		var typed *json.UnmarshalTypeError
		if errors.As(err, &typed) { // whose text names types of Go
			err = fmt.Errorf("%s after byte %d", typed.Value, typed.Offset)
		}
		return nil, fmt.Errorf(`the file must be like {"cells": [{"step": 0, "key": "C4", "must": "sound"}]}: %w`, err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more after the closing brace")
	}
	return file.Cells, nil
}

// apply sets the cells that a rule speaks of.
func (r cellRule) apply(c *Constraints) error {
	must, ok := musts[r.Must]
	if !ok {
		return fmt.Errorf("must = %q: must be sound, onset, silent or free", r.Must)
	}
	first, err := ParseKey(r.Key)
	if err != nil {
		return err
	}
	last, lastStep := first, r.Step
	if r.LastKey != "" {
		if last, err = ParseKey(r.LastKey); err != nil {
			return err
		}
	}
	if r.LastStep != nil {
		lastStep = *r.LastStep
	}
	if r.Step < 0 || lastStep < r.Step || lastStep >= len(c.Steps) || last < first {
		return fmt.Errorf("steps %d to %d, keys %s to %s: steps go from 0 to %d, and the first of two comes first", r.Step, lastStep, r.Key, cmp.Or(r.LastKey, r.Key), len(c.Steps)-1)
	}
	if first, last = first+c.transposed, last+c.transposed; first < features.Lowest || last > features.Highest {
		return fmt.Errorf("key %s: the model plays the piece %+d semitones away, and the key is not on the piano then", r.Key, c.transposed)
	}
	for t := r.Step; t <= lastStep; t++ {
		for key := first; key <= last; key++ {
			c.Steps[t].Cells[key-features.Lowest], c.Steps[t].Velocities[key-features.Lowest] = must, 0
		}
	}
	return nil
}
