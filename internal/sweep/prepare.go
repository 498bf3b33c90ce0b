package sweep

import (
	"path/filepath"
	"strconv"

	"workbench/internal/config"
	"workbench/internal/exit"
)

// prepareSweep checks all that can be checked, and makes the directory of the sweep. name is that of the config.
func Prepare(configFile, parent string, set []string, seeds int) (name string, trials []*Trial, err error) {
	base, err := config.Load(configFile, nil)
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
	if trials, err = grid(configFile, parent, axes); err != nil {
		return "", nil, err
	}
	if err := checkParent(parent, base, trials); err != nil {
		return "", nil, err
	}
	return base.Name, trials, makeParent(parent, configFile)
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
			return nil, exit.Usagef("sweep: -seeds and -set seed do not go together")
		}
	}
	for i := range count {
		seeds.values = append(seeds.values, strconv.Itoa(first+i))
	}
	return append(axes, seeds), nil
}
