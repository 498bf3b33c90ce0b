package sweep

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"workbench/internal/atomicfile"
	"workbench/internal/console"
	"workbench/internal/exit"
)

// Child is a process of this program that trains one trial.
type Child struct {
	Trial   *Trial
	Printed tail
	Code    int // exit code; -1 if a signal ended it

	command *exec.Cmd
	input   *os.File // closed to make it stop; the system closes it if this process dies
	started time.Time
}

// StopAtEndOfInput is the environment variable by which a child knows that the end of its standard input
// means: write a checkpoint and stop.
const StopAtEndOfInput = "EXPERIMENTS_STOP_AT_END_OF_INPUT"

// startChild starts the program with these arguments on a given number of threads. When it ends, it is sent
// through ended.
func startChild(t *Trial, args []string, threads int, ended chan<- *Child) (*Child, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	c := &Child{Trial: t, command: exec.Command(executable, args...), input: write, started: time.Now()}
	c.command.Stdin = read
	c.command.Stderr = &c.Printed // log.txt of the run has it, too
	c.command.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", threads), StopAtEndOfInput+"=1")
	console.Shield(c.command)
	err = c.command.Start()
	if closing := read.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	go func() {
		c.command.Wait() // its error is the exit code, which ProcessState has
		c.Code = c.command.ProcessState.ExitCode()
		ended <- c
	}()
	return c, nil
}

// interrupt asks the child to write a checkpoint and stop.
func (c *Child) interrupt() { c.input.Close() } // closed already: it was asked before

// stopped tells whether the child ended because it was asked to. A signal ends a child that is only starting.
func (c *Child) stopped() bool { return c.Code == exit.Interrupted || c.Code == -1 }

// pid is the process number of the child.
func (c *Child) pid() int { return c.command.Process.Pid }

// Reason is why the child failed: its error, or, of a program that crashed, the line that says so; the trace
// then goes to a file beside the run.
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
	if c.Code != -1 {
		if _, message, found := strings.Cut("\n"+text, "\nexperiments: "); found {
			return strings.Join(strings.FieldsFunc(message, func(r rune) bool { return r == '\n' }), ";")
		}
		if last := c.Printed.lastLine(); last != "" {
			return last
		}
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
