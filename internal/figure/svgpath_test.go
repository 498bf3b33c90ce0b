package figure

import "testing"

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
