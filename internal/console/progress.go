package console

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"
)

// progress tells how far the training is: on a terminal one line that refreshes, elsewhere a plain line now and then. What is worth
// keeping goes to the log too.
type Progress struct {
	Screen   io.Writer
	log      io.Writer
	Terminal bool
	shown    int // width of the refreshing line on the screen
	Last     time.Time
	Started  time.Time
	updated  time.Time // the end of the last epoch
	each     float64   // seconds an epoch takes, on average
	over     float64   // how many epochs that average is over
	logError error     // the first of writing to log
}

// plainEvery is the time between lines where there is no terminal.
const plainEvery = 10 * time.Second

func NewProgress(screen, log io.Writer) *Progress {
	file, ok := screen.(*os.File)
	now := time.Now()
	return &Progress{Screen: screen, log: log, Terminal: ok && term.IsTerminal(int(file.Fd())), Started: now, updated: now, Last: now}
}

// say prints a line that stays, on the screen and in the log.
func (p *Progress) Say(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	p.Clear()
	fmt.Fprintln(p.Screen, line)
	if _, err := fmt.Fprintln(p.log, line); err != nil && p.logError == nil {
		p.logError = err
		fmt.Fprintf(p.Screen, "warning: the log lacks lines from here on: %v\n", err)
	}
}

// paceEpochs is about how many of the last epochs tell how long the rest will take, so that a pause, or work beside the training, is forgotten.
const paceEpochs = 100

// update shows where the training is. rate is in units a second.
func (p *Progress) Epoch(epoch, epochs int, nll, rate float64, unit string) {
	p.over = min(p.over+1, paceEpochs)
	p.each += (time.Since(p.updated).Seconds() - p.each) / p.over
	p.updated = time.Now()
	left := time.Duration(p.each * float64(epochs-epoch) * float64(time.Second))
	p.Show("epoch %d of %d   loss %.3f nats a %s   %.0f %ss/s   %s left", epoch, epochs, nll, unit, rate, unit, Duration(left))
}

// pass shows a line that the next one replaces: on a terminal at most ten a second, elsewhere one now and then.
func (p *Progress) Show(format string, args ...any) {
	every := plainEvery
	if p.Terminal {
		every = 100 * time.Millisecond
	}
	if time.Since(p.Last) < every {
		return
	}
	p.Last = time.Now()
	if !p.Terminal {
		p.Say(format, args...)
		return
	}
	p.Refresh(fmt.Sprintf(format, args...))
}

// refresh shows a line on a terminal in place of the one that refresh showed before.
func (p *Progress) Refresh(line string) {
	fmt.Fprintf(p.Screen, "\r%s%s", line, strings.Repeat(" ", max(p.shown-len(line), 0)))
	p.shown = len(line)
}

// wipe clears the refreshing line.
func (p *Progress) Clear() {
	if p.shown > 0 {
		fmt.Fprintf(p.Screen, "\r%s\r", strings.Repeat(" ", p.shown))
		p.shown = 0
	}
}

// readable is a duration as people say it: 45s, 12m30s, 3h05m.
func Duration(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}
