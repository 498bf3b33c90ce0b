package sweep

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"workbench/internal/atomicfile"
)

// The locks of a search are files in .locks of its directory: one for the journal, held for an instant, and one
// for each trial, held by the process that trains it. The system releases the locks of a process that dies.

func lockPath(parent, name string) string { return filepath.Join(parent, ".locks", name) }

// lockJournal waits for the lock of the journal.
func lockJournal(parent string) (*flock.Flock, error) {
	path := lockPath(parent, "journal")
	if err := atomicfile.MakeParents(path); err != nil {
		return nil, err
	}
	const timeout = time.Minute // far longer than a decision takes
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	lock := flock.New(path, flock.SetPermissions(0o666))
	if ok, err := lock.TryLockContext(ctx, 5*time.Millisecond); !ok {
		return nil, fmt.Errorf("locking %s: %w; the directory must be on a file system with locks", path, err)
	}
	return lock, nil
}

// tryLockTrial locks the trial with a number from 1 unless another process has it.
func tryLockTrial(parent string, number int) (lock *flock.Flock, ok bool, err error) {
	lock = flock.New(lockPath(parent, trialDirectory(number)), flock.SetPermissions(0o666))
	ok, err = lock.TryLock()
	if err != nil {
		err = fmt.Errorf("locking %s: %w", lock.Path(), err)
	}
	return lock, ok, err
}
