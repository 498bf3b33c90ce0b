package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"

	"workbench/internal/commandline"
	"workbench/internal/completion"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/nearest"
	"workbench/internal/rundir"
)

// A command is what the program does if its first argument is the name.
type command struct {
	name, summary string
	run           func(ctx context.Context, args []string, out *console.Streams) error
	operands      func(p *completion.Program) completion.Values // for completion; nil for none
}

// What operands can be.
var (
	runs         = func(p *completion.Program) completion.Values { return p.RunDirs }
	files        = func(*completion.Program) completion.Values { return completion.Files }
	runsAndFiles = func(p *completion.Program) completion.Values { return p.RunsAndFiles }
	names        = func(p *completion.Program) completion.Values { return p.Names }
	shells       = func(*completion.Program) completion.Values { return completion.Words(completion.Shells...) }
)

// commands lists the commands in the order of the manual; without a name the program trains.
func commands() []command {
	return []command{
		{"compose", "compose with a trained model", composeCommand, runs},
		{"evaluate", "compute the likelihood of music under a trained model", evaluateCommand, runs},
		{"export", "make a small copy of a run, to compose from or to share", exportCommand, runs},
		{"roll", "draw piano rolls, or convert a file of music", rollCommand, files},
		{"list", "list runs; note, tag, archive or delete them", listCommand, runs},
		{"compare", "compare runs: losses, settings, curves", compareCommand, runs},
		{"sweep", "train every combination of some values, or search for good ones", sweepCommand, nil},
		{"report", "write one file with curves, piano rolls and sound of runs", reportCommand, runs},
		{"watch", "open the studio for runs that are being trained", watchCommand, runs},
		{"studio", "serve a page to compose, listen, edit and follow runs", studioCommand, runs},
		{"survey", "run listening studies, and evaluate them", surveyCommand, surveyOperands},
		{"stats", "measure music, and compare a run's samples with its corpus", statsCommand, runsAndFiles},
		{"corpus", "describe music to train on", corpusCommand, runsAndFiles},
		{"completion", "print a script that makes a shell complete command lines", completionCommand, shells},
		{"help", "print the manual of a command: help COMMAND", helpCommand, names},
		{"version", "print the version of the program", versionCommand, nil},
	}
}

// findCommand returns the command with a name; the empty name is training.
func findCommand(name string) (command, error) {
	if name == "" {
		return command{run: trainCommand}, nil
	}
	var names []string
	for _, c := range commands() {
		if c.name == name {
			return c, nil
		}
		names = append(names, c.name)
	}
	if close := nearest.Word(name, names); close != "" {
		return command{}, exit.Usagef("no command %q; did you mean %q? (help lists the commands)", name, close)
	}
	slices.Sort(names)
	return command{}, exit.Usagef("no command %q; there are %s, and -config FILE to train (-h has the manual)", name, strings.Join(names, ", "))
}

// writeCommands lists the commands, one a line.
func writeCommands(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, c := range commands() {
		fmt.Fprintf(table, "  %s\t%s\n", c.name, c.summary)
	}
	return table.Flush()
}

// helpCommand prints the manual of the program or of a command.
func helpCommand(ctx context.Context, args []string, out *console.Streams) error {
	switch {
	case len(args) > 2 || len(args) == 2 && args[0] != "survey": // survey has commands of its own
		return exit.Usagef("help: name one command")
	case len(args) == 0 || strings.HasPrefix(args[0], "-") || args[0] == "help":
		return trainCommand(ctx, []string{"-h"}, out)
	}
	c, err := findCommand(args[0])
	if err != nil {
		return err
	}
	return c.run(ctx, append(args[1:], "-h"), out)
}

// programSum identifies the file of the program by its contents.
func programSum() string {
	path, err := os.Executable()
	if err != nil {
		return "program file unknown"
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return "program file unreadable"
	}
	return fmt.Sprintf("program file with SHA-256 %.6x…", sha256.Sum256(data))
}

const versionManual = `
experiments version prints the commit of the source, the version of Go, and the system.

	go run ./experiments version
`

// versionCommand prints the commit of the source, the Go version and the system.
func versionCommand(_ context.Context, args []string, out *console.Streams) error {
	operands, err := commandline.Parse(flag.NewFlagSet("version", flag.ContinueOnError), args, out, versionManual)
	if err != nil {
		return err
	}
	if len(operands) > 0 {
		return exit.Usagef("version: takes no arguments")
	}
	code := rundir.CodeVersion()
	version := "commit " + code.Commit
	if code.Commit == "" { // built without a stamp, and not in the project's repository
		version = "no commit known (go build stamps it where git and the repository are), " + programSum()
	}
	if code.Dirty {
		version += ", with uncommitted changes"
	}
	_, err = fmt.Fprintf(out.Results, "experiments, %s, %s, %s/%s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
