package sweep

import (
	"context"
	"io"
	"runtime"
	"slices"
	"time"

	"workbench/internal/console"
)

// children are the processes that train the trials of a sweep, a few at a time.
type children struct {
	jobs        int // at a time
	progress    *console.Progress
	running     []*Child
	ended       chan *Child
	stopping    bool // no more are started
	interrupted bool // because the context was cancelled
}

func newChildren(jobs int, out *console.Streams) *children {
	return &children{jobs: jobs, progress: console.NewProgress(out.Progress, io.Discard), ended: make(chan *Child)}
}

// free reports whether one more may be started.
func (p *children) free() bool { return !p.stopping && len(p.running) < p.jobs }

// start starts one with these arguments, on its share of the processors.
func (p *children) start(t *Trial, args []string) (*Child, error) {
	c, err := startChild(t, args, max(1, runtime.GOMAXPROCS(0)/p.jobs), p.ended)
	if err == nil {
		p.running = append(p.running, c)
	}
	return c, err
}

// tickEvery is the time between checks of the context, and between refreshes of the line.
const tickEvery = 100 * time.Millisecond

// await returns the next that ends, or nil after a moment, in which it refreshes the line on a terminal: what is
// done, and the last line of each child. It stops all if the context was cancelled.
func (p *children) await(ctx context.Context, done string) *Child {
	var ended *Child
	select {
	case ended = <-p.ended:
	case <-time.After(tickEvery):
	}
	if !p.interrupted && ctx.Err() != nil { // the same signal may have ended the child
		p.interrupted = true
		p.stop()
	}
	if ended == nil {
		p.show(done)
		return nil
	}
	p.running = slices.DeleteFunc(p.running, func(c *Child) bool { return c == ended })
	ended.interrupt() // closes its input
	return ended
}

// stop starts no more, and makes those that run write a checkpoint and stop.
func (p *children) stop() {
	if p.stopping {
		return
	}
	p.stopping = true
	for _, c := range p.running {
		c.interrupt()
	}
}

func (p *children) show(line string) {
	if !p.progress.Terminal {
		return
	}
	for _, c := range p.running {
		line += "   " + c.Trial.name
		if last := c.Printed.lastLine(); last != "" {
			line += ": " + last
		}
	}
	p.progress.Refresh(line)
}
