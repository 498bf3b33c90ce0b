package main

import (
	"context"
	"flag"
	"fmt"

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
finished nor in the queue. Where there is no Slurm, the same command trains on this machine.
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
	flags.IntVar(&c.options.CPUs, "cpus", 0, "with -slurm: give each task `N` processors")
	flags.IntVar(&c.options.AtOnce, "at-once", 0, "with -slurm: run at most `N` tasks at the same time")
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
	if given["cpus"] && c.options.CPUs < 1 || given["at-once"] && c.options.AtOnce < 1 {
		return exit.Usagef("sweep: -cpus and -at-once must be 1 or more")
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

// submitted submits the trials if -slurm asks for it and there is Slurm. Otherwise, or if nothing is left to
// submit, they are to be trained or compared here.
func (c *clusterFlags) submitted(ctx context.Context, name, dir string, trials []*sweep.Trial, out *console.Streams) (bool, error) {
	if !c.submit {
		return false, nil
	}
	if !slurm.Available() {
		fmt.Fprintln(out.Progress, "there is no Slurm on this machine (sbatch is not in PATH), so the runs are trained here")
		return false, nil
	}
	if err := sweep.Submit(ctx, name, dir, trials, c.options, out); err != nil {
		return false, err
	}
	fmt.Fprintf(out.Progress, "to see how far it is: %s\n", console.Command("sweep", "-status", dir))
	return true, nil
}
