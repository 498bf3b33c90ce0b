// Experiments trains biaxial LSTMs on piano music and composes with them.
//
// Usage:
//
//	experiments -config FILE [-set KEY=VALUE]... [-run DIR]   train; with -seeds N, N runs
//	experiments -config FILE [-set KEY=VALUE]... -dry-run     print the config and what it needs; train nothing
//	experiments -resume DIR [-set KEY=VALUE]...               resume an interrupted run
//	experiments compose -run DIR [flags]                      compose with a trained model
//	experiments evaluate -run DIR [-midi DIR | -frames FILE]  likelihood of music under a trained model
//	experiments export -run DIR -out DIR                      make a small copy of a run, to compose from
//	experiments roll FILE.mid... [-out FILE.png]              draw piano rolls
//	experiments list [DIR...] [flags]                         list runs, with notes and tags
//	experiments compare DIR... [flags]                        compare runs
//	experiments sweep -config FILE -set KEY=V1,V2... [flags]  train every combination of some values, and compare
//	experiments report DIR... [-out FILE]                     make one file with curves, rolls and sound of runs
//	experiments watch DIR... [-addr HOST:PORT]                open the studio for runs that are being trained
//	experiments studio [DIR...] [-addr HOST:PORT]             open a page to compose, listen, edit and follow runs
//	experiments survey new|serve|export|results               run listening studies, and evaluate them
//	experiments stats [FILE.mid...] [-run DIR | -midi DIR]    measure music, and a run's samples against its corpus
//	experiments corpus [-midi DIR | -frames FILE] [flags]     describe a corpus
//	experiments completion bash|zsh|fish                      print a script that completes command lines
//	experiments version                                       print the version
//
// Each has a manual: experiments help COMMAND, or experiments COMMAND -h. Flags take one dash or two.
//
// An experiment is a TOML file, such as those in configs; configs/default.toml explains every key. Training
// writes everything into one run directory, runs/<name>-<UTC date and time> unless -run names another:
//
//	config.toml            every key with its value; training from it repeats the run
//	run.json               status, times, versions, seed, counts, baseline, changes of the config
//	log.txt                what was printed
//	validation.json        validation losses of each piece
//	pieces.json            names and fingerprints of the pieces that the weights learned from
//	code.patch             how the source differed from its commit, if it did
//	metrics.jsonl          the loss of each epoch, training and validation, in nats per time step
//	checkpoints/           weights and everything else needed to resume, every 100 epochs
//	samples/               what the network composed then: MIDI, and a picture of its roll
//	figures/loss.png       the curves
//	figures/samples.png    the samples one below the other
//	composed/              pieces of the command compose
//	report.html            written by the command report
//	marks.json             note, tags and archived, of the command list
//	lock                   held by the process that trains the run
//	tensorboard/           losses and samples for TensorBoard, if train.tensorboard is true
//
// Ctrl-C, SIGTERM and a closed terminal finish the current update, write a checkpoint and print the command
// that resumes the run; a second Ctrl-C stops at once. A closed output, as of "| head", ends no training.
//
// Scripts and schedulers should run a program that was built: a signal that is sent to go run does not reach
// the program.
//
//	$ go build -o experiments ./experiments
//	$ ./experiments -config configs/quickstart.toml
//
// A session:
//
//	$ go run ./experiments -config configs/quickstart.toml -run runs/first
//	$ go run ./experiments compose -run runs/first -count 3 -out music
//	$ go run ./experiments roll music/1.mid -out first.pdf
//
// The exit code is 0 for success, 1 for a failure, 2 for wrong usage or a wrong config, and 130 for an
// interruption. (go run turns every failure into 1.)
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"

	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/kernel"
)

func main() {
	command, _ := splitCommand(os.Args[1:])
	os.Exit(run(notifyContext(command), os.Args[1:], console.Standard()))
}

// splitCommand splits arguments into the name of a command, empty for training, and its arguments.
func splitCommand(args []string) (command string, rest []string) {
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		return args[0], args[1:]
	}
	return "", args
}

// run is the program without its process: it returns the exit code.
func run(ctx context.Context, args []string, out *console.Streams) int {
	if _, err := kernel.Selected(); err != nil {
		return fail(out, exit.Usage, err)
	}
	name, args := splitCommand(args)
	command, err := findCommand(name)
	if err != nil {
		return fail(out, exit.Usage, err)
	}
	err = command.run(ctx, args, out)
	var config *config.Error
	var usage exit.UsageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		if err := out.Lost(); err != nil {
			return fail(out, exit.Failed, err)
		}
		return exit.Done
	case errors.Is(err, exit.ErrInterrupted):
		return exit.Interrupted
	case errors.As(err, &config):
		for line := range strings.Lines(printable(config).Error()) { // each is a message by itself
			fmt.Fprint(out.Progress, strings.TrimSuffix(line, "\n")+"\n")
		}
		return exit.Usage
	case errors.As(err, &usage):
		return fail(out, exit.Usage, err)
	}
	return fail(out, exit.Failed, err)
}

// fail prints an error and returns the exit code.
func fail(out *console.Streams, code int, err error) int {
	fmt.Fprintf(out.Progress, "experiments: %s\n", console.Message(err))
	return code
}

// printable keeps each problem of a config on its line.
func printable(err *config.Error) error {
	problems := make([]string, len(err.Problems))
	for i, p := range err.Problems {
		problems[i] = console.Printable(p)
	}
	return &config.Error{Problems: problems}
}
