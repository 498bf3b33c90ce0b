package rundir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"workbench/internal/atomicfile"
)

// errLocked means that another process, or another Run of this one, writes to the directory.
var errLocked = errors.New("in use")

// acquire locks dir for its only writer, which is this session. The kernel lets go of the lock when the process ends, however it ends; the
// file itself stays, because removing it would let two processes lock two files of the same name.
func acquire(dir string, session Session) (*flock.Flock, error) {
	lock := flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(0o666))
	// A reader in alive holds the lock for an instant; that must not turn a writer away.
	patience, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	ok, err := lock.TryLockContext(patience, 10*time.Millisecond)
	switch {
	case ok:
		return lock, sign(lock, session)
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("locking %s: %w%s", dir, err, atomicfile.Advice(dir, 0, err))
	}
	return nil, fmt.Errorf("%s is %w by %s; wait until it ends or stop it first", dir, errLocked, holder(dir))
}

// sign writes into the lock's file who holds it. Only a message depends on it, so a full disk does not keep anybody out. Windows lets nobody
// else read a locked file.
func sign(lock *flock.Flock, session Session) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	err := os.WriteFile(lock.Path(), fmt.Appendf(nil, "%d %s\n", session.PID, session.Host), 0o666)
	if err != nil && !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) {
		return errors.Join(fmt.Errorf("locking: %w%s", err, atomicfile.Advice(filepath.Dir(lock.Path()), 0, err)), lock.Close())
	}
	return nil
}

// holder names the process that holds the lock of dir. Without its signature that is taken for the one that wrote run.json.
func holder(dir string) string {
	var pid int
	var host string
	text, err := os.ReadFile(filepath.Join(dir, lockFile))
	if _, scanErr := fmt.Sscan(string(text), &pid, &host); err == nil && scanErr == nil {
		return fmt.Sprintf("process %d on %s", pid, host)
	}
	if info, err := readInfo(dir); err == nil {
		return fmt.Sprintf("process %d on %s", info.PID, info.Host)
	}
	return "another process"
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
