package slurm

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
)

// Options are what a user asks of Slurm for each task of an array. What is empty or 0 is left to the cluster.
type Options struct {
	Partition string
	Account   string
	Time      string // limit of each task: a duration such as 90m, or a limit as sbatch reads it, such as 1-12:00:00
	Memory    string // for each task, such as 4G
	CPUs      int    // processors of each task
	AtOnce    int    // tasks that may run at the same time
	Extra     []string
}

// Check returns an error for options that sbatch would not understand as options.
func (o Options) Check() error {
	if _, err := limit(o.Time); err != nil {
		return err
	}
	for _, extra := range o.Extra {
		if !strings.HasPrefix(extra, "-") || strings.Trim(extra, "-") == "" {
			return exit.Usagef("-sbatch %s: must be an option of sbatch, such as -sbatch --constraint=avx2", extra)
		}
	}
	return nil
}

// Array is a job array to submit.
type Array struct {
	Name   string // of the job
	Script string // path of the script that each task runs
	Output string // path of what the tasks print; %A and %a stand for the job and the index
	Tasks  int    // with the indices 0 to Tasks-1
}

// longestLead is how long before its time limit a task is asked to stop. An update, a checkpoint and the
// requeueing have to fit into it; Slurm's own resolution is about a minute.
const longestLead = 2 * time.Minute

// Arguments returns the arguments of sbatch that submit the array. The batch process gets SIGTERM before the
// time limit, and so does the task that Slurm preempts; a task whose node fails is requeued. The user's own
// options come last and win.
func (a Array) Arguments(o Options) []string {
	tasks := fmt.Sprintf("--array=0-%d", a.Tasks-1)
	if o.AtOnce > 0 {
		tasks += fmt.Sprintf("%%%d", o.AtOnce)
	}
	lead := longestLead
	args := []string{"--parsable", "--job-name=" + a.Name, tasks, "--output=" + a.Output, "--open-mode=append", "--requeue"}
	if total, _ := limit(o.Time); total > 0 {
		lead = min(lead, total/2)
		minutes := int((total + time.Minute - 1) / time.Minute)
		args = append(args, fmt.Sprintf("--time=%d", minutes))
	}
	args = append(args, fmt.Sprintf("--signal=B:TERM@%d", int(lead.Seconds())))
	for _, option := range []struct{ name, value string }{
		{"partition", o.Partition}, {"account", o.Account}, {"mem", o.Memory}, {"cpus-per-task", positive(o.CPUs)},
	} {
		if option.value != "" {
			args = append(args, "--"+option.name+"="+option.value)
		}
	}
	return append(slices.Concat(args, o.Extra), a.Script)
}

func positive(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// Script returns the batch script of an array whose tasks run a command. The command replaces the shell: it
// is the process that Slurm signals.
func Script(command ...string) []byte {
	return fmt.Appendf(nil, `#!/bin/sh
export GOMAXPROCS="${SLURM_CPUS_PER_TASK:-${SLURM_CPUS_ON_NODE:-1}}"
exec %s
`, console.ShellQuote(command))
}

// Submit submits an array with these arguments of sbatch and returns the number of the job. It waits for the answer
// of sbatch even if ctx is cancelled meanwhile: without it, nobody knows which job to cancel.
func Submit(ctx context.Context, arguments []string) (job string, err error) {
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	text, err := output(context.WithoutCancel(ctx), "sbatch", arguments...)
	if err != nil {
		return "", err
	}
	job, _, _ = strings.Cut(strings.TrimSpace(text), ";") // the name of the cluster may follow
	if _, err := strconv.ParseUint(job, 10, 64); err != nil {
		return "", fmt.Errorf("sbatch printed %q instead of the number of a job", strings.TrimSpace(text))
	}
	return job, nil
}

// limit reads a time limit: a duration of Go, such as 90m, or the forms of sbatch: minutes, minutes:seconds,
// hours:minutes:seconds, days-hours, days-hours:minutes and days-hours:minutes:seconds. Empty is 0.
func limit(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	if d, err := time.ParseDuration(text); err == nil && d > 0 {
		return d, nil
	}
	days, clock, hasDays := strings.Cut(text, "-")
	if !hasDays {
		days, clock = "0", text
	}
	parts := strings.Split(days+":"+clock, ":")
	units := []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second}
	if !hasDays && len(parts) < 4 { // minutes, or minutes:seconds
		units = []time.Duration{24 * time.Hour, time.Minute, time.Second}
	}
	var sum time.Duration
	const most = 100_000 // of any unit
	valid := len(parts) <= len(units)
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if valid = valid && err == nil && 0 <= n && n <= most; valid {
			sum += time.Duration(n) * units[i]
		}
	}
	if !valid || sum == 0 {
		return 0, exit.Usagef("-time %s: must be a duration such as 90m or 12h, or a limit as sbatch reads it, such as 1-12:00:00", cmp.Or(text, `""`))
	}
	return sum, nil
}
