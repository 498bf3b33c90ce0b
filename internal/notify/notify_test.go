package notify

import (
	"os/exec"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no sh here")
	}
	best := 2.125
	for _, test := range []struct {
		command     string
		event       Event
		out, failed string
	}{
		{"", Event{}, "", ""},
		{`echo "$BIAXIAL_RUN $BIAXIAL_STATUS $BIAXIAL_EPOCH $BIAXIAL_BEST"`, Event{"runs/a b", "finished", 7, &best}, "runs/a b finished 7 2.125\n", ""},
		{`echo "<$BIAXIAL_EPOCH$BIAXIAL_BEST>" >&2`, Event{Status: "failed", Epoch: -1}, "<>\n", ""},
		{"echo no; exit 3", Event{}, "no\n", "exit status 3"},
		{"sleep 5 & echo done", Event{}, "done\n", ""},
	} {
		var out strings.Builder
		err := Run(test.command, test.event, &out)
		if out.String() != test.out || (err != nil) != (test.failed != "") || err != nil && !strings.Contains(err.Error(), test.failed) {
			t.Errorf("%s: %q, %v; want %q, %q", test.command, out.String(), err, test.out, test.failed)
		}
	}
}
