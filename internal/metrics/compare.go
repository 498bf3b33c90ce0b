package metrics

import (
	"math"
)

// Comparison is what a set of samples has in common with a corpus.
type Comparison struct {
	Rows     []Row        `json:"metrics"`  // in the order of [Metrics]
	Profiles []ProfileRow `json:"profiles"` // in the order of [Piece.Profiles]
}

// Row is one metric of the samples beside that of the corpus.
type Row struct {
	Metric
	Samples Spread `json:"samples"`
	Corpus  Spread `json:"corpus"`
	Overlap Number `json:"overlap"` // 0 to 1, see [Overlap]
}

// ProfileRow is one profile of the samples beside that of the corpus, each the mean over its pieces.
type ProfileRow struct {
	Name    string    `json:"name"`
	What    string    `json:"what"`
	Bins    []string  `json:"bins"`
	Samples []float64 `json:"samples"` // shares, one a bin; nil where no piece has any
	Corpus  []float64 `json:"corpus"`
	Overlap Number    `json:"overlap"` // sum over the bins of the smaller share, 0 to 1
}

// Outside tells whether the samples' median lies below (−1) or above (+1) the range of 90 % of the corpus, or within (0).
func (r *Row) Outside() int {
	switch median := r.Samples.Median; {
	case median < r.Corpus.Low:
		return -1
	case median > r.Corpus.High:
		return +1
	}
	return 0
}

// Compare puts samples beside a corpus. Either may be empty; what is not defined then is NaN.
func Compare(samples, corpus []Piece) *Comparison {
	c := new(Comparison)
	for i, m := range metrics {
		a, b := column(samples, i), column(corpus, i)
		c.Rows = append(c.Rows, Row{m.Metric, SpreadOf(a), SpreadOf(b), Number(Overlap(a, b))})
	}
	for i, k := range profileKinds {
		a, b := meanShares(samples, i), meanShares(corpus, i)
		c.Profiles = append(c.Profiles, ProfileRow{k.name, k.what, k.bins, a, b, Number(sharedMass(a, b))})
	}
	return c
}

// column is metric i of all pieces.
func column(pieces []Piece, i int) []float64 {
	values := make([]float64, len(pieces))
	for k := range pieces {
		values[k] = pieces[k].Values[i].Value
	}
	return values
}

// meanShares is the mean over pieces of profile i, nil where none has any.
func meanShares(pieces []Piece, i int) []float64 {
	var sum []float64
	n := 0
	for _, p := range pieces {
		shares := p.Profiles[i].Shares
		if shares == nil {
			continue
		}
		if sum == nil {
			sum = make([]float64, len(shares))
		}
		for k, s := range shares {
			sum[k] += s
		}
		n++
	}
	for k := range sum {
		sum[k] /= float64(n)
	}
	return sum
}

// sharedMass is what two histograms of the same bins have in common, NaN where one is missing.
func sharedMass(a, b []float64) float64 {
	if a == nil || b == nil {
		return math.NaN()
	}
	shared := 0.0
	for k := range a {
		shared += min(a[k], b[k])
	}
	return shared
}
