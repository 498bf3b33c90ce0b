package features

import (
	"math/rand/v2"
	"slices"
	"testing"

	"workbench/features/internal/passages"
	"workbench/features/score"
)

// returning is a piece whose steps 90 to 129 are its steps 20 to 59, moved up by a number of semitones. About one key in 20
// sounds, at least one, half of them onsets.
func returning(steps, semitones int) *Piece {
	p := EmptyPiece(score.CommonTime, 4)
	p.Roll = make(Roll, steps)
	random := rand.New(rand.NewPCG(1, 2))
	for t := range p.Roll {
		for n := 12; n < Keys-12; n++ {
			if random.IntN(20) == 0 || n == 20+t%40 {
				p.Roll[t][n] = []Cell{Held, Onset}[random.IntN(2)]
			}
		}
	}
	for t := 90; t < 130; t++ {
		p.Roll[t] = *p.Roll[t-70].Transposed(semitones)
	}
	return p
}

// encodeMatch is the attributes of the group match after the first steps of a piece, N×3L for the L lengths of both lists.
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

// While a passage returns, each next step is what the group shows, with a similarity of 1: in the same key among the
// first attributes, in another one among the last.
func TestMatchShowsThePassageThatReturns(t *testing.T) {
	o := MatchOptions{Lengths: []int{4, 10}, Transposed: []int{8}, Reach: 100}
	for semitones, lengths := range map[int][]int{0: {0, 1}, 5: {2}, -12: {2}} {
		p := returning(140, semitones)
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
				for _, i := range lengths {
					if got := [3]float32(dst[n*width+3*i:]); got != want {
						t.Fatalf("moved by %d, step %d, key %d, length %d: %v, want %v", semitones, steps, n, i, got, want)
					}
				}
			}
		}
	}
	o.Reach = 60 // the passage lies 70 steps back
	if dst, _ := encodeMatch(t, o, returning(140, 0), 110); dst[2] == 1 {
		t.Error("a passage lies beyond the reach")
	}
}

// The first steps of a piece, and steps of silence, are like nothing.
func TestMatchOfSilence(t *testing.T) {
	p := returning(140, 0)
	clear(p.Roll[60:80])
	for _, steps := range []int{0, 1, 80} {
		if dst, _ := encodeMatch(t, MatchOptions{Lengths: []int{1, 8}, Transposed: []int{3}, Reach: 50}, p, steps); slices.Max(dst) != 0 {
			t.Errorf("after %d steps: an attribute of %v", steps, slices.Max(dst))
		}
	}
}

func TestSoundingKeys(t *testing.T) {
	for n := range Keys {
		for _, cell := range []Cell{Held, Onset.With(Velocities)} {
			var f Frame
			f[n] = cell
			want := passages.KeySet{Low: 1 << n}
			if n >= 64 {
				want.High = 1 << (n - 64)
			}
			if got := soundingKeys(&f); got != want {
				t.Errorf("key %d, cell %b: %x, want %x", n, cell, got, want)
			}
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	p := returning(2000, 0)
	e, err := NewEncoder([]string{"match"}, nil)
	if err != nil {
		b.Fatal(err)
	}
	dst := make([]float32, Keys*e.Width())
	past, at := Segment{Piece: p, Start: 1990}.Input(0)
	for b.Loop() {
		e.Encode(dst, past, at)
	}
}
