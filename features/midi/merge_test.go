package midi

import (
	"slices"
	"testing"

	"workbench/features/internal/faults"
)

// Values other than 1 fit every 10 ticks only.
func TestMerge(t *testing.T) {
	type list = []change[int]
	start := change[int]{0, 1}
	fits := func(inEffect change[int], tick int64) bool { return (tick-inEffect.tick)%10 == 0 }
	for _, c := range []struct {
		name   string
		tracks []list
		want   list
		faults int
	}{
		{"none", nil, nil, 0},
		{"one", []list{{{0, 2}, {13, 3}}}, list{{0, 2}, {13, 3}}, 0},
		{"the last at one tick", []list{{{0, 2}, {0, 3}}}, list{{0, 3}}, 0},
		{"only in a later track", []list{nil, {{0, 2}}}, list{{0, 2}}, 0},
		{"contradiction", []list{{{0, 2}}, {{0, 3}, {20, 4}}}, list{{0, 2}}, 1},
		{"repeated", []list{{{0, 2}, {20, 3}}, {{0, 2}, {20, 3}}}, list{{0, 2}, {20, 3}}, 0},
		{"repeated slightly later", []list{{{0, 2}, {20, 3}}, {{1, 2}, {21, 3}}}, list{{0, 2}, {20, 3}}, 0},
		{"repeated slightly later in one track", []list{{{0, 2}, {1, 2}}}, list{{0, 2}}, 0},
		{"repeated where it fits", []list{{{0, 2}, {20, 2}}}, list{{0, 2}, {20, 2}}, 0},
		{"another in a later track", []list{{{0, 2}}, {{20, 3}, {40, 2}}}, list{{0, 2}, {20, 3}, {40, 2}}, 0},
		{"another, where it does not fit", []list{{{0, 2}}, {{19, 3}}}, list{{0, 2}}, 1},
		{"before the leader", []list{{{20, 2}}, {{0, 3}}}, list{{0, 3}, {20, 2}}, 0},
	} {
		var tracks tracks[int]
		for i, list := range c.tracks {
			tracks.startTrack(i + 1)
			for _, change := range list {
				tracks.add(change.tick, change.value)
			}
		}
		w := new(faults.List)
		if got := tracks.merge("values", start, fits, w); !slices.Equal(got, c.want) || len(w.Lines()) != c.faults {
			t.Errorf("%s: %v, warnings %q; want %v, %d", c.name, got, w.Lines(), c.want, c.faults)
		}
	}
}
