package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"workbench/internal/console"
	"workbench/internal/exit"
)

// parse reads a command's flags, which may come before or after its operands, and returns the operands. -h prints manual
// above the list of flags.
func parse(flags *flag.FlagSet, args []string, out *console.Streams, manual string) (operands []string, err error) {
	flags.SetOutput(io.Discard)
	for {
		err := flags.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(out.Results, "%s\nFlags:\n", strings.TrimSpace(manual)+"\n")
			flags.SetOutput(out.Results)
			flags.PrintDefaults()
			return nil, err
		}
		if err != nil {
			return nil, exit.Usagef("%w (-h has the manual)", err)
		}
		if flags.NArg() == 0 {
			return operands, nil
		}
		operands, args = append(operands, flags.Arg(0)), flags.Args()[1:]
	}
}

// repeated is a flag that may be given several times.
type repeated []string

func (r *repeated) String() string { return strings.Join(*r, " ") }

func (r *repeated) Set(s string) error { *r = append(*r, s); return nil }

// operand is a path as an operand of a command: one that begins with a hyphen would be taken for a flag.
func operand(path string) string {
	if strings.HasPrefix(path, "-") {
		return "." + string(filepath.Separator) + path
	}
	return path
}
