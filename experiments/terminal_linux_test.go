package main

import (
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"workbench/internal/console"
)

// TestTerminalWidth asks for the width of a terminal through the streams that the program writes to.
func TestTerminalWidth(t *testing.T) {
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skip("no pseudo-terminals here: ", err)
	}
	defer terminal.Close()
	if err := unix.IoctlSetWinsize(int(terminal.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 73}); err != nil {
		t.Fatal(err)
	}
	standard := os.Stdout
	os.Stdout = terminal
	streams := console.Standard()
	os.Stdout = standard
	if width := terminalWidth(streams.Results); width != 73 {
		t.Errorf("width %d, want 73", width)
	}
}
