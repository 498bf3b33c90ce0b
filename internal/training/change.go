package training

import (
	"slices"
	"strings"

	"workbench/internal/config"
	"workbench/internal/rundir"
)

// changesOf lists the keys whose values differ between two configs, in the order of their names. A key that only
// one of them has belongs to another kind or feature group, whose own key has changed.
func changesOf(before, after *config.Config) (changes []rundir.Change) {
	from, to := config.KeysOf(before), config.KeysOf(after)
	for _, key := range slices.Sorted(slices.Values(to.Paths)) {
		if !slices.Contains(from.Paths, key) {
			continue
		}
		old, current := config.TOMLValue(from.Value(key)), config.TOMLValue(to.Value(key))
		if old != current {
			changes = append(changes, rundir.Change{Key: key, From: old, To: current})
		}
	}
	return changes
}

// mayChange reports whether a run can be resumed with another value of a key. The shape of the model and of its
// input, the music and the random numbers cannot change. Folders of music and tables of styles can be moved:
// that it is the same music in the same styles is checked.
func mayChange(key string) bool {
	switch key {
	case "name", "data.midi", "data.frames", "data.styles":
		return true
	case "optimizer.name", "train.init_from", "train.reinit":
		return false
	}
	section, name, _ := strings.Cut(key, ".")
	return slices.Contains([]string{"loss", "optimizer", "train", "compose"}, section) || strings.Contains(name, "dropout")
}

// changesBatches reports whether a key decides how an epoch is divided into batches.
func changesBatches(key string) bool {
	return slices.Contains([]string{"train.batch", "train.segment", "train.input_noise", "train.updates_per_epoch"}, key)
}
