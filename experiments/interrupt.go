package main

import (
	"fmt"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
)

// interrupts tells a command whether the user wants it to stop. A command that can stop in good order says so with heed; for others an interrupt ends the
// process, as is usual.
type interrupts struct {
	heeded atomic.Bool
	stop   chan struct{} // closed at the first interrupt
}

// catchInterrupts watches for interrupt and termination signals. The second ends the process in any case.
func catchInterrupts() *interrupts {
	in := &interrupts{stop: make(chan struct{})}
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		if in.heeded.Load() {
			fmt.Fprintln(os.Stderr, "\nstopping; once more to stop at once")
			close(in.stop)
			<-signals
		}
		os.Exit(exitInterrupted)
	}()
	return in
}

// heed promises to look at stopped often.
func (in *interrupts) heed() { in.heeded.Store(true) }

// stopped tells whether the user has interrupted.
func (in *interrupts) stopped() bool {
	select {
	case <-in.stop:
		return true
	default:
		return false
	}
}
