package features

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"workbench/features/score"
)

// chorale is a cadence in a major key: four quarter notes with passing eighths in the top voice.
func chorale(tonic int) *score.Score {
	s := &score.Score{TicksPerQuarter: 4}
	for i, chord := range [][]int{{0, 12, 16, 19}, {5, 12, 17, 21}, {7, 11, 14, 17}, {0, 7, 12, 16}} {
		for voice, key := range chord {
			n := score.Note{Start: int64(4 * i), End: int64(4*i + 4), Key: uint8(tonic + key), Velocity: 80}
			if voice == 3 && i < 3 {
				n.End -= 2
				s.Notes = append(s.Notes, score.Note{Start: n.End, End: n.End + 2, Key: n.Key + 2, Velocity: 80})
			}
			s.Notes = append(s.Notes, n)
		}
	}
	score.SortNotes(s.Notes)
	return s
}

func take(t *testing.T, s Sampling, music *score.Score, stepsPerQuarter int) *Piece {
	t.Helper()
	o := Grid(stepsPerQuarter)
	o.Sampling = s
	p, err := o.piece("x", music)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sounding lists the keys that sound in each step.
func sounding(p *Piece) string {
	var steps []string
	for t := range p.Roll {
		var keys []string
		for n, cell := range p.Roll[t] {
			if cell.Play() {
				keys = append(keys, fmt.Sprint(n+Lowest))
			}
		}
		steps = append(steps, strings.Join(keys, " "))
	}
	return strings.Join(steps, ", ")
}

func TestSamplingTakesTheSoundingKeys(t *testing.T) {
	p := take(t, Sampling{Sounding: true}, chorale(45), 1)
	if got, want := sounding(p), "45 57 61 64, 50 57 62 66, 52 56 59 62, 45 52 57 61"; got != want {
		t.Errorf("%s, want %s without the passing notes", got, want)
	}
	if _, onsets := p.Roll.Count(); onsets != 0 || p.Articulated || p.Transposed != 0 {
		t.Errorf("%d onsets, articulated %v, transposed %d", onsets, p.Articulated, p.Transposed)
	}
	grid := take(t, Sampling{}, chorale(45), 1)
	if _, onsets := grid.Roll.Count(); onsets == 0 || sounding(grid) == sounding(p) {
		t.Errorf("without a sampling: %s", sounding(grid))
	}
}

// Music between the steps, which sampling would lose, stays on the grid.
func TestSamplingKeepsWhatLiesBetweenTheSteps(t *testing.T) {
	s := &score.Score{TicksPerQuarter: 4, Notes: []score.Note{{Start: 1, End: 3, Key: 60, Velocity: 80}}}
	if p := take(t, Sampling{Sounding: true}, s, 1); sounding(p) != "60" {
		t.Errorf("%q", sounding(p))
	}
}

func TestSamplingTransposesToC(t *testing.T) {
	for tonic := 40; tonic < 52; tonic++ {
		for _, mean := range []float64{0, 50, 62, 74} {
			p := take(t, Sampling{Sounding: true, InC: true, MeanKey: mean}, chorale(tonic), 1)
			sum, n := p.Roll.keySum()
			if (tonic+p.Transposed)%12 != 0 {
				t.Errorf("tonic %d, mean %v: transposed by %d, not to C", tonic, mean, p.Transposed)
			}
			if off := math.Abs(float64(sum)/float64(n) - mean); mean > 0 && off > 6 {
				t.Errorf("tonic %d: mean key %.1f, want about %v", tonic, float64(sum)/float64(n), mean)
			}
			p.Transpose(-p.Transposed)
			if got, want := sounding(p), sounding(take(t, Sampling{Sounding: true}, chorale(tonic), 1)); got != want {
				t.Errorf("back: %s, want %s", got, want)
			}
		}
	}
}

func TestSamplingOf(t *testing.T) {
	inC := take(t, Sampling{Sounding: true}, chorale(48), 1)
	inA := take(t, Sampling{Sounding: true}, chorale(45), 1)
	for name, test := range map[string]struct {
		training []*Piece
		want     Sampling
	}{
		"onsets":         {[]*Piece{take(t, Sampling{}, chorale(48), 1)}, Sampling{}},
		"nothing":        {nil, Sampling{}},
		"frames in C":    {[]*Piece{inC, inC, inA}, Sampling{Sounding: true, InC: true, MeanKey: 57.23}},
		"frames in keys": {[]*Piece{inC, inA, inA}, Sampling{Sounding: true}},
	} {
		if got := SamplingOf(test.training); got.Sounding != test.want.Sounding || got.InC != test.want.InC || math.Abs(got.MeanKey-test.want.MeanKey) > 3 {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}
