package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"workbench/internal/atomicfile"
	"workbench/internal/exit"
	"workbench/internal/sweep"
)

// interruptible lists the commands that save their work when their context is cancelled. The others end at once, and leave
// nothing unfinished behind.
var interruptible = map[string]bool{"": true, "sweep": true, "watch": true, "studio": true}

// notifyContext returns the context of a command. The first interrupt, termination or hangup signal cancels
// it; a second interrupt or termination ends the process.
//
// A closed output ends nothing: without SIGPIPE, writing to it is an error that is ignored.
func notifyContext(command string) context.Context {
	if !interruptible[command] {
		go endTidily()
		return context.Background()
	}
	signal.Ignore(syscall.SIGPIPE)
	stopping := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // as under nohup
		stopping = append(stopping, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(stoppedByParent(), stopping...)
	context.AfterFunc(ctx, func() {
		signal.Ignore(syscall.SIGHUP) // a closed terminal can send it more than once
		stop()
		fmt.Fprintln(os.Stderr, "\nstopping; interrupt again to stop at once")
	})
	return ctx
}

// endTidily waits for a signal that ends the process, removes what is unfinished, and lets the signal end it.
func endTidily() {
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as under nohup
			signal.Notify(signals, s)
		}
	}
	s := <-signals
	atomicfile.RemoveUnfinished()
	signal.Reset(s)
	if p, err := os.FindProcess(os.Getpid()); err != nil || p.Signal(s) != nil { // as on Windows
		os.Exit(exit.Interrupted)
	}
}

// stoppedByParent returns a context that ends with standard input in a process that a sweep has started: the
// sweep closes it to stop the process, and the system closes it when the sweep itself dies.
func stoppedByParent() context.Context {
	if os.Getenv(sweep.StopAtEndOfInput) == "" {
		return context.Background()
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin) // an error ends the input as well
		cancel()
	}()
	return ctx
}
