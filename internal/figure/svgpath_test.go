package figure

import (
	"fmt"
	"strings"
	"testing"
)

func TestShortPath(t *testing.T) {
	for path, want := range map[string]string{
		`d="M355.42,213.38L367.53,213.38L367.53,207.49L355.42,207.49ZM0,1L0.5,1L0.5,-0.25L0,-0.25Z"`: `d="m355.42 213.38h12.11v-5.89h-12.11zm-355.42-212.38h.5v-1.25h-.5z"`,
		`d="M1,1L2,3L3,2L4,2"`: `d="m1 1l1 2 1-1h1"`,
		// Each point is rounded by itself: ten steps of 0.004 do not stay in place.
		`d="M0,0L0.004,1L0.008,2L0.012,3"`: `d="m0 0v1l.01 1v1"`,
	} {
		if got := svgLines.ReplaceAllStringFunc(path, shortPath); got != want {
			t.Errorf("%s becomes %s, not %s", path, got, want)
		}
	}
	const arc = `d="M1,1A2,2 0 1 0 3,3Z"`
	if got := svgLines.ReplaceAllStringFunc(arc, shortPath); got != arc {
		t.Errorf("an arc becomes %s", got)
	}
}

// Many boxes of one height become thick lines through their middles; boxes of two heights stay.
func TestBoxesBecomeStrokes(t *testing.T) {
	path := func(heights ...float64) string {
		var b strings.Builder
		for i := range 40 {
			x, y, h := float64(5*i), 100.0, heights[i%len(heights)]
			fmt.Fprintf(&b, "M%.5g,%.5gL%.5g,%.5gL%.5g,%.5gL%.5g,%.5gZ", x, y, x+3, y, x+3, y-h, x, y-h)
		}
		return `<path d="` + b.String() + `" style="fill:#123456" />`
	}
	if got, want := strokes(path(2)), `<path d="m0 99h3m2 0h3m2 0h3`; !strings.HasPrefix(got, want) || !strings.Contains(got, "fill:none;stroke:#123456;stroke-width:2\"") {
		t.Errorf("%s, want %s", got, want)
	}
	if two := path(2, 3); strokes(two) != two {
		t.Errorf("two heights become %s", strokes(two))
	}
}
