// Package rundir stores what a training leaves behind: it turns a run into a directory of plain files, and such a
// directory back into values.
//
//	config.toml                          the resolved config
//	code.patch                           how the source differs from its commit, if it does; code-2.patch of the next session
//	run.json                             Info: status, process, times, code version, counts
//	log.txt                              what was printed
//	metrics.jsonl                        one Metric per line
//	validation.json                      validation losses of each piece
//	pieces.json                          TrainingPiece: what the weights have learned from
//	checkpoints/epoch-000100.safetensors Checkpoint
//	samples/epoch-000100-1.mid           composed at that epoch
//	figures/loss.png                     pictures, redrawn during the run
//	composed/                            pieces of the command compose
//	report.html                          written by the command report
//	marks.json                           note, tags and archived, of the command list
//	tensorboard/                         event files, if train.tensorboard is true
//	lock                                 held by the process that writes
//
// The directory is complete at every moment: a file is written beside its place, synced and renamed, or grows
// by whole lines. So a run that is killed can be read, and resumed from its last checkpoint. One process
// writes; it holds the [Run] that [Create] or [Open] returned. Any number of others read, with [ReadInfo],
// [ReadMetrics], [Latest], [Resolve] and [Load]; they need no lock.
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

// Run is a run directory that this process alone writes to. Only its Log may be used by several goroutines at
// once.
type Run struct {
	Dir  string
	Info Info      // what run.json will say after the next SaveInfo
	Log  io.Writer // appends to log.txt

	session Session
	lock    *flock.Flock
	root    *os.Root // the directory itself, also after it was moved
	log     *os.File
	metrics *os.File // nil until the run may be written to
}

// Create makes the directory of a new run, with its parents, and writes config to config.toml and info to
// run.json. The status, the times and the session are filled in. Something that exists at dir already is an
// error that wraps [fs.ErrExist].
func Create(dir, config string, info Info) (*Run, error) {
	dir = filepath.Clean(dir)
	info.Session, info.Status, info.Directory = newSession(), Running, workingDirectory()
	info.namePatch(1)
	err := atomicfile.Directory(dir, func(hidden string) error {
		if err := fill(hidden, config, info); err != nil {
			return err
		}
		return info.writePatch(hidden)
	})
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, existsError(err)
	case err != nil:
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
	if err := atomicfile.CheckFree(filepath.Clean(dir)); err != nil {
		return existsError(err)
	}
	return nil
}

func existsError(err error) error {
	return fmt.Errorf("run directory %w; choose another name, or resume that run", err)
}

// CreateNamed is [Create] in a directory parent/NAME-DATE-TIME, in UTC, that does not exist yet. Characters
// of name that do not suit a file name become hyphens.
func CreateNamed(parent, name string, now time.Time, config string, info Info) (*Run, error) {
	// A link to a directory that is gone exists, and would look like a name that is taken.
	if _, err := os.Stat(parent); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(parent); err == nil {
			return nil, fmt.Errorf("%s is a link to a directory that is missing; restore it, or name the run with -run", parent)
		}
	}
	for n := 1; ; n++ {
		r, err := Create(filepath.Join(parent, newName(name, now, n)), config, info)
		if !errors.Is(err, fs.ErrExist) {
			return r, err
		}
	}
}

// fill writes all the files of a new run into dir.
func fill(dir, config string, info Info) error {
	for _, sub := range subdirectories {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o777); err != nil {
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

// Open locks the run directory dir, so that it can be resumed. Until Resume, the run's own files stay as they
// are; only temporary files of a killed writer are removed. The error says what is missing if dir is not a
// run directory, and names the process if another one writes to it.
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

// locked is a run whose lock this process holds. The session is made before, because that starts git: a
// process that is just being started shares the lock for an instant and would keep it if this process were
// killed then.
func locked(dir string, session Session) (*Run, error) {
	lock, err := acquire(dir, session)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return &Run{Dir: dir, session: session, lock: lock, root: root}, nil
}

// tidy restores missing subdirectories of an opened run, as an archive may drop empty ones, and removes
// temporary files.
func (r *Run) tidy() error {
	for _, sub := range subdirectories {
		path := filepath.Join(r.Dir, sub)
		if err := os.MkdirAll(path, 0o777); err != nil {
			return fmt.Errorf("%w%s", err, atomicfile.Advice(r.Dir, 0, err))
		}
		if err := atomicfile.RemoveTemporaries(path); err != nil {
			return err
		}
	}
	return atomicfile.RemoveTemporaries(r.Dir)
}

// Resume continues an opened run after the checkpoint c, or from its start if c is nil: rows of metrics.jsonl
// beyond c are dropped, and the status is running again. Damaged lines of metrics.jsonl are moved to log.txt.
func (r *Run) Resume(c *Checkpoint) error {
	if r.metrics != nil {
		panic("rundir: Resume of a run that was resumed already")
	}
	done, best := -1, (*Best)(nil)
	if c != nil {
		done, best = c.Done(), c.Best
	}
	damaged, err := truncateMetrics(MetricsPath(r.Dir), done)
	if err != nil {
		return err
	}
	for _, d := range damaged {
		fmt.Fprintf(r.Log, "removed damaged line %d of %s: %q\n", d.number, MetricsFile, d.text)
	}
	r.Info.Epoch, r.Info.Best = max(done, 0), best
	r.Info.Earlier = append(r.Info.Earlier, r.Info.Session)
	r.Info.Session = r.session
	r.Info.namePatch(len(r.Info.Earlier) + 1)
	if err := r.Info.writePatch(r.Dir); err != nil {
		return err
	}
	r.Info.Status, r.Info.Message, r.Info.Finished = Running, "", time.Time{}
	if err := r.SaveInfo(); err != nil {
		return err
	}
	return r.openMetrics()
}

// SaveInfo writes Info to run.json.
func (r *Run) SaveInfo() error {
	if err := r.checkPlace(); err != nil {
		return err
	}
	r.Info.Updated = later(r.Info.Updated, now())
	return r.Info.write(r.Dir)
}

// End records how a run that was created or resumed ended: Finished, Interrupted or Failed; message says why
// it failed. The run stays open. If the directory was moved meanwhile, run.json is written where it is now.
func (r *Run) End(status Status, message string) error {
	r.Info.Status, r.Info.Message = status, message
	r.Info.Finished = later(r.Info.Started, now())
	err := r.SaveInfo()
	if errors.Is(err, errMoved) {
		return r.saveMovedInfo()
	}
	return err
}

// saveMovedInfo writes run.json to the directory that this run made or opened, wherever that is now.
func (r *Run) saveMovedInfo() error {
	data, err := r.Info.encode()
	if err != nil {
		return err
	}
	temporary := atomicfile.TemporaryName(InfoFile)
	if err := r.root.WriteFile(temporary, data, 0o666); err != nil {
		return err
	}
	return r.root.Rename(temporary, InfoFile)
}

// later is the later of two times: a clock that was set back must not make a run end before it started.
func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Close closes the run's files and releases its lock. It does not change the status. Closing again does nothing.
func (r *Run) Close() error {
	var errs []error
	for _, f := range []*os.File{r.metrics, r.log} {
		if f != nil {
			errs = append(errs, f.Sync(), f.Close())
		}
	}
	r.metrics, r.log = nil, nil
	return errors.Join(append(errs, r.root.Close(), r.lock.Close())...)
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
	if _, err := sizeOf(path); err != nil && !errors.Is(err, fs.ErrNotExist) { // opening a pipe would wait
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return nil, fmt.Errorf("%w%s", err, atomicfile.Advice(filepath.Dir(path), 0, err))
	}
	return f, nil
}
