package control

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

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
		Cells []json.RawMessage `json:"cells"`
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&file); err != nil {
		return nil, fmt.Errorf(`the file must be like {"cells": [{"step": 0, "key": "C4", "must": "sound"}]}: %w`, plain(err))
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, fmt.Errorf("there is more after the closing brace")
	}
	rules := make([]cellRule, len(file.Cells))
	for i, text := range file.Cells {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&rules[i]); err != nil {
			return nil, fmt.Errorf("rule %d: %w", i+1, plain(err))
		}
	}
	return rules, nil
}

// cellForms say what the keys of the file hold; the empty one is that of a rule, or of the whole.
var cellForms = map[string]string{
	"":          "an object in braces",
	"cells":     "a list of rules",
	"step":      "a whole number from 0",
	"last_step": "a whole number from 0",
	"key":       `a text such as "C4"`,
	"last_key":  `a text such as "C4"`,
	"must":      "sound, onset, silent or free",
}

// plain says in the terms of the file what is wrong with its JSON, where Go's error names its own types.
func plain(err error) error {
	var typed *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err == io.EOF:
		return errors.New("it is empty")
	case err == io.ErrUnexpectedEOF:
		return errors.New("it ends too early")
	case errors.As(err, &syntax):
		return fmt.Errorf("byte %d: %w", syntax.Offset, err)
	case !errors.As(err, &typed):
		return errors.New(strings.TrimPrefix(err.Error(), "json: "))
	}
	kind, number, _ := strings.Cut(typed.Value, " ")
	found := map[string]string{"number": "a number", "string": "a text", "array": "a list", "object": "an object", "bool": "true or false"}[kind]
	if number != "" {
		found = "the number " + number
	}
	if typed.Field != "" {
		return fmt.Errorf("%q: found %s, wanted %s", typed.Field, found, cellForms[typed.Field])
	}
	return fmt.Errorf("found %s, wanted %s", found, cellForms[""])
}

// apply sets the cells that a rule speaks of.
func (r cellRule) apply(c *Constraints) error {
	must, ok := musts[r.Must]
	if !ok {
		return fmt.Errorf("must = %q: must be sound, onset, silent or free", r.Must)
	}
	first, err := ParseKey(r.Key)
	if err != nil {
		return fmt.Errorf(`"key": %w`, err)
	}
	last, lastStep := first, r.Step
	if r.LastKey != "" {
		if last, err = ParseKey(r.LastKey); err != nil {
			return fmt.Errorf(`"last_key": %w`, err)
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
