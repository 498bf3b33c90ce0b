package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"slices"
	"strings"

	"workbench/internal/commandline"
	"workbench/internal/compare"
	"workbench/internal/completion"
	"workbench/internal/config"
	"workbench/internal/console"
	"workbench/internal/exit"
)

const completionManual = `
experiments completion prints a script for bash, zsh or fish. With it, the Tab key completes commands, flags, keys of a config after -set
and their values, runs, and files.

	go run ./experiments completion bash
	go run ./experiments completion zsh
	go run ./experiments completion fish

It completes the command experiments: a program that was installed (go install ./experiments), or a function. Put one of these into ~/.bashrc:

	source <(experiments completion bash)

	experiments() { go run ./experiments "$@"; }
	source <(cd PROJECT && experiments completion bash)

The second needs no installed program, and works in the project's directory. In zsh (~/.zshrc) write zsh for bash, below compinit. In fish
(~/.config/fish/config.fish):

	experiments completion fish | source

An alias does not do: shells complete the command that it stands for.
`

// completionCommand prints the script of a shell, or, for that script, the candidates for a command line.
func completionCommand(_ context.Context, args []string, out *console.Streams) error {
	if len(args) > 1 && args[1] == "--" {
		return completed().Answer(out.Results, args[0], args[2:])
	}
	operands, err := commandline.Parse(flag.NewFlagSet("completion", flag.ContinueOnError), args, out, completionManual)
	switch {
	case err != nil:
		return err
	case len(operands) != 1 || !slices.Contains(completion.Shells, operands[0]):
		return exit.Usagef("completion: name a shell: %s", strings.Join(completion.Shells, ", "))
	}
	_, err = io.WriteString(out.Results, completion.Script(operands[0]))
	return err
}

// completed describes the program for completion.
func completed() *completion.Program {
	p := &completion.Program{Keys: config.AllKeys(), Runs: func() []string { return compare.Search([]string{"runs", "models"}).Dirs }}
	for _, c := range commands() {
		described := completion.Command{Name: c.name, Summary: c.summary, Flags: flagsOf(c)}
		if c.operands != nil {
			described.Operands = c.operands(p)
		}
		p.Commands = append(p.Commands, described)
	}
	p.Training = completion.Command{Flags: flagsOf(command{run: trainCommand})}
	return p
}

// flagsOf returns the flags of a command, nil if it has none.
func flagsOf(c command) *flag.FlagSet {
	var asked *commandline.Asked
	if errors.As(c.run(context.Background(), commandline.AskFlags, console.Discard()), &asked) {
		return asked.Flags
	}
	return nil
}
