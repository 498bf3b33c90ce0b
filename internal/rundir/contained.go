package rundir

import (
	"fmt"
	"path/filepath"
)

// Contained returns an error if path, a file of the run in dir, is a link that leads out of dir. Reports and
// pages of a run show nothing from elsewhere.
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
