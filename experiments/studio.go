package main

import (
	"context"
	"flag"
	"runtime"

	"workbench/internal/commandline"
	"workbench/internal/console"
	"workbench/internal/loopback"
	"workbench/internal/studio"
	"workbench/internal/survey"
)

const studioManual = `
experiments studio opens a page to compose, listen, edit and follow runs, with the models and runs that are there.

	go run ./experiments studio
	go run ./experiments studio runs/first models -addr 127.0.0.1:9000

Without a DIR, these are the runs in and below models and runs. Open the address that it prints in a browser of this machine; no other machine can reach it,
and the page needs no network. Composing takes at most half of the processors. Ctrl-C stops the server, not the runs.

Keep, on the page, writes a piece into a folder of its own: piece.mid, the files that it was composed from, and kept.json with the settings, the seed and the
command that composes it again. With -survey the page has a link to a listening study; for listeners at other machines, see survey serve.
`

// studioCommand serves the page until it is interrupted.
func studioCommand(ctx context.Context, args []string, out *console.Streams) error {
	flags := flag.NewFlagSet("studio", flag.ContinueOnError)
	address := flags.String("addr", "127.0.0.1:8090", "`HOST:PORT` of this machine; port 0 takes a free one")
	keep := flags.String("keep", keptPieces, "folder `DIR` for the pieces that are kept, created if needed")
	study := flags.String("survey", "", "`DIR` of a listening study, which the page serves, too; see survey")
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
	o := studio.Options{Dirs: dirs, Keep: *keep}
	if *study != "" {
		s, err := openStudy("serve", []string{*study})
		if err != nil {
			return err
		}
		server, warnings, err := survey.NewServer(s, true)
		if err != nil {
			return err
		}
		defer server.Close()
		out.Warn("", warnings...)
		o.Survey = server
	}
	return serveStudio(ctx, "studio", *address, "", o, out)
}

// keptPieces is the folder of the pieces that are kept.
const keptPieces = "music/studio"

// serveStudio serves the studio for a command until it is interrupted. page is the part of its address that names
// the page that opens first.
func serveStudio(ctx context.Context, command, address, page string, o studio.Options, out *console.Streams) error {
	listener, err := loopback.Listen(command, address, page, out)
	if err != nil {
		return err
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(1, runtime.NumCPU()/2))) // the rest is for training
	return studio.Serve(ctx, listener, studio.New(o))
}
