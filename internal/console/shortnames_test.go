package console

import (
	"slices"
	"testing"
)

func TestShortNames(t *testing.T) {
	got := ShortNames([]string{"a/x/1.mid", "b/x/1.mid", "b/2.mid", "b/2.mid/"})
	if want := []string{"a/x/1.mid", "b/x/1.mid"}; !slices.Equal(got[:2], want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := ShortNames([]string{"music/one.mid", "music/two.mid"}); !slices.Equal(got, []string{"one.mid", "two.mid"}) {
		t.Errorf("%q", got)
	}
}
