package search

import (
	"math"
	"reflect"
	"slices"
	"testing"
)

// space is that of the objective: a learning rate, a size, a method, and a parameter that does not matter.
var space = Space{
	{Key: "rate", Low: 1e-4, High: 1e-1, Log: true},
	{Key: "units", Low: 16, High: 256, Integer: true, Log: true},
	{Key: "method", Choices: []string{"adam", "rmsprop", "adadelta"}},
	{Key: "dropout", Low: 0, High: 0.5},
	{Key: "idle", Low: 0, High: 1},
}

// objective is a loss after a share of the epochs: 0 is the best, at a rate of 3e-3, 128 units, adam, and a
// dropout of 0.1. Losses fall faster with a higher rate, and rates above 0.03 diverge.
func objective(p Point, share float64) float64 {
	rate := math.Log10(1e-4) + 3*p[0]
	if rate > math.Log10(0.03) {
		return math.Inf(1)
	}
	units := (p[1] - space.snapped(Point{0, 0.75, 0, 0, 0})[1])
	loss := math.Pow(rate-math.Log10(3e-3), 2) + 2*units*units + []float64{0, 0.3, 0.6}[int(p[2])] + 4*math.Pow(p[3]-0.2, 2)
	return loss + math.Exp(-5*share*math.Pow(10, 0.3*(rate+2.5)))
}

// trained runs a search to its end, with one trial at a time, and returns its trials and the work in epochs.
func trained(s *Search, most int) (trials []Trial, epochs int) {
	for {
		d, state := s.Next(trials, most)
		if state != Train {
			return trials, epochs
		}
		begun := 0
		if d.Trial == len(trials) {
			trials = append(trials, Trial{Point: d.Point})
		} else {
			begun = s.Rungs[d.Rung-1]
		}
		t := &trials[d.Trial]
		t.Rung = d.Rung
		epochs += s.Rungs[d.Rung] - begun
		v := objective(t.Point, float64(s.Rungs[d.Rung])/float64(s.Rungs[len(s.Rungs)-1]))
		if math.IsInf(v, 1) {
			t.Failed = true
		} else {
			t.Values = append(t.Values, v)
		}
	}
}

func lowest(trials []Trial) float64 {
	best := math.Inf(1)
	for i := range trials {
		best = min(best, trials[i].value())
	}
	return best
}

// With 40 trials, the median over seeds of TPE's best is below that of random search, and ASHA reaches random's
// with less than half the epochs.
func TestMethodsCompared(t *testing.T) {
	const seeds, most = 21, 40
	best := map[string][]float64{}
	epochs := map[string]int{}
	for seed := range uint64(seeds) {
		for _, method := range Methods {
			s := &Search{Space: space, Method: method, Seed: seed, Rungs: []int{81}, Reduction: 3}
			if method == ASHA {
				s.Rungs = Rungs(81, 3, 3)
			}
			trials, work := trained(s, most)
			best[method] = append(best[method], lowest(trials))
			epochs[method] += work
		}
	}
	median := func(method string) float64 {
		slices.Sort(best[method])
		return best[method][seeds/2]
	}
	t.Logf("medians: random %.4f, tpe %.4f, asha %.4f; epochs: %v", median(Random), median(TPE), median(ASHA), epochs)
	if median(TPE) >= 0.8*median(Random) {
		t.Errorf("TPE's median best is %v, random's %v", median(TPE), median(Random))
	}
	if median(ASHA) > median(Random) || epochs[ASHA] >= epochs[Random]/2 {
		t.Errorf("ASHA's median best is %v after %d epochs, random's %v after %d", median(ASHA), epochs[ASHA], median(Random), epochs[Random])
	}
}

// The same seed and results give the same decision; another seed gives others.
func TestDeterministic(t *testing.T) {
	for _, method := range Methods {
		s := Search{Space: space, Method: method, Seed: 3, Rungs: []int{9}, Reduction: 3}
		if method == ASHA {
			s.Rungs = []int{1, 3, 9}
		}
		first, _ := trained(&s, 25)
		for n := range first {
			if first[n].Rung > 0 || method == ASHA {
				continue
			}
			if d, state := s.Next(first[:n], 25); state != Train || !reflect.DeepEqual(d.Point, first[n].Point) {
				t.Errorf("%s: decision %d again: %+v, want %v", method, n, d, first[n].Point)
			}
		}
		if again, _ := trained(&s, 25); !reflect.DeepEqual(first, again) {
			t.Errorf("%s: another search with the same seed", method)
		}
		s.Seed++
		if other, _ := trained(&s, 25); reflect.DeepEqual(first[0].Point, other[0].Point) {
			t.Errorf("%s: the same first trial with another seed", method)
		}
	}
}

