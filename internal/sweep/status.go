package sweep

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"workbench/internal/console"
	"workbench/internal/rundir"
	"workbench/internal/slurm"
	"workbench/internal/texttable"
)

// trialStatus is what is known about a trial: from its run directory, if it has one, and from Slurm, if it was
// submitted.
type trialStatus struct {
	name string
	info rundir.Info
	task slurm.Task
}

// waiting is the status of a trial without a run directory.
const waiting rundir.Status = "waiting"

// Status prints how far the trials of the sweep in parent are.
func Status(ctx context.Context, parent string, out *console.Streams) error {
	trials, workers, err := readTrialStatuses(ctx, parent, out)
	if err != nil {
		return err
	}
	table := texttable.New(texttable.Left("run"), texttable.Left("status"), texttable.Right("epoch"), texttable.Right("best"),
		texttable.Left("task"), texttable.Left("Slurm"), texttable.Left("node, or why it waits"))
	var idle, unseen, statuses []string
	searching := isSearch(parent)
	for _, s := range trials {
		best := ""
		if s.info.Best != nil {
			best = fmt.Sprintf("%.3f", s.info.Best.NLL)
		}
		if s.unseen() {
			unseen = append(unseen, s.name)
		}
		if s.idle() && !searching { // ASHA leaves trials interrupted
			idle = append(idle, s.name)
		}
		statuses = append(statuses, string(s.info.Status))
		table.Add(s.name, string(s.info.Status), strconv.Itoa(s.info.Epoch), best, s.task.ID, s.task.State, s.task.Node+s.task.Reason)
	}
	if err := table.WriteText(out.Results); err != nil {
		return err
	}
	fmt.Fprintf(out.Results, "\n%s: %s\n", console.Count(len(trials), "run"), tally(statuses))
	if len(workers) > 0 {
		var states []string
		for _, w := range workers {
			states = append(states, w.State)
		}
		fmt.Fprintf(out.Results, "workers of the search: %s\n", tally(states))
	}
	if len(idle) > 0 {
		fmt.Fprintf(out.Results, "neither finished nor in the queue; the sweep's own command takes them up: %s\n", strings.Join(idle, " "))
	}
	if len(unseen) > 0 {
		fmt.Fprintf(out.Progress, "Slurm runs them, but their locks are not visible on this machine; the file system may not share locks (docs/slurm.md): %s\n",
			strings.Join(unseen, " "))
	}
	return nil
}

// idle reports whether nobody trains the trial, or will.
func (s trialStatus) idle() bool {
	return !s.task.Live() && s.info.Status != rundir.Finished && s.info.Status != rundir.Running
}

// unseen reports whether Slurm runs the task that wrote the run last, and yet nobody seems to hold the run's
// lock.
func (s trialStatus) unseen() bool {
	return s.info.Status == rundir.Dead && s.task.State == "RUNNING" && s.info.Job == s.task.Job
}

// readTrialStatuses returns what is known about the trials of the sweep in parent, in the order of their names:
// those that were submitted, and those that have a run directory; and the workers of a search.
func readTrialStatuses(ctx context.Context, parent string, out *console.Streams) (trials []trialStatus, workers []slurm.Task, err error) {
	if _, err := os.Stat(FilePath(parent)); errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("sweep: %s is not a sweep: it has no %s", parent, filepath.Base(FilePath(parent)))
	} else if err != nil {
		return nil, nil, fmt.Errorf("sweep: %s is not a sweep: %w", parent, err)
	}
	all, err := readArrays(parent)
	if err != nil {
		return nil, nil, err
	}
	asked := all
	if len(all) > 0 && !slurm.Available() {
		fmt.Fprintln(out.Progress, "Slurm's commands are not in PATH, so only the run directories are shown")
		asked = nil
	}
	tasks, workers, err := asked.tasks(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("sweep: %w", err)
	}
	names, err := trialNames(parent, all)
	if err != nil {
		return nil, nil, fmt.Errorf("sweep: %w", err)
	}
	for _, name := range names {
		s := trialStatus{name, rundir.Info{Status: waiting}, tasks[name]}
		if _, err := os.Lstat(filepath.Join(parent, name)); err == nil {
			if s.info, err = rundir.ReadInfo(filepath.Join(parent, name)); err != nil {
				return nil, nil, fmt.Errorf("sweep: %w", err)
			}
		}
		for _, w := range workers {
			if s.info.Status == rundir.Running && w.Job == s.info.Job {
				s.task = w
			}
		}
		trials = append(trials, s)
	}
	return trials, workers, nil
}

// tally counts equal words: 1 PENDING, 2 RUNNING.
func tally(words []string) string {
	counts := map[string]int{}
	for _, word := range words {
		counts[word]++
	}
	var parts []string
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[word], word))
	}
	return strings.Join(parts, ", ")
}

// trialNames are the names of the trials that were submitted and of the run directories in parent, sorted.
func trialNames(parent string, all arrays) ([]string, error) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if rundir.CheckRunDir(filepath.Join(parent, e.Name())) == nil {
			names = append(names, e.Name())
		}
	}
	for _, a := range all {
		for _, t := range a.Trials {
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// Cancel cancels the tasks of the sweep in parent that wait or run.
func Cancel(ctx context.Context, parent string, out *console.Streams) error {
	if _, err := os.Stat(parent); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	all, err := readArrays(parent)
	if err != nil {
		return err
	}
	tasks, err := slurm.Tasks(ctx, all.jobs())
	if err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	var jobs []string // of each task that waits, runs, or will run again
	for _, t := range tasks {
		if t.Live() {
			job, _, _ := strings.Cut(t.ID, "_")
			jobs = append(jobs, job)
		}
	}
	live := len(jobs)
	if live == 0 {
		fmt.Fprintf(out.Results, "no task of %s is in the queue\n", parent)
		return nil
	}
	slices.Sort(jobs)
	if err := slurm.Cancel(ctx, slices.Compact(jobs)); err != nil {
		return fmt.Errorf("sweep: %w", err)
	}
	fmt.Fprintf(out.Results, "%s cancelled; runs in training write a checkpoint, and the sweep's own command resumes them\n", console.Count(live, "task"))
	return nil
}
