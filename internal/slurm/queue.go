package slurm

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
)

// Task is what Slurm says about one task of a job array.
type Task struct {
	ID     string // as of [TaskID]
	Job    string // number of its own, as of [Job]; empty if only sacct knows the task
	State  string // such as PENDING, RUNNING, COMPLETED, NODE_FAIL
	Node   string // empty before it starts
	Reason string // why it waits
}

// ended are the states that a task does not leave by itself.
var ended = []string{"BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT"}

// Live reports whether the task waits, runs, or will run again.
func (t Task) Live() bool { return t.State != "" && !slices.Contains(ended, t.State) }

// Tasks returns the tasks of these jobs by their IDs: from squeue those that wait, run, or ended a few
// minutes ago, and from sacct, where the cluster keeps accounts, the others. A task that neither knows is
// missing.
func Tasks(ctx context.Context, jobs []string) (map[string]Task, error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	tasks, err := accounted(ctx, jobs)
	if err != nil {
		return nil, err
	}
	text, err := output(ctx, "squeue", "--noheader", "--array", "--states=all", "--jobs="+strings.Join(jobs, ","), "--format=%F|%K|%A|%T|%N|%r")
	if err != nil && !forgotten(err) {
		return nil, err
	}
	for line := range strings.Lines(text) {
		fields := strings.SplitN(strings.TrimSpace(line), "|", 6)
		if len(fields) < 6 {
			return nil, fmt.Errorf("squeue printed %q; six fields were asked for", strings.TrimSpace(line))
		}
		t := Task{ID: TaskID(fields[0], fields[1]), Job: fields[2], State: fields[3], Node: fields[4], Reason: fields[5]}
		if t.Reason == "None" || t.State != "PENDING" {
			t.Reason = ""
		}
		tasks[t.ID] = t
	}
	return tasks, nil
}

// forgotten reports whether squeue failed because the only job it was asked about is no longer in its
// memory.
func forgotten(err error) bool { return strings.Contains(err.Error(), "Invalid job id") }

// accounted asks sacct. Many clusters keep no accounts, or have no sacct; then it knows nothing.
func accounted(ctx context.Context, jobs []string) (map[string]Task, error) {
	tasks := map[string]Task{}
	text, err := exec.CommandContext(ctx, "sacct", "--noheader", "--parsable2", "--allocations", "--jobs="+strings.Join(jobs, ","), "--format=JobID,State,NodeList").Output()
	if err != nil {
		return tasks, ctx.Err()
	}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSpace(line), "|")
		if len(fields) < 3 || strings.Contains(fields[0], "[") { // 12_[4-11]: they wait, and squeue has them
			continue
		}
		state, _, _ := strings.Cut(fields[1], " ") // CANCELLED by 1000
		node := fields[2]
		if node == "None assigned" {
			node = ""
		}
		tasks[fields[0]] = Task{ID: fields[0], State: state, Node: node}
	}
	return tasks, nil
}

// JobRunning reports whether the job with this number of its own is still running, or ending, on its node. A
// job that Slurm has forgotten is not.
func JobRunning(ctx context.Context, job string) (bool, error) {
	text, err := output(ctx, "squeue", "--noheader", "--jobs="+job, "--format=%A|%T")
	if err != nil && !forgotten(err) {
		return false, err
	}
	for line := range strings.Lines(text) { // the first task of an array has the array's number, which selects all tasks
		id, state, _ := strings.Cut(strings.TrimSpace(line), "|")
		if id == job && slices.Contains([]string{"RUNNING", "COMPLETING", "SUSPENDED", "STOPPED", "CONFIGURING"}, state) {
			return true, nil
		}
	}
	return false, nil
}

// ErrEnding means that a task cannot be requeued because Slurm is already ending or requeueing it.
var ErrEnding = errors.New("it is already being ended or requeued by Slurm")

// Requeue puts a running task back into the queue. A task that was cancelled, or that Slurm requeues, stays
// as it is: the error is [ErrEnding].
func Requeue(ctx context.Context, task string) error {
	state, err := output(ctx, "squeue", "--noheader", "--jobs="+task, "--format=%T")
	if err != nil {
		return err
	}
	if state = strings.TrimSpace(state); state != "RUNNING" {
		return fmt.Errorf("%w (%s)", ErrEnding, state)
	}
	_, err = output(ctx, "scontrol", "requeue", task)
	return err
}

// Cancel cancels jobs with all their tasks. Slurm sends SIGTERM to those that run, and kills them KillWait
// seconds later.
func Cancel(ctx context.Context, jobs []string) error {
	_, err := output(ctx, "scancel", jobs...)
	return err
}
