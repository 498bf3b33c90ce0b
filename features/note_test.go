package features

import (
	"slices"
	"testing"
)

func TestNotes(t *testing.T) {
	p := &Piece{Roll: make(Roll, 5)}
	set := func(key int, cells ...Cell) {
		for t, cell := range cells {
			p.Roll[t][key-Lowest] = cell
		}
	}
	set(60, Onset, Held, Onset, Held, Silent) // two onsets
	set(64, Held, Held, Silent, Held, Held)   // without onsets
	want := []Note{{0, 2, 60, 0}, {0, 2, 64, 0}, {2, 4, 60, 0}, {3, 5, 64, 0}}
	if got := p.Notes(); !slices.Equal(got, want) {
		t.Errorf("notes %v, want %v", got, want)
	}
	if got, want := TopVoice(want), []Note{{0, 2, 64, 0}, {2, 4, 60, 0}, {3, 5, 64, 0}}; !slices.Equal(got, want) {
		t.Errorf("top voice %v, want %v", got, want)
	}
}
