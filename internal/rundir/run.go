// Package runs keeps what an experiment leaves behind: it turns a training run into a directory of plain files, and
// such a directory back into values.
//
//	config.toml                          the resolved config
//	run.json                             Info: status, process, times, code version, counts
//	log.txt                              what was printed
//	metrics.jsonl                        one Metric a line
//	checkpoints/epoch-000100.safetensors Checkpoint
//	samples/epoch-000100-1.mid           what was composed at that epoch
//	figures/loss.png                     pictures, redrawn as the run goes
//	lock                                 held by the process that writes
//
// The directory is complete at every moment: a file is written beside its place, synced and renamed, or grows by whole
// lines. So a run that is killed can be read, and can go on from its last checkpoint. One process writes; it holds the
// [Run] that [Create] or [Open] gave it. Any number of others read, with [ReadInfo], [ReadMetrics], [Latest], [Resolve]
// and [Load]; they need no lock.
package rundir

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"workbench/internal/atomicfile"
)

// Run is a run directory that this process alone writes to. It is not for use by several goroutines at once, except
// for Log.
type Run struct {
	Dir  string
	Info Info      // what run.json will say after the next SaveInfo
	Log  io.Writer // appends to log.txt

	session Session
	lock    *flock.Flock
	log     *os.File
	metrics *os.File // nil until the run may be written to
}

// Create makes the directory of a new run, with its parents, and writes config to config.toml and info to run.json.
// The status, the times and the session are filled in. Something that exists at dir already is an error that wraps
// [fs.ErrExist].
func Create(dir, config string, info Info) (*Run, error) {
	dir = filepath.Clean(dir) // the parent of "name/" would be itself
	if err := CheckFree(dir); err != nil {
		return nil, err
	}
	info.Session, info.Status = newSession(), Running
	if err := makeWhole(dir, func(hidden string) error { return fill(hidden, config, info) }); err != nil {
		return nil, fmt.Errorf("run directory %s: %w", dir, err)
	}
	r, err := locked(dir, info.Session)
	if err != nil {
		return nil, err
	}
	r.Info = info
	if err := errors.Join(r.openLog(), r.openMetrics()); err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// CheckFree returns an error that wraps [fs.ErrExist] if there is something at dir already.
func CheckFree(dir string) error {
	if _, err := os.Lstat(filepath.Clean(dir)); err == nil {
		return fmt.Errorf("run directory %s: %w; choose another name, or resume the run that is there", dir, fs.ErrExist)
	}
	return nil
}

// makeWhole makes a directory that is either whole or not there: it is filled under a hidden name beside its place, and renamed. Its parents are made, too.
func makeWhole(dir string, fill func(hidden string) error) error {
	parent := filepath.Dir(dir)
	if err := makeFolder(parent); err != nil {
		return err
	}
	hidden := atomicfile.TemporaryName(dir)
	err := fill(hidden)
	if err == nil {
		err = os.Rename(hidden, dir)
	}
	if err != nil {
		return errors.Join(err, os.RemoveAll(hidden))
	}
	return atomicfile.SyncFolder(parent)
}

// makeFolder makes a folder and those above it.
func makeFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return fmt.Errorf("%w%s", err, atomicfile.Advice(filepath.Dir(dir), 0, err))
	}
	return nil
}

// CreateNamed is [Create] in a directory parent/NAME-DATE-TIME, in UTC, that does not exist yet. What does not suit a
// file name in name becomes a hyphen.
func CreateNamed(parent, name string, now time.Time, config string, info Info) (*Run, error) {
	// A link to a folder that is gone exists, and would look like a name that is taken.
	if _, err := os.Stat(parent); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(parent); err == nil {
			return nil, fmt.Errorf("%s is a link to a folder that is not there; bring that back, or name the run with -run", parent)
		}
	}
	for n := 1; ; n++ {
		r, err := Create(filepath.Join(parent, newName(name, now, n)), config, info)
		if !errors.Is(err, fs.ErrExist) {
			return r, err
		}
	}
}

