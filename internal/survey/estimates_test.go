package survey

import (
	"math"
	"testing"
)

// The reliability data of K. Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011, section E: four
// observers, twelve units, with missing values; α is 0.743 for nominal and 0.849 for interval data.
func TestAlpha(t *testing.T) {
	no := math.NaN()
	data := units([][]float64{
		{1, 2, 3, 3, 2, 1, 4, 1, 2, no, no, no},
		{1, 2, 3, 3, 2, 2, 4, 1, 2, 5, no, 3},
		{no, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, no},
		{1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, no}})
	if a := alpha(data, unequal); math.Abs(a-0.743) > 0.0005 {
		t.Errorf("nominal: %.4f", a)
	}
	if a := alpha(data, squared); math.Abs(a-0.849) > 0.0005 {
		t.Errorf("interval: %.4f", a)
	}
}

// With two groups the likelihood has its maximum where the model has the observed share of wins.
func TestBradleyTerryOfTwo(t *testing.T) {
	s := bradleyTerry([][]float64{{0, 30}, {10, 0}})
	if want := math.Log(30.5 / 10.5); math.Abs(s[0]-s[1]-want) > 1e-6 || math.Abs(s[0]+s[1]) > 1e-9 {
		t.Errorf("%v, want a difference of %v", s, want)
	}
}

// At the maximum, each group is expected to win as often as it did.
func TestBradleyTerryIsTheMaximum(t *testing.T) {
	wins := [][]float64{{0, 5, 9, 12}, {3, 0, 8, 9}, {4, 2, 0, 7}, {0, 1, 6, 0}}
	s := bradleyTerry(wins)
	for i := range wins {
		won, expected := 0.0, 0.0
		for j := range wins {
			if j != i {
				won += wins[i][j] + virtual
				expected += (wins[i][j] + wins[j][i] + 2*virtual) / (1 + math.Exp(s[j]-s[i]))
			}
		}
		if math.Abs(won-expected) > 1e-5 {
			t.Errorf("group %d won %v, expected %v", i, won, expected)
		}
	}
	if last := bradleyTerry([][]float64{{0, 20}, {0, 0}}); math.IsInf(last[0], 0) || last[0] <= last[1] {
		t.Errorf("a group that won all: %v", last)
	}
}

func TestWeightedMedian(t *testing.T) {
	w := weights{[]float64{1, 1, 2}, []float64{1, 0}}
	cells := [][]float64{{3, 10}, {5, 10}, {8, 10}}
	if m := w.median(cells, []int{0, 1}); m != 6.5 { // of 3 5 8 8
		t.Errorf("%v", m)
	}
	if m := w.mean(cells, []int{0}); m != 6 {
		t.Errorf("mean %v", m)
	}
}
