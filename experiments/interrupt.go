package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// interruptible lists the commands that stop in good order when their context is cancelled. For the others a signal ends the process at once.
var interruptible = map[string]bool{"": true, "sweep": true, "watch": true}

// notifyContext returns a context that the first interrupt or termination signal cancels; a second signal ends the process.
func notifyContext() context.Context {
	name := ""
	if len(os.Args) > 1 && os.Args[1] != "" && os.Args[1][0] != '-' {
		name = os.Args[1]
	}
	if !interruptible[name] {
		return context.Background()
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, func() {
		stop()
		fmt.Fprintln(os.Stderr, "\nstopping; interrupt again to stop at once")
	})
	return ctx
}
