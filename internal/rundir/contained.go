package rundir

import (
	"fmt"
	"path/filepath"
)

// within returns an error if a file of the run in dir is a link that leads out of it: a report or a page of a run shows nothing else.
func Contained(dir, path string) error {
	inside, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return err
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return err
	}
	if rest, err := filepath.Rel(inside, real); err != nil || !filepath.IsLocal(rest) {
		return fmt.Errorf("%s leads out of the run directory, and is left out", path)
	}
	return nil
}
