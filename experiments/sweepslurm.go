package main

import (
	"context"
	"flag"
	"fmt"
	"math"

	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/slurm"
	"workbench/internal/sweep"
)

const sweepSlurmManual = `
On a cluster with Slurm, -slurm submits the runs as one job array instead; docs/slurm.md has the details:

	go run ./experiments sweep -config configs/quickstart.toml -seeds 12 -slurm -partition main -time 2h -cpus 4 -memory 2G -at-once 4
	go run ./experiments sweep -status runs/quickstart-sweep
	go run ./experiments sweep -cancel runs/quickstart-sweep

Each task trains one run. Before its time limit, or when it is preempted, it writes a checkpoint, goes back into the queue, and
resumes with the same bits. compare, report, watch and studio work at any time. The same command again submits what is neither
finished nor in the queue. With -method random, tpe or asha, -at-once 4 submits four workers, each of which takes one trial
after the other. Where there is no Slurm, the same command trains on this machine.
`

// clusterFlags are the flags of sweep for Slurm.
type clusterFlags struct {
	submit               bool
	options              slurm.Options
	status, cancel, task string
}

// clusterOptions are the flags that go with -slurm alone.
var clusterOptions = []string{"partition", "account", "time", "memory", "cpus", "at-once", "sbatch"}

func newClusterFlags(flags *flag.FlagSet) *clusterFlags {
	c := &clusterFlags{}
	flags.BoolVar(&c.submit, "slurm", false, "submit the runs as a job array of Slurm; without Slurm, train them here")
	flags.StringVar(&c.options.Partition, "partition", "", "with -slurm: `NAME` of the partition")
	flags.StringVar(&c.options.Account, "account", "", "with -slurm: `NAME` of the account to charge")
	flags.StringVar(&c.options.Time, "time", "", "with -slurm: `LIMIT` of each task before it is requeued, such as 90m, 12h or 1-12:00:00")
	flags.StringVar(&c.options.Memory, "memory", "", "with -slurm: memory of each task, a `SIZE` such as 4G")
	commandline.Number(flags, &c.options.CPUs, "cpus", 0, 1, math.MaxInt, "with -slurm: give each task `N` processors")
	commandline.Number(flags, &c.options.AtOnce, "at-once", 0, 1, math.MaxInt, "with -slurm: run at most `N` tasks at the same time")
	flags.Var((*commandline.Repeated)(&c.options.Extra), "sbatch", "with -slurm: a further `OPTION` of sbatch, such as --constraint=avx2; may be repeated")
	flags.StringVar(&c.status, "status", "", "print how far the runs of the sweep in `DIR` are, from Slurm and the run directories")
	flags.StringVar(&c.cancel, "cancel", "", "cancel the tasks of the sweep in `DIR`")
	flags.StringVar(&c.task, "task", "", "train one run of the array in `FILE`; the tasks of -slurm use this")
	return c
}

// check returns an error for flags that do not go together.
func (c *clusterFlags) check(flags *flag.FlagSet) error {
	given := commandline.Given(flags)
	for _, name := range []string{"status", "cancel", "task"} {
		if given[name] && len(given) > 1 {
			return exit.Usagef("sweep: -%s goes with no other flag", name)
		}
	}
	for _, name := range clusterOptions {
		if given[name] && !c.submit {
			return exit.Usagef("sweep: -%s goes with -slurm", name)
		}
	}
	if c.submit && given["notify"] {
		return exit.Usagef("sweep: -notify is for sweeps on this machine; Slurm sends mail with -sbatch --mail-type=END")
	}
	if c.submit && given["fail-fast"] {
		return exit.Usagef("sweep: -fail-fast is for sweeps on this machine; with -slurm, see -status, and -cancel the rest")
	}
	if method := flags.Lookup("method").Value.String(); c.submit && method != grid && (!given["at-once"] || given["budget"]) {
		return exit.Usagef("sweep: -method %s -slurm: say how many workers with -at-once N, and when it ends with -trials N instead of -budget", method)
	}
	if c.submit && given["budget"] {
		return exit.Usagef("sweep: -budget is for sweeps on this machine")
	}
	return c.options.Check()
}

// alone reports whether -status, -cancel or -task asks for something else than to train the sweep.
func (c *clusterFlags) alone() bool { return c.status+c.cancel+c.task != "" }

// run does what -status, -cancel or -task asks for.
func (c *clusterFlags) run(ctx context.Context, out *console.Streams) error {
	switch {
	case c.status != "":
		return sweep.Status(ctx, c.status, out)
	case c.cancel != "":
		return sweep.Cancel(ctx, c.cancel, out)
	}
	return sweep.RunTask(ctx, c.task, out)
}

// submitted submits what -slurm asks for, if there is Slurm: the trials of a grid or the workers of a search.
// Otherwise they are to be trained here.
func (c *clusterFlags) submitted(dir string, submit func() error, out *console.Streams) (bool, error) {
	if !c.submit {
		return false, nil
	}
	if !slurm.Available() {
		fmt.Fprintln(out.Progress, "there is no Slurm on this machine (sbatch is not in PATH), so the runs are trained here")
		return false, nil
	}
	if err := submit(); err != nil {
		return false, err
	}
	fmt.Fprintf(out.Progress, "to see how far it is: %s\n", console.Command("sweep", "-status", dir))
	return true, nil
}
