package model

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/memory"
)

// CheckTrainingMemory returns an error if training with a config on segments of up to the given number of steps
// needs more memory than is available. If the system does not report its memory, there is no error.
func CheckTrainingMemory(c *config.Config, steps int) error {
	needed := TrainingMemory(c, steps)
	left, ok := memory.Left("/")
	if !ok || needed <= left {
		return nil
	}
	keys := config.KeysOf(c)
	var layers []string
	for _, key := range []string{"model.time_layers", "model.note_layers"} {
		if slices.Contains(keys.Paths, key) {
			layers = append(layers, fmt.Sprintf("%s = [%s]", key, console.Numbers(keys.Value(key).([]int))))
		}
	}
	return fmt.Errorf("training needs about %v of memory, and %v are left here; lower train.batch = %d or train.segment = %d (%d steps at most), or the sizes in %s",
		needed, left, c.Train.Batch, c.Train.Segment, steps, strings.Join(layers, " and "))
}

// CheckComposingMemory is [CheckTrainingMemory] for composing compose.count pieces.
func CheckComposingMemory(c *config.Config) error {
	return checkComposing(c, c.Compose.Count, fmt.Sprintf("lower -count %d or -steps %d", c.Compose.Count, c.Compose.Steps))
}

// CheckParticleMemory is CheckComposingMemory for one piece that is composed by a number of particles. advice says
// what to do if they are too many.
func CheckParticleMemory(c *config.Config, particles int, advice string) error {
	if err := checkComposing(c, particles, advice); err != nil {
		return fmt.Errorf("%d particles are composed side by side: %w", particles, err)
	}
	return nil
}

func checkComposing(c *config.Config, pieces int, advice string) error {
	needed := cost(c).Temporary(pieces, c.Compose.Steps)
	left, ok := memory.Left("/")
	if !ok || needed <= left {
		return nil
	}
	return fmt.Errorf("composing needs about %v of memory, and %v are left here; %s", needed, left, advice)
}

// TrainingMemory estimates the memory for training on segments of the given number of steps.
func TrainingMemory(c *config.Config, steps int) memory.Amount {
	return cost(c).ForTraining(c.Train.Batch, steps, c.Compose.Count, c.Compose.Steps)
}

func temporaryMemory(c *config.Config) memory.Amount {
	return cost(c).Temporary(c.Compose.Count, c.Compose.Steps)
}

func cost(c *config.Config) memory.Cost {
	if of := kinds[c.Model.Kind].Cost; of != nil {
		return of(c)
	}
	return memory.Cost{}
}

// LimitGarbage limits the heap to its current size plus what evaluating and composing need for a time.
// Otherwise the garbage collector would let garbage take as much memory again as the network. The returned
// function removes the limit.
func LimitGarbage(c *config.Config) (undo func()) {
	if cost(c).Weights == 0 { // small, and not estimated
		return func() {}
	}
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	before := debug.SetMemoryLimit(-1)
	if limit := int64(now.HeapAlloc) + int64(temporaryMemory(c)); limit < before {
		debug.SetMemoryLimit(limit)
	}
	return func() { debug.SetMemoryLimit(before) }
}
