package features

import (
	"testing"

	"workbench/features/score"
)

// TestVelocities reads a score with the velocities of its onsets: the loudest of two onsets in one step, and none
// for held notes.
func TestVelocities(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 16, Notes: []score.Note{
		{Start: 0, End: 4, Key: 60, Velocity: 100}, {Start: 1, End: 12, Key: 60, Velocity: 40}, {Start: 12, End: 16, Key: 62, Velocity: 1}, {Start: 0, End: 4, Key: 10, Velocity: 90}}}
	plain, err := Grid(4).piece("test", s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := ReadOptions{StepsPerQuarter: 4, Velocity: true}.piece("test", s)
	if err != nil {
		t.Fatal(err)
	}
	if plain.HasVelocities() || !p.HasVelocities() {
		t.Fatal("velocities are read where they are not asked for, or the other way round")
	}
	if p.WithoutVelocities().Roll.Hash() != plain.Roll.Hash() || !p.HasVelocities() {
		t.Error("without its velocities the roll is not the one that is read without them")
	}
	c4, d4 := 60-Lowest, 62-Lowest
	if got := p.Roll[0][c4]; got.State() != Onset || got.Velocity() != VelocityOf(100) || p.Roll[1][c4] != Held || p.Roll[3][d4].Velocity() != VelocityOf(1) {
		t.Errorf("cells %v, %v, %v", got, p.Roll[1][c4], p.Roll[3][d4])
	}
	if moved := p.Roll[0].Transposed(5)[c4+5]; moved != p.Roll[0][c4] {
		t.Errorf("transposed the cell is %v", moved)
	}
	notes, flat := p.Score(80, 120).Notes, plain.Score(80, 120).Notes
	for i, want := range []uint8{102, 2} { // the middle of 100 to 103, and of those up to 3
		if notes[i].Velocity != want || flat[i].Velocity != 80 {
			t.Errorf("note %d is written with the velocity %d, and without velocities with %d", i, notes[i].Velocity, flat[i].Velocity)
		}
	}
	p.DropArticulation()
	if p.HasVelocities() {
		t.Error("music without onsets has velocities")
	}
}

// TestVelocityBins makes sure that every MIDI velocity is within two of the one that is written for it.
func TestVelocityBins(t *testing.T) {
	for midi := 1; midi <= 127; midi++ {
		v := VelocityOf(uint8(midi))
		if d := int(v.MIDI()) - midi; v < 1 || v > Velocities || d < -1 || d > 2 {
			t.Errorf("MIDI velocity %d is bin %d, which is written as %d", midi, v, v.MIDI())
		}
		if c := Onset.With(v); c.State() != Onset || c.Velocity() != v {
			t.Errorf("a cell of velocity %d has %d", v, c.Velocity())
		}
	}
}
