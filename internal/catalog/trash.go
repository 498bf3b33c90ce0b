package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"workbench/internal/rundir"
)

// trashFolder is beside the runs. Its name begins with a dot, so that no command looks for runs in it.
const trashFolder = ".trash"

// Delete moves a run directory to the folder .trash beside it and returns its new path. A run that is being
// trained is refused.
func Delete(dir string) (to string, err error) {
	info, err := rundir.ReadInfo(dir)
	if err != nil {
		return "", err
	}
	if info.Status == rundir.Running {
		return "", fmt.Errorf("%s is being trained; interrupt it first", dir)
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	trash := filepath.Join(filepath.Dir(dir), trashFolder)
	if err := os.MkdirAll(trash, 0o777); err != nil {
		return "", err
	}
	to = filepath.Join(trash, filepath.Base(dir))
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		} else if err != nil {
			return "", err
		}
		to = filepath.Join(trash, fmt.Sprintf("%s-%d", filepath.Base(dir), n))
	}
	return to, os.Rename(dir, to)
}
