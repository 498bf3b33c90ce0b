package survey

import (
	"math"
	"slices"
)

// mean is the weighted mean of the cells of a group that are there, NaN if there are none.
func (w weights) mean(cells [][]float64, group []int) float64 {
	sum, total := 0.0, 0.0
	for l, row := range cells {
		for _, c := range group {
			if weight := w.listeners[l] * w.excerpts[c]; weight > 0 && !math.IsNaN(row[c]) {
				sum, total = sum+weight*row[c], total+weight
			}
		}
	}
	return sum / total
}

// median is the weighted median of the ratings of a group, NaN if there are none.
func (w weights) median(cells [][]float64, group []int) float64 {
	var counts [11]float64 // ratings are whole numbers from 0 to 10
	total := 0.0
	for l, row := range cells {
		for _, c := range group {
			if !math.IsNaN(row[c]) {
				counts[int(row[c])] += w.listeners[l] * w.excerpts[c]
				total += w.listeners[l] * w.excerpts[c]
			}
		}
	}
	below := 0.0
	for rating, count := range counts {
		below += count
		switch {
		case count > 0 && below > total/2:
			return float64(rating)
		case count > 0 && below == total/2:
			next := rating + 1
			for next < 10 && counts[next] == 0 {
				next++
			}
			return float64(rating+next) / 2
		}
	}
	return math.NaN()
}

// deviation is the standard deviation of the cells of a group.
func deviation(cells [][]float64, group []int) float64 {
	var values []float64
	for _, row := range cells {
		for _, c := range group {
			if !math.IsNaN(row[c]) {
				values = append(values, row[c])
			}
		}
	}
	if len(values) < 2 {
		return math.NaN()
	}
	return math.Sqrt(variance(values))
}

// virtual is the number of comparisons added to each side of a pair of groups, so that a group that won or
// lost all has a finite strength.
const virtual = 0.5

// bradleyTerry returns the logarithms of the strengths of groups, with mean 0, from how often group i was
// preferred to group j: i is preferred with probability s_i/(s_i + s_j). It maximizes the likelihood with the
// MM algorithm of D. R. Hunter, MM algorithms for generalized Bradley–Terry models, Annals of Statistics 32,
// 2004, equation 3.
func bradleyTerry(wins [][]float64) []float64 {
	n := len(wins)
	strength, next := slices.Repeat([]float64{1}, n), make([]float64, n)
	for range 10_000 {
		product := 0.0
		for i := range n {
			won, sum := 0.0, 0.0
			for j := range n {
				if j != i {
					won += wins[i][j] + virtual
					sum += (wins[i][j] + wins[j][i] + 2*virtual) / (strength[i] + strength[j])
				}
			}
			next[i] = won / sum
			product += math.Log(next[i]) / float64(n)
		}
		change := 0.0
		for i := range n {
			next[i] /= math.Exp(product)
			change = max(change, math.Abs(next[i]-strength[i])/strength[i])
			strength[i] = next[i]
		}
		if change < 1e-9 {
			break
		}
	}
	for i := range strength {
		strength[i] = math.Log(strength[i])
	}
	return strength
}

// wins counts how often each group was preferred to each other.
func (t *table) wins(w weights) [][]float64 {
	counts := make([][]float64, len(t.labels))
	for i := range counts {
		counts[i] = make([]float64, len(t.labels))
	}
	label := t.labelOf()
	for l, row := range t.choices {
		for _, c := range row {
			counts[label[c.preferred]][label[c.other]] += w.listeners[l] * w.excerpts[c.preferred] * w.excerpts[c.other]
		}
	}
	return counts
}

// alpha is Krippendorff's coefficient of agreement (K. Krippendorff, Content Analysis, 3rd edition, 2013,
// chapter 12): 1 − observed/expected disagreement of values of the same unit, 1 for perfect agreement and 0
// for chance. A unit has a value of each judge who gave one. NaN if all values are equal or no unit has two.
func alpha(units [][]float64, difference func(a, b float64) float64) float64 {
	var values []float64
	observed := 0.0
	for _, unit := range units {
		if len(unit) < 2 {
			continue
		}
		sum := 0.0
		for i, a := range unit {
			for _, b := range unit[:i] {
				sum += 2 * difference(a, b)
			}
		}
		observed += sum / float64(len(unit)-1)
		values = append(values, unit...)
	}
	expected := 0.0
	for i, a := range values {
		for _, b := range values[:i] {
			expected += 2 * difference(a, b)
		}
	}
	return 1 - observed*float64(len(values)-1)/expected
}

// The differences of values that are numbers, and of values that are only equal or not.
func squared(a, b float64) float64 { return (a - b) * (a - b) }
func unequal(a, b float64) float64 {
	if a == b {
		return 0
	}
	return 1
}

// units are the values of each column of cells that are there.
func units(cells [][]float64) [][]float64 {
	if len(cells) == 0 {
		return nil
	}
	all := make([][]float64, len(cells[0]))
	for _, row := range cells {
		for c, v := range row {
			if !math.IsNaN(v) {
				all[c] = append(all[c], v)
			}
		}
	}
	return all
}
