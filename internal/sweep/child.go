package sweep

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"workbench/internal/atomicfile"
	"workbench/internal/exit"
)

// child is this program once more, at work on a trial.
type Child struct {
	Trial   *Trial
	command *exec.Cmd
	started time.Time
	Printed tail
	Code    int // exit code; -1 if a signal ended it
}

// startChild starts the program with these arguments on so many threads. When it ends, it comes through ended.
func startChild(t *Trial, executable string, args []string, threads int, ended chan<- *Child) (*Child, error) {
	c := &Child{Trial: t, command: exec.Command(executable, args...), started: time.Now()}
	c.command.Stderr = &c.Printed // the run's log.txt has it, too
	c.command.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", threads))
	shield(c.command)
	if err := c.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		c.command.Wait() // its error is the exit code, which ProcessState has
		c.Code = c.command.ProcessState.ExitCode()
		ended <- c
	}()
	return c, nil
}

// stopped tells whether the child ended because it was asked to. A signal ends a child that does not heed it yet.
func (c *Child) stopped() bool { return c.Code == exit.Interrupted || c.Code == -1 }

// reason is why the child failed: its last line, or, of a program that crashed, the line that says so; the rest then goes to a file
// beside the run.
func (c *Child) Reason() string {
	text := c.Printed.text()
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "panic: ") && !strings.HasPrefix(line, "fatal error: ") {
			continue
		}
		trace := c.Trial.Dir + ".crash.txt"
		if err := atomicfile.Write(trace, []byte(text)); err != nil {
			return strings.TrimSpace(line) + "; " + err.Error()
		}
		return strings.TrimSpace(line) + "; the trace is in " + trace
	}
	if last := strings.TrimPrefix(c.Printed.lastLine(), "experiments: "); last != "" && c.Code != -1 {
		return last
	}
	return c.command.ProcessState.String()
}

// tail keeps the end of what is written to it. Several goroutines may use it at once.
type tail struct {
	mutex sync.Mutex
	end   []byte
}

// tailSize is enough for the message of a crash with the traces of a few goroutines.
const tailSize = 64 << 10

func (t *tail) Write(data []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.end = append(t.end, data...)
	if extra := len(t.end) - tailSize; extra > 0 {
		t.end = append(t.end[:0], t.end[extra:]...)
	}
	return len(data), nil
}

func (t *tail) text() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return string(t.end)
}

func (t *tail) lastLine() string {
	text := strings.TrimSpace(t.text())
	return text[strings.LastIndexByte(text, '\n')+1:]
}
