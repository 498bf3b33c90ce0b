package main

import (
	"context"
	"flag"
	"fmt"

	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/loopback"
	"workbench/internal/report"
	"workbench/internal/studio"
)

const watchManual = `
experiments watch opens the studio at its page of runs, with the runs that are named: their losses and samples follow the training.

	go run ./experiments watch runs/first
	go run ./experiments watch runs/adam runs/rmsprop -addr 127.0.0.1:9000

Open the address that it prints in a browser of this machine; no other machine can reach it. A sample goes on playing while the page follows the training.
For a document, see report. Ctrl-C stops the server, not the runs.
`

// watchCommand serves the studio for some runs until it is interrupted.
func watchCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("watch", flag.ContinueOnError)
	address := flags.String("addr", "127.0.0.1:8080", "`HOST:PORT` of this machine; port 0 takes a free one")
	var runs commandline.Repeated
	flags.Var(&runs, "run", "the run in `DIR`; DIR without -run means the same")
	operands, err := commandline.Parse(flags, args, out, watchManual)
	operands = append(operands, runs...)
	switch {
	case err != nil:
		return err
	case len(operands) == 0:
		return exit.Usagef("watch: which run? Name its directory")
	}
	if err := loopback.CheckAddress("watch", *address); err != nil {
		return err
	}
	dirs, warnings, err := report.Find(operands)
	if err != nil {
		return fmt.Errorf("watch: %w", err)
	}
	out.Warn("", warnings...)
	return serveStudio(ctx, "watch", *address, "#runs/all", studio.Options{Dirs: dirs, Keep: keptPieces}, out)
}
