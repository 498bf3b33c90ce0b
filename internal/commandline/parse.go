package commandline

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"workbench/internal/console"
	"workbench/internal/exit"
	"workbench/internal/nearest"
)

// Parse reads a command's flags, which may come before or after its operands, and returns the operands. -h
// prints manual above the list of flags. An empty text is an error.
func Parse(flags *flag.FlagSet, args []string, out *console.Streams, manual string) (operands []string, err error) {
	if slices.Equal(args, AskFlags) {
		return nil, &Asked{flags}
	}
	flags.SetOutput(io.Discard)
	for {
		err := flags.Parse(args)
		if errors.Is(err, flag.ErrHelp) {
			printManual(flags, out.Results, manual)
			return nil, err
		}
		if err != nil {
			return nil, exit.Usagef("%s%s (-h has the manual)", explained(flags, err), suggestion(flags, err))
		}
		if flags.NArg() == 0 {
			return operands, checkEmpty(flags)
		}
		operands, args = append(operands, flags.Arg(0)), flags.Args()[1:]
	}
}

// checkEmpty returns an error for a flag whose text is empty, as that of an unset variable of the shell is.
func checkEmpty(flags *flag.FlagSet) (err error) {
	flags.Visit(func(f *flag.Flag) {
		if value, ok := f.Value.(flag.Getter); ok && value.Get() == "" {
			err = exit.Usagef("-%s is empty; give it a value, or leave it out (-h has the manual)", f.Name)
		}
	})
	return err
}

// printManual prints the manual of a command and its flags, if it has any.
func printManual(flags *flag.FlagSet, w io.Writer, manual string) {
	fmt.Fprintln(w, strings.TrimSpace(manual))
	any := false
	flags.VisitAll(func(*flag.Flag) { any = true })
	if any {
		fmt.Fprint(w, "\nFlags:\n")
		flags.SetOutput(w)
		flags.PrintDefaults()
	}
}

// explained is the text of an error of package flag, which says no more than "parse error" of what it cannot read.
func explained(flags *flag.FlagSet, err error) string {
	text, found := strings.CutSuffix(err.Error(), ": parse error")
	if !found {
		return err.Error()
	}
	must := "true or false"
	if _, name, ok := strings.Cut(text, " for flag -"); ok {
		must = "a number"
		if value, ok := flags.Lookup(name).Value.(flag.Getter); ok {
			switch value.Get().(type) {
			case uint64:
				must = "a whole number, 0 or more"
			case int:
				must = "a whole number"
			case time.Duration:
				must = "a time such as 90m or 2h"
			}
		}
	}
	return text + ": must be " + must
}

// AskFlags are arguments with which a command only tells its flags; no shell can pass them.
var AskFlags = []string{"\x00flags"}

// Asked is the error that carries the flags of a command to completion.
type Asked struct{ Flags *flag.FlagSet }

func (*Asked) Error() string { return "flags asked for" }

// Given returns the names of the flags on the command line.
func Given(flags *flag.FlagSet) map[string]bool {
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	return given
}

// Run returns the run that a command works on: -run DIR, or the operand DIR without the flag.
func Run(command, flagged string, operands []string) (dir string, err error) {
	switch {
	case len(operands) == 0 && flagged == "":
		return "", exit.Usagef("%s: which run? Name its directory: %s DIR or -run DIR (-h has the manual)", command, command)
	case len(operands) == 0:
		return flagged, nil
	case flagged != "":
		return "", exit.Usagef("%s: %q is not a flag, and -run %s names the run already (-h has the manual)", command, operands[0], flagged)
	case len(operands) > 1:
		return "", exit.Usagef("%s: name one run, not %q too (-h has the manual)", command, operands[1])
	}
	return operands[0], nil
}

// suggestion names the flag that a misspelt one is close to. Package flag has no type for this error, only
// its text.
func suggestion(flags *flag.FlagSet, err error) string {
	typed, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return ""
	}
	var names []string
	flags.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if name := nearest.Word(typed, names); name != "" {
		return fmt.Sprintf("; did you mean -%s?", name)
	}
	return ""
}

// Operand is a path as an operand of a command: one that begins with a hyphen would be taken for a flag.
func Operand(path string) string {
	if strings.HasPrefix(path, "-") {
		return "." + string(filepath.Separator) + path
	}
	return path
}
