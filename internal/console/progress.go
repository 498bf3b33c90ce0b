package console

import (
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/term"
)

// Progress tells how far a command has come: on a terminal in one line that is refreshed, elsewhere in a
// plain line now and then. Messages that stay are also written to a log. A screen that is closed, as a pipe
// may be, ends nothing.
type Progress struct {
	Started  time.Time
	Terminal bool      // the screen is one
	Last     time.Time // when Show last printed

	screen   io.Writer
	log      io.Writer
	fd       int   // of the screen, if it is a terminal
	width    int   // of the refreshed line on the screen
	logError error // the first of writing to log

}

// plainEvery is the time between lines where there is no terminal, refreshEvery between refreshes where there
// is one.
const (
	plainEvery   = 10 * time.Second
	refreshEvery = 100 * time.Millisecond
)

// NewProgress returns the progress of a command that starts now.
func NewProgress(screen, log io.Writer) *Progress {
	now := time.Now()
	p := &Progress{Started: now, screen: screen, log: log, Last: now}
	if file, ok := screen.(interface{ Fd() uintptr }); ok && term.IsTerminal(int(file.Fd())) {
		p.Terminal, p.fd = true, int(file.Fd())
	}
	return p
}

// Say prints a line that stays, on the screen and in the log.
func (p *Progress) Say(format string, args ...any) {
	line := Printable(fmt.Sprintf(format, args...))
	p.Clear()
	fmt.Fprintln(p.screen, line)
	if _, err := fmt.Fprintln(p.log, line); err != nil && p.logError == nil {
		p.logError = err
		fmt.Fprintf(p.screen, "warning: the log lacks lines from here on: %v\n", err)
	}
}

// Fail writes an error to the log alone; the program prints it when it ends.
func (p *Progress) Fail(err error) {
	p.Clear()
	fmt.Fprintln(p.log, Message(err))
}

// Due reports whether Show would print now.
func (p *Progress) Due() bool {
	every := plainEvery
	if p.Terminal {
		every = refreshEvery
	}
	return time.Since(p.Last) >= every
}

// Show shows a line that the next one replaces: on a terminal at most ten per second, elsewhere one now and then.
func (p *Progress) Show(format string, args ...any) {
	if !p.Due() {
		return
	}
	p.Last = time.Now()
	if p.Terminal {
		p.Refresh(fmt.Sprintf(format, args...))
		return
	}
	p.Say(format, args...)
}

// Refresh replaces the refreshed line of a terminal, cut to its width: a longer line could not be replaced.
// On other screens it does nothing.
func (p *Progress) Refresh(line string) {
	if !p.Terminal {
		return
	}
	line = Printable(line)
	if columns, _, err := term.GetSize(p.fd); err == nil && columns > 0 {
		runes := []rune(line)
		line = string(runes[:min(len(runes), columns-1)])
	}
	width := len([]rune(line))
	fmt.Fprintf(p.screen, "\r%s%s", line, strings.Repeat(" ", max(p.width-width, 0)))
	p.width = width
}

// Clear clears the refreshed line.
func (p *Progress) Clear() {
	if p.width > 0 {
		fmt.Fprintf(p.screen, "\r%s\r", strings.Repeat(" ", p.width))
		p.width = 0
	}
}
