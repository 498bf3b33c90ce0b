package runs

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// errLocked means that another process, or another Run of this one, writes to the directory.
var errLocked = errors.New("in use")

// acquire locks dir for its only writer. The kernel lets go of the lock when the process ends, however it ends; the
// file itself stays, because removing it would let two processes lock two files of the same name.
func acquire(dir string) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(0o666))
	// A reader in alive holds the lock for an instant; that must not turn a writer away.
	patience, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	ok, err := lock.TryLockContext(patience, 10*time.Millisecond)
	switch {
	case ok:
		return lock, nil
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	}
	holder := "another process"
	if info, err := readInfo(dir); err == nil {
		holder = fmt.Sprintf("process %d on %s", info.PID, info.Host)
	}
	return nil, fmt.Errorf("%s is %w by %s; wait until it ends or stop it first", dir, errLocked, holder)
}

// alive reports whether a process holds the lock of dir.
func alive(dir string) (bool, error) {
	lock := flock.New(filepath.Join(dir, lockFile), flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil // a copy made without the lock
	}
	if err != nil {
		return false, fmt.Errorf("asking for the lock of %s: %w", dir, err)
	}
	return !free, lock.Close()
}
