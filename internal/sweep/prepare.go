package sweep

import (
	"fmt"
	"math"
	"path/filepath"
	"strconv"

	"workbench/internal/config"
	"workbench/internal/exit"
	"workbench/internal/search"
)

// ConfigFile is the config that a sweep starts from. Its text is read once, because it can come from a pipe.
type ConfigFile struct {
	Name string // for messages
	Text []byte
}

// Prepare checks everything that can be checked, and makes the directory of the sweep: parent, or
// runs/NAME-sweep if that is empty. name is that of the config.
func Prepare(file ConfigFile, parent string, set []string, seeds int) (name string, trials []*Trial, err error) {
	base, err := config.Parse(file.Name, file.Text, nil)
	if err != nil {
		return "", nil, err
	}
	axes, err := newAxes(set)
	if err != nil {
		return "", nil, err
	}
	for _, a := range axes {
		if _, isRange, _ := search.ParseRange(a.key, a.values[0]); isRange {
			return "", nil, exit.Usagef("sweep: -set %s=%s is a range, which needs -method random, tpe or asha; -method grid takes a list of values", a.key, a.values[0])
		}
	}
	if axes, err = withSeeds(axes, base.Seed, seeds); err != nil {
		return "", nil, err
	}
	if parent == "" {
		parent = filepath.Join("runs", base.Name+"-sweep")
	}
	if trials, err = grid(file, parent, axes); err != nil {
		return "", nil, err
	}
	if isSearch(parent) {
		return "", nil, fmt.Errorf("sweep: %s is a search; continue it with its own -method, or name another directory with -run", parent)
	}
	if err := checkParent(parent, base, trials); err != nil {
		return "", nil, err
	}
	return base.Name, trials, makeParent(parent, file, base)
}

// withSeeds adds the seeds as the last axis.
func withSeeds(axes []axis, first, count int) ([]axis, error) {
	switch {
	case count == 1:
		return axes, nil
	case count > MostTrials:
		return nil, tooMany()
	case first > math.MaxInt-count:
		return nil, exit.Usagef("sweep: -seeds %d from seed = %d on: the last is too large; lower seed", count, first)
	}
	seeds := axis{key: "seed"}
	for _, a := range axes {
		if a.key == seeds.key {
			return nil, exit.Usagef("sweep: -seeds and -set seed exclude each other")
		}
	}
	for i := range count {
		seeds.values = append(seeds.values, strconv.Itoa(first+i))
	}
	return append(axes, seeds), nil
}
