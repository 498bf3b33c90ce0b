package rundir

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/console"
)

// ErrNoCheckpoint means that a run has no checkpoint yet.
var ErrNoCheckpoint = errors.New("no checkpoint yet")

// Epochs lists the epochs of the checkpoints of the run in dir, in increasing order.
func Epochs(dir string) ([]int, error) {
	entries, err := os.ReadDir(filepath.Join(dir, checkpointsDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, CheckRunDir(dir)
	}
	if err != nil {
		return nil, err
	}
	var epochs []int
	for _, entry := range entries {
		if epoch, ok := epochOfName(entry.Name()); ok {
			epochs = append(epochs, epoch)
		}
	}
	slices.Sort(epochs)
	return epochs, nil
}

// Latest loads the newest intact checkpoint of the run in dir. Warnings say what is wrong with newer ones.
// The error wraps [ErrNoCheckpoint] if there is no checkpoint at all.
func Latest(dir string) (c *Checkpoint, warnings []string, err error) {
	epochs, err := Epochs(dir)
	if err != nil {
		return nil, nil, err
	}
	if len(epochs) == 0 {
		return nil, nil, fmt.Errorf("%s: %w", dir, ErrNoCheckpoint)
	}
	for _, epoch := range slices.Backward(epochs) {
		c, err := Load(CheckpointPath(dir, epoch))
		if err == nil {
			return c, warnings, nil
		}
		warnings = append(warnings, err.Error())
	}
	return nil, nil, fmt.Errorf("%s: no checkpoint can be loaded:\n%s", dir, strings.Join(warnings, "\n"))
}

// Resolve finds a checkpoint file of the run in dir: which is "best", "last" or an epoch. The error lists the
// epochs to choose from.
func Resolve(dir, which string) (path string, err error) {
	epochs, err := Epochs(dir)
	if err != nil {
		return "", err
	}
	if len(epochs) == 0 {
		return "", fmt.Errorf("%s: %w", dir, ErrNoCheckpoint)
	}
	var epoch int
	switch which {
	case "last":
		epoch = epochs[len(epochs)-1]
	case "best":
		info, err := readInfo(dir)
		if err != nil {
			return "", err
		}
		if info.Best == nil {
			return "", fmt.Errorf("%s has no best checkpoint, because nothing was validated; it has %s", dir, console.Numbers(epochs))
		}
		epoch = info.Best.Epoch
	default:
		epoch, err = strconv.Atoi(which)
		if err != nil {
			return "", fmt.Errorf("checkpoint %q is neither best nor last nor an epoch; %s has %s", which, dir, console.Numbers(epochs))
		}
	}
	if !slices.Contains(epochs, epoch) {
		what := "" // the epoch, unless it was given as a number
		if which == "best" {
			what = ", its best"
		}
		return "", fmt.Errorf("%s has no checkpoint of epoch %d%s; it has %s", dir, epoch, what, console.Numbers(epochs))
	}
	return CheckpointPath(dir, epoch), nil
}

// Save writes the checkpoint of c.Epoch, records it and c.Best in run.json, and then deletes older
// checkpoints except the last keep, this one included, and the best; keep 0 keeps all. Nothing is deleted
// before the new checkpoint is safely on the disk, and checkpoints of later epochs are left alone.
func (r *Run) Save(c *Checkpoint, keep int) error {
	if r.metrics == nil {
		panic("rundir: Save before Resume")
	}
	if keep < 0 {
		panic("rundir: Save cannot keep fewer than 0 checkpoints")
	}
	if err := r.checkPlace(); err != nil {
		return err
	}
	// Resuming from this checkpoint keeps the rows up to here, so they have to be on the disk first.
	if err := r.metrics.Sync(); err != nil {
		return fmt.Errorf("%s: %w", MetricsPath(r.Dir), err)
	}
	if err := c.Write(CheckpointPath(r.Dir, c.Epoch)); err != nil {
		return err
	}
	r.Info.Epoch, r.Info.Best = max(c.Done(), 0), c.Best
	if err := r.SaveInfo(); err != nil {
		return err
	}
	if keep == 0 {
		return nil
	}
	return r.prune(c, keep)
}

// prune deletes the checkpoints up to c except the last keep of them and the best.
func (r *Run) prune(c *Checkpoint, keep int) error {
	epochs, err := Epochs(r.Dir)
	if err != nil {
		return err
	}
	epochs = slices.DeleteFunc(epochs, func(epoch int) bool { return epoch > c.Epoch })
	for _, epoch := range epochs[:max(0, len(epochs)-keep)] {
		if c.Best != nil && c.Best.Epoch == epoch {
			continue
		}
		if err := os.Remove(CheckpointPath(r.Dir, epoch)); err != nil {
			return err
		}
	}
	return nil
}

// LoadCheckpoint loads a checkpoint of the run in dir: which is "best", "last" or an epoch; empty is the best
// where something was validated, otherwise the last. It is the last too where run.json is damaged: the weights are
// what is left of such a run.
func LoadCheckpoint(dir, which string) (path string, c *Checkpoint, err error) {
	if which == "" {
		info, err := ReadInfo(dir)
		if err != nil && !errors.Is(err, errDamagedInfo) {
			return "", nil, err
		}
		which = "last"
		if info.Best != nil {
			which = "best"
		}
	}
	if path, err = Resolve(dir, which); err != nil {
		return "", nil, err
	}
	if c, err = Load(path); err != nil {
		return path, nil, errors.Join(err, othersThan(path, dir))
	}
	return path, c, nil
}

// othersThan names the checkpoints of the run in dir besides one that cannot be read, nil where there are none.
func othersThan(path, dir string) error {
	epochs, err := Epochs(dir)
	epochs = slices.DeleteFunc(epochs, func(epoch int) bool { return CheckpointPath(dir, epoch) == path })
	if err != nil || len(epochs) == 0 {
		return nil
	}
	return fmt.Errorf("%s has other checkpoints, of epochs %s", dir, console.Numbers(epochs))
}
