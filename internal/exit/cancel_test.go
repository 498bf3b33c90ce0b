package exit

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestUntilCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		slow := func(d time.Duration) func() int { return func() int { time.Sleep(d); return 7 } }
		if got, ok := UntilCancelled(ctx, slow(time.Hour)); got != 7 || !ok {
			t.Errorf("%d, %v", got, ok)
		}
		cancel()
		if got, ok := UntilCancelled(ctx, slow(timeout/2)); got != 7 || !ok {
			t.Errorf("what is nearly done: %d, %v", got, ok)
		}
		began := time.Now()
		if _, ok := UntilCancelled(ctx, slow(time.Hour)); ok || time.Since(began) != timeout {
			t.Errorf("it waited %v", time.Since(began))
		}
		time.Sleep(time.Hour) // until what was given up ends
	})
}
