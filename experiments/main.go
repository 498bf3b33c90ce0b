// Experiments trains biaxial LSTMs on piano music and composes with them.
//
// Usage:
//
//	experiments -config FILE [-set KEY=VALUE]... [-run DIR]   train
//	experiments -resume DIR                                   go on with an interrupted run
//	experiments compose -run DIR [flags]                      compose with what a run has learnt
//	experiments evaluate -run DIR [-midi DIR | -frames FILE]  how likely music is to what a run has learnt
//	experiments export -run DIR -out DIR                      a small copy of a run, to compose from
//	experiments roll FILE.mid... [-out FILE.png]              draw piano rolls
//	experiments compare DIR... [flags]                        put runs beside one another
//	experiments sweep -config FILE -set KEY=V1,V2... [flags]  train every combination of some values, and compare
//	experiments report DIR... [-out FILE]                     one file with curves, rolls and sound of runs
//	experiments watch DIR... [-addr HOST:PORT]                the same as a page that follows the training
//	experiments stats [FILE.mid...] [-run DIR | -midi DIR]    measure music, and a run's samples against its corpus
//	experiments corpus [-midi DIR | -frames FILE] [flags]     describe a corpus
//
// Each has a manual: experiments COMMAND -h. Flags take one dash or two.
//
// An experiment is a TOML file, such as those in configs; configs/default.toml explains every key. Training writes everything into one
// run directory, runs/<name>-<UTC date and time> unless -run names another:
//
//	config.toml            every key with its value; training from it repeats the run
//	run.json               status, times, versions, seed, counts, the baseline
//	log.txt                what was printed
//	metrics.jsonl          the loss of each epoch, training and validation, in nats per time step
//	checkpoints/           weights and all that is needed to go on, every 100 epochs
//	samples/               what the network composed then: MIDI, and a picture of its roll
//	figures/loss.png       the curves
//	figures/samples.png    the samples under one another, so that one sees it learn
//	tensorboard/           losses and samples for TensorBoard, if train.tensorboard is true
//
// Interrupting (Ctrl-C) finishes the update, writes a checkpoint and says how to go on; a second time stops at once.
//
// A session:
//
//	$ go run ./experiments -config configs/quickstart.toml -run runs/first
//	$ go run ./experiments compose -run runs/first -count 3 -out music
//	$ go run ./experiments roll music/1.mid -out music/1.png
//
// The exit code is 0 when all went well, 1 when something failed, 2 for wrong usage or a wrong config, and 130 when interrupted. (go run
// turns every failure into 1.)
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/kernel"
)

func main() {
	os.Exit(run(notifyContext(), os.Args[1:], &console.Streams{Results: os.Stdout, Progress: os.Stderr}))
}

// commands are those that are named; without a name the program trains.
var commands = map[string]func(ctx context.Context, args []string, out *console.Streams) error{
	"compose":  composeCommand,
	"evaluate": evaluateCommand,
	"export":   exportCommand,
	"roll":     rollCommand,
	"stats":    statsCommand,
	"corpus":   corpusCommand,
	"compare":  compareCommand,
	"sweep":    sweepCommand,
	"report":   reportCommand,
	"watch":    watchCommand,
}

// run is the program without its process: it returns the exit code.
func run(ctx context.Context, args []string, out *console.Streams) int {
	if _, err := kernel.Selected(); err != nil {
		fmt.Fprintf(out.Progress, "experiments: %v\n", err)
		return exit.Usage
	}
	command := trainCommand
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		named, ok := commands[args[0]]
		if !ok {
			fmt.Fprintf(out.Progress, "experiments: no command %q; there are %s, and -config FILE to train (-h has the manual)\n", args[0], strings.Join(slices.Sorted(maps.Keys(commands)), ", "))
			return exit.Usage
		}
		command, args = named, args[1:]
	}
	err := command(ctx, args, out)
	var config *config.Error
	var usage exit.Error
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exit.Done
	case errors.Is(err, exit.ErrInterrupted):
		return exit.Interrupted
	case errors.As(err, &config):
		fmt.Fprintln(out.Progress, err)
		return exit.Usage
	case errors.As(err, &usage):
		fmt.Fprintf(out.Progress, "experiments: %v\n", err)
		return exit.Usage
	}
	fmt.Fprintf(out.Progress, "experiments: %v\n", err)
	return exit.Failed
}
