package main

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"workbench/internal/console"
)

// Tables are as wide as the terminal that standard output is.
func TestTerminalWidth(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip(err)
	}
	defer terminal.Close()
	if err := unix.IoctlSetWinsize(int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 77}); err != nil {
		t.Skip(err)
	}
	stdout := os.Stdout
	os.Stdout = terminal
	defer func() { os.Stdout = stdout }()
	if width := console.TerminalWidth(console.Standard().Results); width != 77 {
		t.Errorf("width %d, want 77", width)
	}
}
