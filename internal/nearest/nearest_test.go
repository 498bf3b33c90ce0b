package nearest

import (
	"testing"
)

func TestEditDistance(t *testing.T) {
	// kitten to sitting is Wagner & Fischer's textbook case.
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"rho", "rho", 0}, {"", "rho", 3}, {"rho", "", 3}, {"kitten", "sitting", 3}, {"epohcs", "epochs", 2}, {"tämpo", "tempo", 1},
	} {
		if got := EditDistance(test.a, test.b); got != test.want {
			t.Errorf("distance from %q to %q is %d, want %d", test.a, test.b, got, test.want)
		}
	}
}
