package midi_test

import (
	"os"
	"path/filepath"
	"testing"

	"workbench/features"
	"workbench/features/midi"
)

// A first bar of 1/4 is a pickup: its steps are the last beat of a bar of the metre that follows.
func TestPickupBeats(t *testing.T) {
	for name, downbeat := range map[string]int{"04a_pickup_1_4_then_3_4": 12, "27_tune": 16, "28_pickups_t0": 16} {
		data, err := os.ReadFile(filepath.Join("testdata", "cases", name+".mid"))
		if err != nil {
			t.Fatal(err)
		}
		s, _, err := midi.Read(data)
		if err != nil {
			t.Fatal(err)
		}
		p, err := features.FromScore(name, s, 4)
		if err != nil {
			t.Fatal(err)
		}
		for step := range 4 {
			if got, want := p.Beat(step), downbeat-4+step; got != want {
				t.Errorf("%s: step %d is beat %d, want %d", name, step, got, want)
			}
		}
		if got := p.Beat(4); got != 0 {
			t.Errorf("%s: step 4 is beat %d, want 0", name, got)
		}
	}
}
