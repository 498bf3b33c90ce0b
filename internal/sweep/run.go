package sweep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/rundir"
)

// sweeper trains the trials of a sweep, a few at a time, each in a process of its own.
type sweeper struct {
	ctx        context.Context
	name       string // of the config
	parent     string
	trials     []*Trial
	jobs       int
	failFast   bool
	executable string

	out      *console.Streams
	progress *console.Progress
	running  []*Child
	ended    chan *Child

	done        int // trials that are finished
	elsewhere   int // trials that another process trains
	failed      []*Trial
	best        *rundir.Best // of all so far
	bestTrial   *Trial
	stopping    bool // no more are started
	interrupted bool // because the user wants it
}

func New(ctx context.Context, name, parent string, trials []*Trial, jobs int, failFast bool, out *console.Streams) (*sweeper, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	return &sweeper{ctx: ctx, name: name, parent: parent, trials: trials, jobs: jobs, failFast: failFast, executable: executable,
		out: out, progress: console.NewProgress(out.Progress, io.Discard), ended: make(chan *Child)}, nil
}

// lookEvery is the time between looks for an interrupt, and between refreshes of the line.
const lookEvery = 100 * time.Millisecond

// run trains what is not finished yet. The error says how many trials failed.
func (s *sweeper) Run() error {
	s.progress.Say("%d runs in %s, %d at a time", len(s.trials), s.parent, s.jobs)
	ticks := time.NewTicker(lookEvery)
	defer ticks.Stop()
	waiting := s.trials
	for {
		for !s.stopping && len(waiting) > 0 && len(s.running) < s.jobs {
			s.begin(waiting[0])
			waiting = waiting[1:]
		}
		if len(s.running) == 0 {
			break
		}
		select {
		case c := <-s.ended:
			s.end(c)
		case <-ticks.C:
			if !s.interrupted && s.ctx.Err() != nil {
				s.interrupted = true
				s.stop()
			}
			s.show()
		}
	}
	s.progress.Clear()
	if s.interrupted {
		return exit.ErrInterrupted
	}
	if s.elsewhere > 0 {
		s.progress.Say("%d runs are left to other processes that train them", s.elsewhere)
	}
	if len(s.failed) > 0 {
		return fmt.Errorf("sweep: %d of %d runs failed: %s; the same command tries them again", len(s.failed), len(s.trials), namesOf(s.failed))
	}
	return nil
}

// threads is each process's share of the processors.
func (s *sweeper) threads() int { return max(1, runtime.GOMAXPROCS(0)/s.jobs) }

// begin starts a trial, or resumes it, or finds that nothing is to be done.
func (s *sweeper) begin(t *Trial) {
	if _, err := os.Lstat(t.Dir); err != nil {
		s.start(t, s.training(t), "training")
		return
	}
	info, err := rundir.ReadInfo(t.Dir)
	switch {
	case err != nil:
		s.fail(t, err.Error()+"; move it away to start this run anew")
	case info.Status == rundir.Finished:
		s.finish(t, "was finished before")
	case info.Status == rundir.Running:
		s.elsewhere++
		s.progress.Say("%s: process %d on %s is training it", t.name, info.PID, info.Host)
	default:
		s.start(t, []string{"-resume", t.Dir}, fmt.Sprintf("going on after epoch %d (%s)", info.Epoch, info.Status))
	}
}

// training is the command line that trains a trial from the beginning.
func (s *sweeper) training(t *Trial) []string {
	args := []string{"-config", SweepFile(s.parent), "-set", "name=" + s.name}
	for _, set := range t.set {
		args = append(args, "-set", set)
	}
	return append(args, "-run", t.Dir)
}

func (s *sweeper) start(t *Trial, args []string, what string) {
	c, err := startChild(t, s.executable, args, s.threads(), s.ended)
	if err != nil {
		s.fail(t, err.Error())
		return
	}
	s.running = append(s.running, c)
	s.progress.Say("%s: %s", t.name, what)
}

// end takes note of how a child ended.
func (s *sweeper) end(c *Child) {
	s.running = slices.DeleteFunc(s.running, func(other *Child) bool { return other == c })
	switch {
	case c.Code == exit.Done:
		s.finish(c.Trial, "finished in "+console.Duration(time.Since(c.started)))
	case s.stopping && c.stopped():
		s.progress.Say("%s: interrupted", c.Trial.name)
	default:
		s.fail(c.Trial, c.Reason())
	}
}

// finish counts a finished trial.
func (s *sweeper) finish(t *Trial, how string) {
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
func (s *sweeper) fail(t *Trial, reason string) {
	s.failed = append(s.failed, t)
	s.progress.Say("%s failed: %s", t.name, reason)
	if s.failFast {
		s.stop()
	}
}

// stop starts no more trials, and has those that run write a checkpoint and end.
func (s *sweeper) stop() {
	if s.stopping {
		return
	}
	s.stopping = true
	for _, c := range s.running {
		if err := c.interrupt(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			s.progress.Say("%s: cannot interrupt process %d: %v", c.Trial.name, c.command.Process.Pid, err)
		}
	}
}

// show refreshes the line on a terminal: what is done, and what each child says.
func (s *sweeper) show() {
	if !s.progress.Terminal {
		return
	}
	line := fmt.Sprintf("%d of %d", s.done, len(s.trials))
	for _, c := range s.running {
		line += "   " + c.Trial.name
		if last := c.Printed.lastLine(); last != "" {
			line += ": " + last
		}
	}
	if file, ok := s.progress.Screen.(*os.File); ok {
		if width, _, err := term.GetSize(int(file.Fd())); err == nil && 0 < width && width <= len(line) { // a longer one would not refresh
			line = strings.ToValidUTF8(line[:max(width-1, 0)], "")
		}
	}
	s.progress.Refresh(line)
}

func namesOf(trials []*Trial) string {
	var names []string
	for _, t := range trials {
		names = append(names, t.name)
	}
	return strings.Join(names, " ")
}

// hasRuns tells whether at least one trial has a run directory.
func (s *sweeper) HasRuns() bool {
	return slices.ContainsFunc(s.trials, func(t *Trial) bool {
		_, err := rundir.ReadInfo(t.Dir)
		return err == nil
	})
}
