package sweep

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strings"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
	"workbench/internal/search"
)

// Workers train the trials of a search, a few at a time.
type Workers struct {
	Jobs     int  // trials side by side
	FailFast bool // stop when a trial fails

	*children
	search   *Search
	tasks    map[*Child]*Task
	best     float64
	bestName string
	done     int // results of this process
	failures int // failed trials of this process
	err      error
}

// maxFailuresWithoutResult is the number of failures of trials without one success after which a search stops: the cause is
// not in the settings of the trials.
const maxFailuresWithoutResult = 5

// Run trains until the search is done, or the context is cancelled (exit.ErrInterrupted). Other processes may train
// trials of the same search.
func (w *Workers) Run(ctx context.Context, s *Search, out *console.Streams) error {
	w.children, w.search, w.tasks, w.best = newChildren(w.Jobs, out), s, map[*Child]*Task{}, math.Inf(1)
	w.loadBest()
	var look time.Time // when to look for a task again
	for {
		done := false
		if w.free() && time.Now().After(look) {
			done = !w.begin()
			const pause = time.Second // until another process may have a result
			look = time.Now().Add(pause)
		}
		if len(w.running) == 0 && (w.stopping || done) {
			break
		}
		if c := w.await(ctx, fmt.Sprintf("%d trained", w.done)); c != nil {
			w.end(c)
			look = time.Time{}
		}
	}
	w.progress.Clear()
	if w.err == nil && w.interrupted {
		return exit.ErrInterrupted
	}
	return w.err
}

// loadBest takes the best result so far from the journal.
func (w *Workers) loadBest() {
	j, err := readJournal(w.search.parent)
	if err != nil {
		w.stopWith(err)
		return
	}
	for i := range j.trials {
		if v := j.trials[i].value(); v < w.best {
			w.best, w.bestName = v, trialDirectory(i+1)
		}
	}
	s := j.settings
	w.progress.Say("%s in %s: %s trials, %d have begun, lowest %s of %s; %d at a time", s.Method, w.search.parent, most(w.search.trials), len(j.trials), s.Metric, describe(s.Space), w.Jobs)
	if len(s.Rungs) > 1 {
		w.progress.Say("trials are compared after %v epochs; one in %d continues", s.Rungs, s.Reduction)
	}
}

// most is a number of trials for messages.
func most(trials int) string {
	if trials == MostTrials {
		return "any number of"
	}
	return fmt.Sprint("up to ", trials)
}

// begin takes tasks until all jobs have one. waiting means that other processes' results may bring more.
func (w *Workers) begin() (waiting bool) {
	for w.free() {
		task, state, err := w.search.Take()
		switch {
		case err != nil:
			w.stopWith(err)
		case state == search.Train && task.Trained():
			w.record(task, "was trained before")
		case state == search.Train:
			w.start(task)
		case state == search.Tried:
			w.progress.Say("all different settings of the space have been tried")
			return false
		default:
			return state == search.Wait
		}
	}
	return false
}

// start trains or resumes the trial of a task.
func (w *Workers) start(t *Task) {
	args, what := t.training(w.search.parent, t.experiment), "training"
	if info, err := rundir.ReadInfo(t.Dir); err == nil {
		args, what = []string{"-resume", t.Dir}, fmt.Sprintf("resuming after epoch %d", info.Epoch)
	} else if _, err := os.Lstat(t.Dir); err == nil {
		w.stopWith(errors.Join(fmt.Errorf("%s is no run directory; move it away", t.Dir), w.search.Release(t)))
		return
	}
	if t.Until > 0 {
		args, what = append(args, "-until", fmt.Sprint(t.Until)), what+fmt.Sprintf(" to epoch %d", t.Until)
	}
	c, err := w.children.start(t.Trial, args)
	if err != nil {
		w.stopWith(errors.Join(err, w.search.Release(t)))
		return
	}
	w.tasks[c] = t
	w.progress.Say("%s: %s: %s", t.name, what, strings.Join(t.Values, " "))
}

// end records how a child ended.
func (w *Workers) end(c *Child) {
	t := w.tasks[c]
	delete(w.tasks, c)
	if t.Trained() {
		w.record(t, "trained in "+console.Duration(time.Since(c.started)))
		return
	}
	// A trial that somebody else stopped, with SIGTERM to it alone or to all processes of a service, has not failed: it is
	// released, to be resumed.
	if c.Code == exit.Interrupted || w.stopping && c.stopped() || c.otherOwner().Status == rundir.Running { // started by hand
		w.progress.Say("%s: interrupted", t.name)
		w.stopWith(w.search.Release(t))
		return
	}
	reason := c.Reason()
	w.progress.Say("%s failed: %s", t.name, reason)
	w.stopWith(w.search.Fail(t, reason))
	w.failures++
	switch {
	case w.FailFast:
		w.stopWith(fmt.Errorf("sweep: %s failed: %s", t.name, reason))
	case w.failures >= maxFailuresWithoutResult && w.best == math.Inf(1):
		w.stopWith(fmt.Errorf("sweep: the first %d trials all failed, the last with: %s; remove the cause, and start again with another -run", w.failures, reason))
	}
}

// record records the result of a task.
func (w *Workers) record(t *Task, how string) {
	value, err := w.search.Record(t)
	if err != nil {
		w.stopWith(err)
		return
	}
	w.done++
	if value < w.best {
		w.best, w.bestName = value, t.name
	}
	w.progress.Say("%s %s: %s %.4f; best so far: %.4f, %s", t.name, how, t.metric, value, w.best, w.bestName)
}

// stopWith stops the search because of an error; nil does nothing.
func (w *Workers) stopWith(err error) {
	if err != nil {
		w.err = errors.Join(w.err, err)
		w.stop()
	}
}
