package pianoroll

import (
	"math"
	"math/rand/v2"
	"testing"

	"workbench/features"
)

// TestBestThreshold compares with trying every threshold on every key.
func TestBestThreshold(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	pieces := []*features.Piece{duet(), tune(map[int]string{50: "x-..x---xx"})}
	for _, options := range []Options{{}, {Articulated: true}} {
		r := New(options)
		rows := map[*features.Piece][][]float32{}
		for _, p := range pieces {
			for step := range p.Roll {
				row := make([]float32, r.variables())
				for n := range features.Keys {
					row[n] = float32(math.Pow(random.Float64(), 16))
					if p.Roll[step][n].Play() {
						row[n] = float32(random.Float64())
					}
				}
				rows[p] = append(rows[p], row)
			}
		}
		rows[pieces[0]][0][0], rows[pieces[0]][0][c] = 1, 0 // certain and wrong
		got := r.histogram(pieces, func(p *features.Piece) [][]float32 { return rows[p] }).best()
		best := 0.0
		for i := 1; i < 1000; i++ {
			best = max(best, f1(pieces, rows, float64(i)/1000))
		}
		if got.F1 != best || f1(pieces, rows, got.Threshold) != best || best < 0.1 {
			t.Errorf("%+v: %+v, want an F1 of %v; at this threshold it is %v", options, got, best, f1(pieces, rows, got.Threshold))
		}
		if f := 2 * got.Precision * got.Recall / (got.Precision + got.Recall); f != got.F1 {
			t.Errorf("%+v is inconsistent", got)
		}
	}
}

func f1(pieces []*features.Piece, rows map[*features.Piece][][]float32, threshold float64) float64 {
	right, wrong, missed := 0.0, 0.0, 0.0
	for _, p := range pieces {
		for step := range p.Roll {
			for n, cell := range p.Roll[step] {
				switch above := float64(rows[p][step][n]) > threshold; {
				case above && cell.Play():
					right++
				case above:
					wrong++
				case cell.Play():
					missed++
				}
			}
		}
	}
	if right == 0 {
		return 0
	}
	precision, recall := right/(right+wrong), right/(right+missed)
	return 2 * precision * recall / (precision + recall)
}

// TestMetrics: with ½ at every playing key and ¼ at one silent key a step, the best threshold is just below
// ½. In the duet's 4 steps 6 cells play.
func TestMetrics(t *testing.T) {
	var rows [][]float32
	for _, f := range duet().Roll {
		row := make([]float32, features.Keys)
		row[0] = 0.25
		for n, cell := range f {
			if cell.Play() {
				row[n] = 0.5
			}
		}
		rows = append(rows, row)
	}
	r := New(Options{})
	probabilities := func(*features.Piece) [][]float32 { return rows }
	want := []float64{0.499, 100, 100, 100, (6*0.5 + 4*0.25) / 4, 6.0 / 4}
	for i, m := range r.Metrics([]*features.Piece{duet()}, probabilities) {
		if math.Abs(m.Value-want[i]) > 1e-9 {
			t.Errorf("%s: %v, want %v", m.Name, m.Value, want[i])
		}
	}
	silent := tune(map[int]string{60: "...."})
	for _, m := range r.Metrics([]*features.Piece{silent}, probabilities)[:4] {
		if m.Value != 0 {
			t.Errorf("%s: %v of a piece without notes", m.Name, m.Value)
		}
	}
}