// While trials run, TPE makes different ones, and ends are Wait.
func TestParallel(t *testing.T) {
	s := &Search{Space: space, Method: TPE, Seed: 1, Rungs: []int{9}}
	trials, _ := trained(s, 15)
	for range 5 {
		d, state := s.Next(trials, 20)
		if state != Train {
			t.Fatal(state)
		}
		for i := range trials {
			if slices.Equal(trials[i].Point, d.Point) {
				t.Errorf("trial %d is trial %d again", len(trials), i)
			}
		}
		trials = append(trials, Trial{Point: d.Point})
	}
	if _, state := s.Next(trials, 20); state != Wait {
		t.Errorf("with five running: %v", state)
	}
}

// A space of six different settings has six trials.
func TestSmallSpace(t *testing.T) {
	small := Space{{Key: "n", Low: 1, High: 3, Integer: true}, {Key: "c", Choices: []string{"a", "b"}}}
	for _, method := range []string{Random, TPE} {
		s := &Search{Space: small, Method: method, Seed: 5, Rungs: []int{1}}
		seen := map[string]bool{}
		var trials []Trial
		for {
			d, state := s.Next(trials, 100)
			if state == Tried {
				break
			}
			if state != Train {
				t.Fatal(state)
			}
			seen[s.id(d.Point)] = true
			trials = append(trials, Trial{Point: d.Point, Values: []float64{d.Point[0]}})
		}
		if len(seen) != 6 || len(trials) != 6 {
			t.Errorf("%s: %d trials, %d different", method, len(trials), len(seen))
		}
	}
}

func TestRungs(t *testing.T) {
	for _, test := range []struct {
		epochs, every, reduction int
		want                     []int
	}{
		{320, 40, 3, []int{40, 120, 320}},
		{27, 3, 3, []int{3, 9, 27}},
		{81, 1, 3, []int{1, 3, 9, 27, 81}},
		{5000, 1, 3, []int{62, 186, 556, 1667, 5000}},
		{5000, 100, 4, []int{100, 400, 1300, 5000}},
		{10, 10, 3, []int{10}},
		{10, 4, 2, []int{4, 8, 10}},
	} {
		if got := Rungs(test.epochs, test.every, test.reduction); !slices.Equal(got, test.want) {
			t.Errorf("%d epochs, every %d, reduction %d: %v, want %v", test.epochs, test.every, test.reduction, got, test.want)
		}
	}
}

// Of six results at the first rung the best two are continued, the best first; a failure is never.
func TestASHAPromotes(t *testing.T) {
	s := &Search{Space: space, Method: ASHA, Seed: 1, Rungs: []int{1, 3, 9}, Reduction: 3}
	trials := make([]Trial, 6)
	for i, v := range []float64{5, 2, 9, 1, 3, 4} {
		trials[i] = Trial{Point: space.draw(newRandom(i)), Values: []float64{v}}
	}
	trials[2] = Trial{Point: trials[2].Point, Failed: true}
	next := func(trial, rung int) {
		t.Helper()
		d, state := s.Next(trials, 6)
		if state != Train || d.Trial != trial || d.Rung != rung {
			t.Fatalf("%+v, %v; want trial %d to rung %d", d, state, trial, rung)
		}
		trials[trial].Rung = rung
	}
	next(3, 1)
	next(1, 1)
	if d, state := s.Next(trials, 6); state != Wait {
		t.Fatalf("%+v, %v; want to wait", d, state)
	}
	if d, state := s.Next(trials, 7); state != Train || d.Trial != 6 || d.Rung != 0 {
		t.Fatalf("%+v, %v; want a new trial", d, state)
	}
	// The second rung has two of the three results from which one is continued. At the end the best of them is
	// continued nevertheless, so that one trial is complete.
	trials[3].Values = append(trials[3].Values, 2.5)
	trials[1].Values = append(trials[1].Values, 1.5)
	next(1, 2)
	trials[1].Failed = true
	next(3, 2)
	trials[3].Values = append(trials[3].Values, 2.4)
	if d, state := s.Next(trials, 6); state != Done {
		t.Fatalf("%+v, %v; want the end", d, state)
	}
}
