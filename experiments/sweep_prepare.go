package main

import (
	"path/filepath"
	"strconv"
)

// prepareSweep checks all that can be checked, and makes the directory of the sweep. name is that of the config.
func prepareSweep(config, parent string, set []string, seeds int) (name string, trials []*trial, err error) {
	base, err := LoadConfig(config, nil)
	if err != nil {
		return "", nil, err
	}
	axes, err := newAxes(set)
	if err != nil {
		return "", nil, err
	}
	if axes, err = withSeeds(axes, base.Seed, seeds); err != nil {
		return "", nil, err
	}
	if parent == "" {
		parent = filepath.Join("runs", base.Name+"-sweep")
	}
	if trials, err = grid(config, parent, axes); err != nil {
		return "", nil, err
	}
	if err := checkParent(parent, base, trials); err != nil {
		return "", nil, err
	}
	return base.Name, trials, makeParent(parent, config)
}

// withSeeds adds the seeds as the last axis.
func withSeeds(axes []axis, first, count int) ([]axis, error) {
	switch {
	case count == 1:
		return axes, nil
	case count > mostTrials:
		return nil, tooMany()
	}
	seeds := axis{key: "seed"}
	for _, a := range axes {
		if a.key == seeds.key {
			return nil, usagef("sweep: -seeds and -set seed do not go together")
		}
	}
	for i := range count {
		seeds.values = append(seeds.values, strconv.Itoa(first+i))
	}
	return append(axes, seeds), nil
}
