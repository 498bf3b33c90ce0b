package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/slurm"
)

// RunTask trains one trial of the array at path, or works on its search, in a task of Slurm, whose index
// selects the trial. When it is interrupted, as Slurm does before the time limit and at a preemption, it
// requeues the task, unless the task was cancelled.
func RunTask(ctx context.Context, path string, out *console.Streams) error {
	a, err := readArray(path)
	if err != nil {
		return err
	}
	id, index, ok := slurm.ThisTask()
	i, err := strconv.Atoi(index)
	if !ok || err != nil || i < 0 || i >= a.tasks() {
		return exit.Usagef("sweep: -task %s: is for the tasks of the array alone; to train the sweep, repeat its command", path)
	}
	// Slurm sends SIGTERM again when the time is over. That must not end this process before it has requeued the
	// task.
	repeated := make(chan os.Signal, 1)
	signal.Notify(repeated, syscall.SIGTERM)
	defer signal.Stop(repeated)

	parent := filepath.Dir(filepath.Dir(path))
	if a.Search != nil {
		err = runWorker(ctx, parent, a.Search.Trials, out)
	} else {
		t := a.Trials[i]
		err = runTrial(ctx, a.Name, parent, &Trial{name: t.Name, Dir: filepath.Join(parent, t.Name), set: t.Set}, out)
	}
	if !errors.Is(err, exit.ErrInterrupted) {
		return err
	}
	switch failure := slurm.Requeue(context.WithoutCancel(ctx), id); {
	case failure == nil:
		fmt.Fprintf(out.Progress, "task %s is requeued, and will resume\n", id)
	case errors.Is(failure, slurm.ErrEnding):
		fmt.Fprintf(out.Progress, "task %s is not requeued: %v\n", id, failure)
	default:
		return fmt.Errorf("sweep: the checkpoint is written, but task %s was not requeued: %w; the sweep's own command submits it again", id, failure)
	}
	return err
}

// runWorker trains trials of the search in parent, one after the other.
func runWorker(ctx context.Context, parent string, trials int, out *console.Streams) error {
	s, err := OpenSearch(parent, trials)
	if err != nil {
		return err
	}
	return (&Workers{Jobs: 1}).Run(ctx, s, out)
}

// runTrial trains a trial of the sweep in parent.
func runTrial(ctx context.Context, name, parent string, t *Trial, out *console.Streams) error {
	began, before := time.Now(), trainedSeconds(t)
	err := awaitLock(ctx, t, out)
	if err == nil {
		err = New(ctx, name, parent, []*Trial{t}, 1, false, out).Run()
	}
	if !errors.Is(err, exit.ErrInterrupted) {
		return err
	}
	if info, unreadable := rundir.ReadInfo(t.Dir); unreadable == nil && info.Status == rundir.Finished {
		return nil // just before it would have been interrupted
	}
	if stalled(trainedSeconds(t)-before, time.Since(began), slurm.Restarts()) {
		return fmt.Errorf("sweep: %s was stopped before its first update, after %d restarts, and is not requeued; a longer -time, or a later signal (-sbatch --signal=B:TERM@60), may help",
			t.name, slurm.Restarts())
	}
	return err
}

// stalled reports whether a task that was interrupted would be requeued for ever, because it is stopped each
// time before it has trained. A task that had just begun may be the exception.
func stalled(trained float64, ran time.Duration, restarts int) bool {
	return trained == 0 && ran >= time.Minute && restarts >= 3
}

// trainedSeconds is the time that the trial was trained for, over all sessions.
func trainedSeconds(t *Trial) float64 {
	info, err := rundir.ReadInfo(t.Dir)
	if err != nil {
		return 0 // not even begun
	}
	return info.Seconds
}

const (
	lockTimeout = 10 * time.Minute // for a file server to notice that a node has died
	lockEvery   = 2 * time.Second
)

// awaitLock waits while the trial's run is locked by a process whose job Slurm no longer runs, such as one on
// a node that died, or the one that this task was before it was requeued.
func awaitLock(ctx context.Context, t *Trial, out *console.Streams) error {
	said := false
	for began := time.Now(); ; {
		info, err := rundir.ReadInfo(t.Dir)
		if err != nil || info.Status != rundir.Running || info.Job == "" {
			return nil
		}
		if info.Job != slurm.Job() {
			running, err := slurm.JobRunning(ctx, info.Job)
			if err != nil {
				return fmt.Errorf("sweep: %w", err)
			}
			if running {
				return nil // the sweep leaves the run to it
			}
		}
		if time.Since(began) > lockTimeout {
			return fmt.Errorf("sweep: %s is still locked by process %d on %s, whose job %s has ended; if that machine is off, remove the file lock in it",
				t.Dir, info.PID, info.Host, info.Job)
		}
		if !said {
			said = true
			fmt.Fprintf(out.Progress, "%s: job %s on %s has ended; waiting for its lock\n", t.name, info.Job, info.Host)
		}
		select {
		case <-ctx.Done():
			return exit.ErrInterrupted
		case <-time.After(lockEvery):
		}
	}
}
