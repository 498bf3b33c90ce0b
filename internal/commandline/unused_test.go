package commandline

import (
	"flag"
	"testing"
)

func TestNeeds(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"-picture=a.png", "-title=A"}, ""},
		{[]string{"-json"}, ""},
		{[]string{"-width=85mm", "-json", "-title=A"}, "draw: -title, -width: no effect without -picture (-h has the manual)"},
	} {
		flags := flag.NewFlagSet("draw", flag.ContinueOnError)
		for _, name := range []string{"picture", "title", "width"} {
			flags.String(name, "", "")
		}
		flags.Bool("json", false, "")
		if err := flags.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := Needs(flags, "picture", "title", "width"); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%v: %q, want %q", c.args, got, c.want)
		}
	}
}
