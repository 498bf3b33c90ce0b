package main

import (
	"fmt"
	"io"
	"math"

	"workbench/features"
)

// readFolder reads a folder of music. A large one shows how far it is, and ends with an error before its pieces fill the machine's memory.
func readFolder(dir string, stepsPerQuarter int, screen io.Writer) (*features.Corpus, error) {
	p := newProgress(screen, io.Discard)
	defer p.wipe()
	left, known := memoryLeft("/")
	if !known {
		left = memory(math.Inf(1))
	}
	return features.WatchedFolder(dir, stepsPerQuarter, watchMemory(p, left))
}

// watch shows how far the reading of a folder is, and ends it when the pieces have filled the memory that is left.
func watchMemory(p *progress, left memory) features.Watch {
	return func(read, all, steps int) error {
		p.pass("read %d of %d files", read, all)
		if taken := memory(steps) * bytesPerStep; taken > left {
			return fmt.Errorf("after %d of %d files the pieces fill %v, and no more memory is left here; name a folder with fewer files, or a coarser grid", read, all, taken)
		}
		return nil
	}
}

// bytesPerStep is what a piece takes for each step: a byte a key, its share of a measure, and what is made of it in training.
const bytesPerStep = 2 * features.Keys

// loadCorpus is readCorpus without a screen.
func loadCorpus(c *Config) (*features.Corpus, error) { return readCorpus(c, io.Discard) }
