// Package notify runs a command of the user's at the end of a training, for example to send a message.
package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"
)

// Event is how a training ended. The command finds its fields in the environment variables BIAXIAL_RUN,
// BIAXIAL_STATUS, BIAXIAL_EPOCH and BIAXIAL_BEST.
type Event struct {
	Run    string   // directory
	Status string   // finished, interrupted or failed
	Epoch  int      // epochs done; below 0 for several runs
	Best   *float64 // lowest validation loss; nil for none
}

// timeout is how long a command may run.
const timeout = time.Minute

// Run runs a command in the shell, and prints to w what it prints. No command is no error.
func Run(command string, e Event, w io.Writer) error {
	if command == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	shell := []string{"sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd", "/C"}
	}
	epoch, best := "", ""
	if e.Epoch >= 0 {
		epoch = strconv.Itoa(e.Epoch)
	}
	if e.Best != nil {
		best = strconv.FormatFloat(*e.Best, 'g', -1, 64)
	}
	cmd := exec.CommandContext(ctx, shell[0], shell[1], command)
	cmd.Env = append(os.Environ(), "BIAXIAL_RUN="+e.Run, "BIAXIAL_STATUS="+e.Status, "BIAXIAL_EPOCH="+epoch, "BIAXIAL_BEST="+best)
	cmd.Stdout, cmd.Stderr = w, w
	cmd.WaitDelay = time.Second // a program that it left in the background may keep the outputs open
	err := cmd.Run()
	switch {
	case errors.Is(err, exec.ErrWaitDelay):
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("-notify: %q ran for more than %v and was stopped", command, timeout)
	case err != nil:
		return fmt.Errorf("-notify: %q: %w", command, err)
	}
	return nil
}
