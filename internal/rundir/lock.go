package rundir

import (
	"context"
	"errors"
	"fmt"
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

// acquire locks dir for its only writer, which is this session. The kernel releases the lock when the process
// ends, however it ends. The file itself stays: if it were removed, two processes could lock two files of the
// same name.
func acquire(dir string, session Session) (*flock.Flock, error) {
	path := filepath.Join(dir, lockFile)
	if stat, err := os.Stat(path); err == nil && !stat.Mode().IsRegular() { // opening a pipe would wait
		return nil, fmt.Errorf("locking %s: %s is not a regular file; remove it", dir, path)
	}
	lock := flock.New(path, flock.SetPermissions(0o666))
	// A reader in alive holds the lock for an instant; that must not turn a writer away.
	ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
	defer cancel()
	ok, err := lock.TryLockContext(ctx, 10*time.Millisecond)
	switch {
	case ok:
		return lock, sign(lock, session)
	case err != nil && !errors.Is(err, context.DeadlineExceeded):
		return nil, fmt.Errorf("locking %s: %w%s", dir, err, atomicfile.Advice(dir, 0, err))
	}
	return nil, fmt.Errorf("%s is %w by %s; wait until it ends or stop it first", dir, errLocked, holder(dir))
}

// sign writes into the lock's file who holds it. Only a message depends on it, so a full disk does not
// matter. Windows lets nobody else read a locked file.
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

// holder names the process that holds the lock of dir: the one that signed it, or else the one that wrote
// run.json.
func holder(dir string) string {
	var pid int
	var host string
	text, err := ReadFile(filepath.Join(dir, lockFile))
	if _, scanErr := fmt.Sscan(string(text), &pid, &host); err == nil && scanErr == nil {
		return fmt.Sprintf("process %d on %s", pid, host)
	}
	if info, err := readInfo(dir); err == nil {
		return fmt.Sprintf("process %d on %s", info.PID, info.Host)
	}
	return "another process"
}

// alive reports whether a process holds the lock of dir. It is not known where the lock cannot be opened, as
// in another user's run.
func alive(dir string) (running, known bool) {
	path := filepath.Join(dir, lockFile)
	stat, err := os.Stat(path)
	if errors.Is(err, os.ErrNotExist) {
		return false, true // a copy made without the lock
	}
	if err != nil || !stat.Mode().IsRegular() {
		return false, false
	}
	lock := flock.New(path, flock.SetFlag(os.O_RDONLY))
	free, err := lock.TryRLock()
	if err != nil {
		return false, false
	}
	return !free, lock.Close() == nil
}

// checkPlace returns an error unless the lock that this run holds is the one in its directory. It is another
// one if the directory was moved and another run was started under its name.
func (r *Run) checkPlace() error {
	held, err := r.lock.Stat()
	if err != nil {
		return fmt.Errorf("%s: the lock: %w", r.Dir, err)
	}
	if there, err := os.Stat(r.lock.Path()); err == nil && os.SameFile(held, there) {
		return nil
	}
	return fmt.Errorf("%s: %w; the run stops. Resume it where it is now, with -resume and its new name", r.Dir, errMoved)
}

// errMoved means that the run directory is no longer where this process made or opened it.
var errMoved = errors.New("the run directory was moved or removed while it was written to")
