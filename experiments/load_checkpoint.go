package main

import "workbench/runs"

// loadCheckpoint reads a checkpoint of a run: best, last or an epoch; with which empty, the best where something was validated, otherwise the last.
func loadCheckpoint(dir, which string) (path string, c *runs.Checkpoint, err error) {
	if which == "" {
		info, err := runs.ReadInfo(dir)
		if err != nil {
			return "", nil, err
		}
		which = "last"
		if info.Best != nil {
			which = "best"
		}
	}
	if path, err = runs.Resolve(dir, which); err != nil {
		return "", nil, err
	}
	c, err = runs.Load(path)
	return path, c, err
}
