package features

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features/score"
)

// randomPiece has about one key in 20 sounding, half of them onsets, and repeats its steps 20 to 59 at step 90.
func randomPiece(steps int) *Piece {
	p := EmptyPiece(score.CommonTime, 4)
	p.Roll = make(Roll, steps)
	random := rand.New(rand.NewPCG(1, 2))
	for t := range p.Roll {
		for n := range Keys {
			if random.IntN(20) == 0 {
				p.Roll[t][n] = []Cell{Held, Onset}[random.IntN(2)]
			}
		}
	}
	copy(p.Roll[90:130], p.Roll[20:60])
	return p
}

// encodeMatch is the attributes of the group match after the first steps of a piece, N×3L.
func encodeMatch(t testing.TB, o MatchOptions, p *Piece, steps int) (dst []float32, width int) {
	t.Helper()
	e, err := NewEncoder([]string{"match"}, map[string]any{"match": &o})
	if err != nil {
		t.Fatal(err)
	}
	dst = make([]float32, Keys*e.Width())
	past, at := Segment{Piece: p, Start: steps - 1}.Input(0)
	e.Encode(dst, past, at)
	return dst, e.Width()
}

// While a passage is repeated, each next step is what the group shows, with the similarity of the steps so far.
func TestMatchShowsTheRepeatedPassage(t *testing.T) {
	p := randomPiece(140)
	o := MatchOptions{Lengths: []int{4, 10}, Reach: 100}
	for steps := 101; steps < 130; steps++ {
		dst, width := encodeMatch(t, o, p, steps)
		for n, cell := range p.Roll[steps] {
			want := [3]float32{2: 1}
			if cell.Play() {
				want[0] = 1
			}
			if cell.Articulate() {
				want[1] = 1
			}
			if row := dst[n*width:]; [3]float32(row) != want || [3]float32(row[3:]) != want {
				t.Fatalf("step %d, key %d: %v, want %v twice", steps, n, row[:6], want)
			}
		}
	}
	o.Reach = 60 // the passage lies 70 steps back
	if dst, _ := encodeMatch(t, o, p, 110); dst[2] == 1 {
		t.Error("a match lies beyond the reach")
	}
}

// The first steps of a piece, and steps of silence, are like nothing.
func TestMatchOfSilence(t *testing.T) {
	p := randomPiece(140)
	clear(p.Roll[60:80])
	for _, steps := range []int{0, 1, 80} {
		if dst, _ := encodeMatch(t, MatchOptions{Lengths: []int{1, 8}, Reach: 50}, p, steps); slices.Max(dst) != 0 {
			t.Errorf("after %d steps: an attribute of %v", steps, slices.Max(dst))
		}
	}
}

// The slow plain version: sets of keys, one by one.
func TestMatchAgainstPlainVersion(t *testing.T) {
	p := randomPiece(140)
	o := MatchOptions{Lengths: []int{1, 3, 8}, Reach: 40}
	cell := func(step, n int) Cell {
		if step < 0 {
			return Silent
		}
		return p.Roll[step][n]
	}
	for steps := 0; steps <= 140; steps += 7 {
		var want [3]passage
		for i, length := range o.Lengths {
			for distance := length; distance <= o.Reach; distance++ {
				both, either := 0, 0
				for back := 1; back <= length; back++ {
					for n := range Keys {
						a, b := cell(steps-back, n).Play(), cell(steps-back-distance, n).Play()
						if a && b {
							both++
						}
						if a || b {
							either++
						}
					}
				}
				if alike := float32(both) / float32(max(either, 1)); alike > want[i].similarity {
					want[i] = passage{distance, alike}
				}
			}
		}
		past, _ := Segment{Piece: p, Start: steps - 1}.Input(0)
		if got := o.matches(past); !slices.Equal(got, want[:]) {
			t.Errorf("after %d steps: %v, want %v", steps, got, want)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	p, o := randomPiece(2000), MatchOptions{Lengths: []int{4, 8, 16, 32}, Reach: 4096}
	e, _ := NewEncoder([]string{"match"}, map[string]any{"match": &o})
	dst := make([]float32, Keys*e.Width())
	past, at := Segment{Piece: p, Start: 1990}.Input(0)
	for b.Loop() {
		e.Encode(dst, past, at)
	}
}
