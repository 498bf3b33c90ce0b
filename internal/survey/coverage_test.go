package survey

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// world is how ratings arise in a simulated study: the quality of a group, and standard deviations of the
// taste of a listener, of an excerpt, and of a single rating. A rating is rounded to a whole number from 0 to
// 10.
type world struct {
	qualities                []float64
	taste, excerpt, accident float64
}

// truth is the mean and the median rating of a group over all listeners and excerpts that there could be.
func (w world) truth(group int) (mean, median float64) {
	marginal := distuv.Normal{Mu: w.qualities[group], Sigma: math.Sqrt(w.taste*w.taste + w.excerpt*w.excerpt + w.accident*w.accident)}
	for k := 0.5; k < 10; k++ {
		mean += 1 - marginal.CDF(k)
	}
	return mean, math.Round(w.qualities[group])
}

// human is the true share of excerpts of a group that are believed to be composed by a person: those whose
// impression, with a mean of the quality − 5, is above 0.
func (w world) human(group int) float64 {
	return distuv.UnitNormal.CDF((w.qualities[group] - 5) / math.Sqrt(w.taste*w.taste+w.excerpt*w.excerpt+w.accident*w.accident))
}

// simulate makes the answers of a study.
func (w world) simulate(listeners, excerpts int, random *rand.Rand) *table {
	t := &table{}
	var quality []float64
	for g, q := range w.qualities {
		var group []int
		for range excerpts {
			group = append(group, len(quality))
			quality = append(quality, q+w.excerpt*random.NormFloat64())
		}
		t.labels, t.groups = append(t.labels, fmt.Sprint(g)), append(t.groups, group)
	}
	for range listeners {
		taste := w.taste * random.NormFloat64()
		rating, person := absent(len(quality)), absent(len(quality))
		for c, q := range quality {
			rating[c] = math.Round(min(10, max(0, q+taste+w.accident*random.NormFloat64())))
			if person[c] = 0; q-5+taste+w.accident*random.NormFloat64() > 0 {
				person[c] = 1
			}
		}
		t.rating, t.person = append(t.rating, rating), append(t.person, person)
	}
	return t
}

// TestIntervalsCover simulates studies whose truth is known. Intervals of 95 % must hold it in about 95 % of
// them; 300 studies tell it to ±2.5 %. The intervals of medians are wider, as ratings are whole numbers, and
// so are those of differences where accidents prevail.
func TestIntervalsCover(t *testing.T) {
	const studies = 300
	for _, c := range []struct {
		name                string
		world               world
		listeners, excerpts int
	}{
		{"equal parts", world{[]float64{5.3, 6.8}, 1, 1, 1.5}, 16, 6},
		{"excerpts differ most", world{[]float64{5.3, 6.8}, 0.4, 1.6, 1}, 20, 5},
		{"listeners differ most", world{[]float64{5.3, 6.8}, 1.6, 0.3, 1}, 10, 8},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(1, 1))
			covered, width := map[string]float64{}, map[string]float64{}
			for study := range studies {
				table := c.world.simulate(c.listeners, c.excerpts, random)
				e := table.estimate(300, uint64(study))
				mean0, median0 := c.world.truth(0)
				mean1, _ := c.world.truth(1)
				for name, v := range map[string]struct {
					interval interval
					truth    float64
				}{"mean": {e.mean[0], mean0}, "median": {e.median[0], median0}, "human": {e.human[0], c.world.human(0)}, "difference": {e.difference[0], mean0 - mean1}} {
					if float64(v.interval.Low) <= v.truth && v.truth <= float64(v.interval.High) {
						covered[name] += 1. / studies
					}
					width[name] += float64(v.interval.High-v.interval.Low) / studies
				}
			}
			for _, name := range []string{"mean", "median", "human", "difference"} {
				t.Logf("%-10s %.3f covered, mean width %.2f", name, covered[name], width[name])
				if covered[name] < 0.92 || (name == "mean" || name == "human") && covered[name] > 0.985 {
					t.Errorf("%s: intervals of 95 %% hold the truth in %.1f %% of the studies", name, 100*covered[name])
				}
			}
		})
	}
}

// pairsTruth is the strength of the first of three groups with qualities d, 0 and −d, whose excerpts differ
// with a standard deviation: that for which the model expects as many wins as there are on average.
func pairsTruth(d, excerpt float64) float64 {
	logistic := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	won := func(difference float64) (share float64) {
		const n = 2000
		for i := range n {
			share += logistic(difference+math.Sqrt2*excerpt*distuv.UnitNormal.Quantile((float64(i)+0.5)/n)) / n
		}
		return share
	}
	low, high := 0.0, 10.0
	for range 60 {
		if s := (low + high) / 2; logistic(s)+logistic(2*s) < won(d)+won(2*d) {
			low = s
		} else {
			high = s
		}
	}
	return low
}

// TestIntervalsOfPairsCover does the same for Bradley–Terry strengths.
func TestIntervalsOfPairsCover(t *testing.T) {
	const studies, listeners, excerpts, d, differ = 150, 16, 5, 0.8, 0.7
	strength := pairsTruth(d, differ)
	random := rand.New(rand.NewPCG(2, 1))
	covered := 0
	for study := range studies {
		table := &table{labels: []string{"a", "b", "c"}}
		var quality []float64
		for g := range table.labels {
			var group []int
			for range excerpts {
				group = append(group, len(quality))
				quality = append(quality, d*float64(1-g)+differ*random.NormFloat64())
			}
			table.groups = append(table.groups, group)
		}
		for l := range listeners {
			var row []comparison
			for i := range table.groups {
				for j := range i {
					for k := range excerpts {
						c := comparison{table.groups[i][k], table.groups[j][(k+l)%excerpts]}
						if random.Float64() > 1/(1+math.Exp(quality[c.other]-quality[c.preferred])) {
							c.preferred, c.other = c.other, c.preferred
						}
						row = append(row, c)
					}
				}
			}
			table.choices = append(table.choices, row)
		}
		strengths, _ := table.compared(200, uint64(study))
		for i, s := range strengths {
			if truth := strength * float64(1-i); float64(s.Low) <= truth && truth <= float64(s.High) {
				covered++
			}
		}
	}
	share := float64(covered) / (3 * studies)
	t.Logf("%.3f covered", share)
	if share < 0.92 {
		t.Errorf("intervals of 95 %% hold the truth in %.1f %% of the studies", 100*share)
	}
}
