package console

import (
	"bytes"
	"errors"
	"syscall"
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{-time.Hour: "0s", 0: "0s", 59900 * time.Millisecond: "59s", 750 * time.Second: "12m30s", 185 * time.Minute: "3h05m"} {
		if got := Duration(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
}

// closed is a screen whose reader is gone.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, syscall.EPIPE }

func TestClosedScreenKeepsTheLog(t *testing.T) {
	var log bytes.Buffer
	p := NewProgress(closed{}, &log)
	p.Say("epoch %d", 1)
	p.Say("epoch %d", 2)
	if log.String() != "epoch 1\nepoch 2\n" {
		t.Errorf("the log holds %q", log.String())
	}
}

// A file name cannot write a line of its own, on the screen or into the log.
func TestMessagesStayOnTheirLine(t *testing.T) {
	var screen, log bytes.Buffer
	p := NewProgress(&screen, &log)
	p.Say("skipped %s: %v", "a\x1b[31mb\nepoch 9: validation 0.1\a", errors.New("c\r\u202ed\u0085"))
	const want = `skipped a\x1b[31mb\nepoch 9: validation 0.1\a: c\r\u202ed\u0085` + "\n"
	if screen.String() != want || log.String() != want {
		t.Errorf("screen %q\nlog %q\nwant %q", screen.String(), log.String(), want)
	}
}
