package console

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// The time remaining of 1000 epochs of ten seconds each; a pause of an hour, as of a suspended machine, does
// not change it.
func TestTimeRemaining(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var screen bytes.Buffer
		p := NewProgress(&screen, io.Discard)
		for epoch := 1; epoch <= 500; epoch++ {
			if epoch == 100 {
				time.Sleep(time.Hour)
			}
			time.Sleep(10 * time.Second)
			screen.Reset()
			p.Epoch(epoch, 1000, 1, 1, "step")
			want := map[int]string{2: "2h46m left", 99: "2h30m left", 101: "2h29m left", 500: "1h23m left"}[epoch]
			if line := screen.String(); !strings.HasSuffix(line, want+"\n") && want != "" {
				t.Errorf("epoch %d: %q, want %s", epoch, line, want)
			}
		}
	})
}

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