// fill makes dir with all the files of a new run.
func fill(dir, config string, info Info) error {
	for _, folder := range folders {
		if err := makeFolder(filepath.Join(dir, folder)); err != nil {
			return err
		}
	}
	for _, empty := range []string{logFile, MetricsFile} {
		if err := atomicfile.Write(filepath.Join(dir, empty), nil); err != nil {
			return err
		}
	}
	if err := atomicfile.Write(ConfigPath(dir), []byte(config)); err != nil {
		return err
	}
	info.Updated = now()
	return info.write(dir)
}

// Open locks the run directory dir, so that it can be resumed. Until Resume, the run's own files stay as they are; only
// what a killed writer left half-written is removed. The error says what is missing if dir is not a run directory, and
// names the process if another one has it.
func Open(dir string) (*Run, error) {
	if err := CheckRunDir(dir); err != nil {
		return nil, err
	}
	r, err := locked(dir, newSession())
	if err != nil {
		return nil, err
	}
	if r.Info, err = readInfo(dir); err == nil {
		err = r.tidy()
	}
	if err == nil {
		err = r.openLog()
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return r, nil
}

// locked is a run whose lock this process holds. The session is made before, because that starts git: a program that is
// just being started shares the lock for an instant and would keep it if this process were killed then.
func locked(dir string, session Session) (*Run, error) {
	lock, err := acquire(dir, session)
	if err != nil {
		return nil, err
	}
	return &Run{Dir: dir, session: session, lock: lock}, nil
}

// tidy brings the folders of an opened run in order. An archive may have dropped the empty ones.
func (r *Run) tidy() error {
	for _, folder := range folders {
		path := filepath.Join(r.Dir, folder)
		if err := makeFolder(path); err != nil {
			return err
		}
		if err := atomicfile.RemoveTemporaries(path); err != nil {
			return err
		}
	}
	return atomicfile.RemoveTemporaries(r.Dir)
}

// Resume makes an opened run go on after the checkpoint c, or from its start if c is nil: rows of metrics.jsonl beyond
// c are dropped, and the status is running again.
func (r *Run) Resume(c *Checkpoint) error {
	if r.metrics != nil {
		panic("runs: Resume of a run that goes on already")
	}
	done, best := -1, (*Best)(nil)
	if c != nil {
		done, best = c.Done(), c.Best
	}
	if err := truncateMetrics(MetricsPath(r.Dir), done); err != nil {
		return err
	}
	r.Info.Epoch, r.Info.Best = max(done, 0), best
	r.Info.Earlier = append(r.Info.Earlier, r.Info.Session)
	r.Info.Session = r.session
	r.Info.Status, r.Info.Message, r.Info.Finished = Running, "", time.Time{}
	if err := r.SaveInfo(); err != nil {
		return err
	}
	return r.openMetrics()
}

// SaveInfo writes Info to run.json.
func (r *Run) SaveInfo() error {
	r.Info.Updated = now()
	return r.Info.write(r.Dir)
}

// End records how a run that was created or resumed ended: Finished, Interrupted or Failed; message says why it
// failed. The run stays open.
func (r *Run) End(status Status, message string) error {
	r.Info.Status, r.Info.Message, r.Info.Finished = status, message, now()
	return r.SaveInfo()
}

// Close closes the run's files and lets go of its lock. It does not change the status. Closing again does nothing.
func (r *Run) Close() error {
	var errs []error
	for _, f := range []*os.File{r.metrics, r.log} {
		if f != nil {
			errs = append(errs, f.Sync(), f.Close())
		}
	}
	r.metrics, r.log = nil, nil
	return errors.Join(append(errs, r.lock.Close())...)
}

func (r *Run) openLog() (err error) {
	r.log, err = openAppend(filepath.Join(r.Dir, logFile))
	r.Log = r.log
	return err
}

func (r *Run) openMetrics() (err error) {
	r.metrics, err = openAppend(MetricsPath(r.Dir))
	return err
}

func openAppend(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, atomicfile.Advice(filepath.Dir(path), 0, err))
	}
	return f, nil
}
