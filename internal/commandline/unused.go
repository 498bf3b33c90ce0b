package commandline

import (
	"flag"
	"slices"
	"strings"

	"workbench/internal/exit"
)

// Needs returns a usage error for those of the flags that were given although they do nothing without another.
func Needs(flags *flag.FlagSet, other string, names ...string) error {
	if Given(flags)[other] {
		return nil
	}
	return Unused(flags, "no effect without -"+other, names...)
}

// Unused returns a usage error that says why, for those of the flags that were given. A flag that is ignored in
// silence hides that its user wanted something else.
func Unused(flags *flag.FlagSet, why string, names ...string) error {
	var unused []string
	flags.Visit(func(f *flag.Flag) {
		if slices.Contains(names, f.Name) {
			unused = append(unused, "-"+f.Name)
		}
	})
	if unused == nil {
		return nil
	}
	return exit.Usagef("%s: %s: %s (-h has the manual)", flags.Name(), strings.Join(unused, ", "), why)
}
