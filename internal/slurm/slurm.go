// Package slurm submits job arrays to Slurm and watches, requeues and cancels their tasks, by Slurm's own commands:
// sbatch, squeue, sacct, scontrol and scancel. It keeps no state: job numbers come in and go out as text.
package slurm

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"workbench/internal/console"
)

// Available reports whether jobs can be submitted from this machine: sbatch is in PATH.
func Available() bool {
	_, err := exec.LookPath("sbatch")
	return err == nil
}

// Job is the number of the job that this process belongs to, empty outside of Slurm. Each task of an array
// has a job number of its own, which it keeps when it is requeued.
func Job() string { return os.Getenv("SLURM_JOB_ID") }

// ThisTask is the task that this process belongs to, and its index in the array. ok is false outside of an
// array.
func ThisTask() (id, index string, ok bool) {
	array, index := os.Getenv("SLURM_ARRAY_JOB_ID"), os.Getenv("SLURM_ARRAY_TASK_ID")
	return TaskID(array, index), index, array != "" && index != ""
}

// Restarts is how often this process's job was requeued.
func Restarts() int {
	n, err := strconv.Atoi(os.Getenv("SLURM_RESTART_COUNT"))
	if err != nil {
		return 0 // not set before the first
	}
	return n
}

// TaskID names a task of a job array, as Slurm's commands do: 12_3.
func TaskID(job, index string) string { return job + "_" + index }

// output runs a command of Slurm and returns what it prints. The error is the command's own message and what
// to do about it.
func output(ctx context.Context, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	console.Shield(command) // the context ends it
	err := command.Run()
	var ended *exec.ExitError
	switch {
	case err == nil:
		return stdout.String(), nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case errors.Is(err, exec.ErrNotFound):
		return "", fmt.Errorf("%s is not in PATH; run this where Slurm's commands are installed", name)
	case errors.As(err, &ended):
		return "", fmt.Errorf("%s: %s", name, explained(name, stderr.String(), ended))
	}
	return "", fmt.Errorf("%s: %w", name, err)
}

// explained is the message of a command that failed, without repetitions, and what to do about it.
func explained(name, stderr string, ended *exec.ExitError) string {
	var parts []string
	for line := range strings.Lines(stderr) {
		line = strings.TrimSpace(line)
		for _, prefix := range []string{name + ": ", "error: ", "Batch job submission failed: "} {
			line = strings.TrimPrefix(line, prefix)
		}
		if line != "" {
			parts = append(parts, line)
		}
	}
	if len(parts) == 0 {
		return ended.String()
	}
	message := strings.Join(parts, "; ")
	for _, a := range advice {
		if strings.Contains(strings.ToLower(message), a.when) {
			return message + "; " + a.what
		}
	}
	return message
}

// advice says what to do about messages of Slurm; when is a part of the message in lower case.
var advice = []struct{ when, what string }{
	{"partition specified", "sinfo -s lists the partitions; name one with -partition"},
	{"invalid account", "sacctmgr show associations user=$USER lists your accounts; name one with -account"},
	{"invalid job array", "the array has more tasks than the cluster's MaxArraySize (scontrol show config); " +
		"submit the sweep in parts, with fewer values or seeds at a time"},
	{"accounting/qos policy", "a limit of your account: submit fewer runs at a time, or lower -time, -cpus or -memory"},
	{"time limit is invalid", "sinfo -o '%P %l' lists the partitions' limits; lower -time or name another -partition"},
	{"node configuration is not available", "sinfo -o '%P %c %m' lists processors and megabytes of the nodes; lower -cpus or -memory"},
	{"unable to contact slurm controller", "the controller does not answer (scontrol ping); try again later"},
	{"unrecognized option", "man sbatch lists the options for -sbatch"},
	{"invalid option", "man sbatch lists the options for -sbatch"},
}
