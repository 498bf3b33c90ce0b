package commandline

import (
	"bytes"
	"flag"
	"strings"
	"testing"

	"workbench/internal/console"
)

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ arg, want string }{
		{"-share=x", `invalid value "x" for flag -share: must be a number`},
		{"-wide=maybe", `invalid boolean value "maybe" for -wide: must be true or false`},
		{"-seed=-1", `invalid value "-1" for flag -seed: must be a whole number, 0 or more`},
		{"-budget=5", `invalid value "5" for flag -budget: must be a time such as 90m or 2h`},
		{"-shar=1", "did you mean -share?"},
		{"-midi=", "-midi is empty"},
	} {
		flags := flag.NewFlagSet("test", flag.ContinueOnError)
		flags.Float64("share", 0, "")
		flags.Bool("wide", false, "")
		flags.Duration("budget", 0, "")
		flags.Uint64("seed", 0, "")
		flags.String("midi", "", "")
		if _, err := Parse(flags, []string{c.arg}, &console.Streams{}, ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.arg, err, c.want)
		}
	}
}

// A command without flags has a manual without an empty list of them.
func TestManualWithoutFlags(t *testing.T) {
	var b bytes.Buffer
	_, err := Parse(flag.NewFlagSet("test", flag.ContinueOnError), []string{"-h"}, &console.Streams{Results: &b}, "\nTexts.\n")
	if err == nil || b.String() != "Texts.\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}
