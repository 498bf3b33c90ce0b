package main

import (
	"context"
	"flag"
	"runtime"

	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/loopback"
	"workbench/internal/studio"
)

const studioManual = `
experiments studio opens a page to compose, listen, edit and follow runs, with the models and runs that are there.

	go run ./experiments studio
	go run ./experiments studio runs/first models -addr 127.0.0.1:9000

Without a DIR, these are the runs in and below models and runs. Open the address that it prints in a browser of this machine; no other machine can reach it,
and the page needs no network. Composing takes at most half of the processors. Ctrl-C stops the server, not the runs.
`

// studioCommand serves the page until it is interrupted.
func studioCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("studio", flag.ContinueOnError)
	address := flags.String("addr", "127.0.0.1:8090", "`HOST:PORT` of this machine; port 0 takes a free one")
	dirs, err := commandline.Parse(flags, args, out, studioManual)
	if err != nil {
		return err
	}
	if err := loopback.CheckAddress("studio", *address); err != nil {
		return err
	}
	if len(dirs) == 0 {
		dirs = []string{"models", "runs"}
	} else if err := studio.CheckDirs(dirs); err != nil {
		return err
	}
	listener, err := listen("studio", *address, out)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(1, runtime.NumCPU()/2))) // the rest is for training
	return studio.Serve(ctx, listener, studio.New(dirs))
}
