package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"workbench/internal/sweep"
)

// interruptible lists the commands that save their work when their context is cancelled. For the others a
// signal ends the process at once.
var interruptible = map[string]bool{"": true, "sweep": true, "watch": true, "studio": true}

// notifyContext returns the context of a command. The first interrupt, termination or hangup signal cancels
// it; a second interrupt or termination ends the process.
//
// A closed output ends nothing: without SIGPIPE, writing to it is an error that is ignored.
func notifyContext(command string) context.Context {
	if !interruptible[command] {
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
