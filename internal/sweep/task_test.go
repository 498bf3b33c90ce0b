package sweep

import (
	"testing"
	"time"
)

func TestStalled(t *testing.T) {
	for _, test := range []struct {
		trained  float64
		ran      time.Duration
		restarts int
		want     bool
	}{
		{0, 2 * time.Minute, 3, true},
		{0, 2 * time.Minute, 2, false},
		{0, 2 * time.Second, 30, false}, // preempted as soon as it began
		{1, 2 * time.Minute, 30, false},
	} {
		if got := stalled(test.trained, test.ran, test.restarts); got != test.want {
			t.Errorf("%+v: %v", test, got)
		}
	}
}
