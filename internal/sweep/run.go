// Package sweep trains a config with many values: with every combination of some ([Prepare]), or with those that
// a search decides on ([PrepareSearch]). Each trial is a run directory in a common parent, and is trained in a
// process of its own, a few at a time, or in a task of a job array of Slurm ([Submit], [Search.Submit]).
package sweep

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// Sweep trains trials.
type Sweep struct {
	*children
	ctx      context.Context
	name     string // of the config
	parent   string
	trials   []*Trial
	failFast bool

	done      int // trials that are finished
	elsewhere int // trials that another process trains
	failed    []*Trial
	best      *rundir.Best // of all so far
	bestTrial *Trial
}

// New returns a sweep of trials in parent, a given number of jobs at a time. With failFast the first failure
// stops it.
func New(ctx context.Context, name, parent string, trials []*Trial, jobs int, failFast bool, out *console.Streams) *Sweep {
	return &Sweep{children: newChildren(jobs, out), ctx: ctx, name: name, parent: parent, trials: trials, failFast: failFast}
}

// Run trains the trials that are not finished yet. The error says how many failed.
func (s *Sweep) Run() error {
	s.progress.Say("%s in %s, %d at a time", console.Count(len(s.trials), "run"), s.parent, s.jobs)
	waiting := s.trials
	for {
		for s.free() && len(waiting) > 0 {
			s.begin(waiting[0])
			waiting = waiting[1:]
		}
		if len(s.running) == 0 {
			break
		}
		if c := s.await(s.ctx, fmt.Sprintf("%d of %d", s.done, len(s.trials))); c != nil {
			s.end(c)
		}
	}
	s.progress.Clear()
	if s.interrupted {
		return exit.ErrInterrupted
	}
	if s.elsewhere > 0 {
		s.progress.Say("trained by other processes: %s", console.Count(s.elsewhere, "run"))
	}
	if len(s.failed) > 0 {
		return fmt.Errorf("sweep: %d of %d runs failed: %s; the same command tries them again", len(s.failed), len(s.trials), namesOf(s.failed))
	}
	return nil
}

// begin starts or resumes a trial, unless it is finished or another process trains it.
func (s *Sweep) begin(t *Trial) {
	if _, err := os.Lstat(t.Dir); err != nil {
		s.start(t, t.training(s.parent, s.name), "training")
		return
	}
	info, err := rundir.ReadInfo(t.Dir)
	switch {
	case err != nil:
		s.fail(t, err.Error()+"; move it away to start this run anew")
	case info.Status == rundir.Finished:
		s.finish(t, "was finished before")
	case info.Status == rundir.Running:
		s.leave(t, info)
	default:
		s.start(t, []string{"-resume", t.Dir}, fmt.Sprintf("resuming after epoch %d (%s)", info.Epoch, info.Status))
	}
}

// training is the command line that trains the trial from the beginning, in the sweep in parent of the config
// with a name.
func (t *Trial) training(parent, name string) []string {
	args := []string{"-config", FilePath(parent), "-set", "name=" + name}
	for _, set := range t.set {
		args = append(args, "-set", set)
	}
	return append(args, "-run", t.Dir)
}

func (s *Sweep) start(t *Trial, args []string, what string) {
	if _, err := s.children.start(t, args); err != nil {
		s.fail(t, err.Error())
		return
	}
	s.progress.Say("%s: %s", t.name, what)
}

// leave leaves a trial to another process that trains it.
func (s *Sweep) leave(t *Trial, info rundir.Info) {
	s.elsewhere++
	s.progress.Say("%s: process %d on %s trains it", t.name, info.PID, info.Host)
}

// end records how a child ended.
func (s *Sweep) end(c *Child) {
	switch {
	case c.Code == exit.Done:
		s.finish(c.Trial, "finished in "+console.Duration(time.Since(c.started)))
	case s.stopping && c.stopped():
		s.progress.Say("%s: interrupted", c.Trial.name)
	default:
		switch info := c.otherOwner(); info.Status {
		case rundir.Running:
			s.leave(c.Trial, info)
		case rundir.Finished:
			s.finish(c.Trial, "was finished by another process")
		default:
			s.fail(c.Trial, c.Reason())
		}
	}
}

// otherOwner describes the run of a child that failed if another process has it: of two sweeps that start the same
// trial at the same time, one comes too late. The status is empty if no other process has it.
func (c *Child) otherOwner() (info rundir.Info) {
	for range 5 {
		info, err := rundir.ReadInfo(c.Trial.Dir)
		if err != nil || info.PID == c.pid() {
			break
		}
		if info.Status == rundir.Running || info.Status == rundir.Finished {
			return info
		}
		if info.Status != rundir.Dead {
			break
		}
		time.Sleep(100 * time.Millisecond) // the other may have made the directory, and not locked it yet
	}
	return rundir.Info{}
}

// finish counts a finished trial.
func (s *Sweep) finish(t *Trial, how string) {
	info, err := rundir.ReadInfo(t.Dir)
	if err != nil {
		s.fail(t, err.Error())
		return
	}
	s.done++
	if info.Best == nil {
		s.progress.Say("%d of %d: %s %s", s.done, len(s.trials), t.name, how)
		return
	}
	if s.best == nil || info.Best.NLL < s.best.NLL {
		s.best, s.bestTrial = info.Best, t
	}
	s.progress.Say("%d of %d: %s %s: %.3f %s; best so far: %.3f, %s", s.done, len(s.trials), t.name, how, info.Best.NLL, info.PerUnit(), s.best.NLL, s.bestTrial.name)
}

// fail counts a failed trial.
func (s *Sweep) fail(t *Trial, reason string) {
	s.failed = append(s.failed, t)
	s.progress.Say("%s failed: %s", t.name, reason)
	if s.failFast {
		s.stop()
	}
}

func namesOf(trials []*Trial) string {
	var names []string
	for _, t := range trials {
		names = append(names, t.name)
	}
	return strings.Join(names, " ")
}

// HasRuns tells whether at least one trial has a run directory.
func (s *Sweep) HasRuns() bool {
	return slices.ContainsFunc(s.trials, func(t *Trial) bool {
		_, err := rundir.ReadInfo(t.Dir)
		return err == nil
	})
}
