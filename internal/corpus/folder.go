package corpus

import (
	"fmt"
	"io"
	"math"

	"workbench/features"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/memory"
)

// readFolder reads a folder of music. A large one shows how far it is, and ends with an error before its pieces fill the machine's memory.
func ReadFolder(dir string, stepsPerQuarter int, screen io.Writer) (*features.Corpus, error) {
	p := console.NewProgress(screen, io.Discard)
	defer p.Clear()
	left, known := memory.Left("/")
	if !known {
		left = memory.Amount(math.Inf(1))
	}
	return features.WatchedFolder(dir, stepsPerQuarter, WatchMemory(p, left))
}

// watch shows how far the reading of a folder is, and ends it when the pieces have filled the memory that is left.
func WatchMemory(p *console.Progress, left memory.Amount) features.Watch {
	return func(read, all, steps int) error {
		p.Show("read %d of %d files", read, all)
		if taken := memory.Amount(steps) * BytesPerStep; taken > left {
			return fmt.Errorf("after %d of %d files the pieces fill %v, and no more memory is left here; name a folder with fewer files, or a coarser grid", read, all, taken)
		}
		return nil
	}
}

// bytesPerStep is what a piece takes for each step: a byte a key, its share of a measure, and what is made of it in training.
const BytesPerStep = 2 * features.Keys

// loadCorpus is readCorpus without a screen.
func Load(c *config.Config) (*features.Corpus, error) { return Read(c, io.Discard) }
