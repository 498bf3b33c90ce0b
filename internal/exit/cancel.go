package exit

import (
	"context"
	"time"
)

// timeout is how long an interrupted program waits for what takes long before it gives up.
const timeout = time.Second

// UntilCancelled returns what f returns. If the context is cancelled, it waits a little longer, and then
// returns with ok = false; f is left running, so it must not change what others use.
func UntilCancelled[T any](ctx context.Context, f func() T) (result T, ok bool) {
	done := make(chan T, 1)
	go func() { done <- f() }()
	select {
	case result = <-done:
		return result, true
	case <-ctx.Done():
	}
	select {
	case result = <-done:
		return result, true
	case <-time.After(timeout):
		return result, false
	}
}
