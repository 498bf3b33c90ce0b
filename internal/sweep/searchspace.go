package sweep

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/search"
)

// newSpace reads the -set flags of a search: KEY=LOW..HIGH with :log or :int, KEY=VALUE,VALUE… for choices, and
// KEY=VALUE, which is fixed. base is the config with the fixed values.
func newSpace(file ConfigFile, sets []string, minimized metric) (space search.Space, fixed []string, base *config.Config, err error) {
	axes, err := newAxes(sets)
	if err != nil {
		return nil, nil, nil, err
	}
	for _, a := range axes {
		if _, isRange, _ := search.ParseRange(a.key, a.values[0]); len(a.values) == 1 && !isRange {
			fixed = append(fixed, a.key+"="+a.values[0])
		}
	}
	if base, err = config.Parse(file.Name, file.Text, fixed); err != nil {
		return nil, nil, nil, err
	}
	keys := config.KeysOf(base)
	for _, a := range axes {
		if slices.Contains(fixed, a.key+"="+a.values[0]) {
			if strings.Contains(a.values[0], "..") && isNumber(keys.Targets[a.key]) {
				return nil, nil, nil, rangeUsage(a, errors.New("is not a range"))
			}
			continue
		}
		p, err := parameter(a, keys.Targets[a.key])
		if err != nil {
			return nil, nil, nil, err
		}
		space = append(space, p)
	}
	if len(space) == 0 {
		return nil, nil, nil, exit.Usagef("sweep: nothing to search: give a range, such as -set optimizer.learning_rate=1e-4..1e-2:log, or choices, such as -set model.dropout=0,0.2")
	}
	return space, fixed, base, checkSpace(file, fixed, space, minimized)
}

func isNumber(target any) bool {
	switch target.(type) {
	case *int, *float64:
		return true
	}
	return false
}

func rangeUsage(a axis, err error) error {
	return exit.Usagef("sweep: -set %s=%s: %v; write a range as LOW..HIGH, with :log for a logarithmic scale or :int for whole numbers, such as 1e-4..1e-2:log",
		a.key, strings.Join(a.values, ","), err)
}

// parameter is an axis as a dimension of a search. target points to the value of its key in a config; nil for a
// key that the config does not use, about which checkSpace knows more.
func parameter(a axis, target any) (search.Parameter, error) {
	for _, value := range a.values {
		p, isRange, err := search.ParseRange(a.key, value)
		switch {
		case !isRange:
			continue
		case len(a.values) > 1:
			return p, rangeUsage(a, errors.New("must be one range or a list of values, not both"))
		case err != nil:
			return p, rangeUsage(a, err)
		case target != nil && !isNumber(target):
			return p, exit.Usagef("sweep: -set %s=%s: a range needs a key that is a number, and %s is not one; list its values instead: -set %s=VALUE,VALUE",
				a.key, value, a.key, a.key)
		}
		if _, whole := target.(*int); whole {
			p.Integer = true
		}
		if err := p.Check(); err != nil {
			return p, rangeUsage(a, err)
		}
		return p, nil
	}
	p := search.Parameter{Key: a.key, Choices: a.values}
	for i, value := range a.values {
		if slices.Contains(a.values[:i], value) {
			return p, exit.Usagef("sweep: -set %s=%s: %s comes twice", a.key, strings.Join(a.values, ","), value)
		}
	}
	return p, nil
}

// checkSpace returns an error unless both ends of each range, and each choice, make a valid config with the
// first values of the other parameters, and has the metric. All mistakes in configs are returned in one
// *[config.Error].
func checkSpace(file ConfigFile, fixed []string, space search.Space, minimized metric) error {
	var wrong mistakes
	check := func(p search.Point) error {
		c, err := config.Parse(file.Name, file.Text, slices.Concat(fixed, space.Settings(p)))
		if err == nil {
			return minimized.check(c)
		}
		return wrong.add(err)
	}
	for k := range space {
		p := make(search.Point, len(space))
		for p[k] = 0; p[k] <= max(1, float64(len(space[k].Choices)-1)); p[k]++ {
			if err := check(p); err != nil {
				return err
			}
			if len(space[k].Choices) == 1 {
				break
			}
		}
	}
	if len(wrong) > 0 {
		return &config.Error{Problems: wrong}
	}
	return nil
}

// describe is a parameter for messages.
func describe(space search.Space) string {
	var parts []string
	for i := range space {
		parts = append(parts, fmt.Sprintf("%s=%s", space[i].Key, &space[i]))
	}
	return strings.Join(parts, " ")
}
