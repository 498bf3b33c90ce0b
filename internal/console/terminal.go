package console

import (
	"io"

	"golang.org/x/term"
)

// TerminalWidth returns how many characters fit on a line, 0 if w is no terminal.
func TerminalWidth(w io.Writer) int {
	file, ok := w.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil {
		return 0
	}
	return width
}
