package metrics

import "math"

// Comparison compares a set of samples with a corpus.
type Comparison struct {
	Rows     []Row        `json:"metrics"`  // in the order of metrics
	Profiles []ProfileRow `json:"profiles"` // in the order of [Piece.Profiles]
	Medians  Medians      `json:"medians"`
}

// Medians counts the metrics whose median over the samples lies within the range of 90 % of the corpus. Left out are
// metrics that samples or corpus do not have, those of yes or no, and the length, which is chosen and not learned.
type Medians struct {
	Compared int      `json:"compared"`
	Inside   int      `json:"inside"`
	Outside  []string `json:"outside"` // names, in the order of metrics
}

// Row is one metric of the samples and of the corpus.
type Row struct {
	Metric
	Samples Spread `json:"samples"`
	Corpus  Spread `json:"corpus"`
	Overlap Number `json:"overlap"` // 0 to 1, see [Overlap]; NaN for fewer than MinSamples samples
}

// ProfileRow is one histogram of the samples and of the corpus, each the mean over its pieces.
type ProfileRow struct {
	Name    string    `json:"name"`
	What    string    `json:"what"`
	Bins    []string  `json:"bins"`
	Samples []float64 `json:"samples"` // share per bin; nil if no piece has the profile
	Corpus  []float64 `json:"corpus"`
	Overlap Number    `json:"overlap"` // sum over the bins of the smaller share, 0 to 1
}

// MinSamples is the number of samples below which the overlap of two distributions says nothing.
const MinSamples = 5

// Outside tells whether the samples' median lies below (−1), within (0) or above (+1) the range of 90 % of
// the corpus. It is 0 for metrics that are not judged so; see [Medians].
func (r *Row) Outside() int {
	switch median := r.Samples.Median; {
	case !r.judged():
		return 0
	case median < r.Corpus.Low:
		return -1
	case median > r.Corpus.High:
		return +1
	}
	return 0
}

// judged reports whether it means something that the samples' median is inside or outside the range of the corpus.
func (r *Row) judged() bool {
	return r.Samples.Count > 0 && r.Corpus.Count > 0 && !r.YesNo() && r.Name != lengthMetric
}

// add counts a metric.
func (m *Medians) add(r *Row) {
	if !r.judged() {
		return
	}
	m.Compared++
	if r.Outside() == 0 {
		m.Inside++
	} else {
		m.Outside = append(m.Outside, r.Name)
	}
}

// Compare compares samples with windows of a corpus of the same length, see [Windows]. Metrics that only
// whole pieces have, such as the length and the last chord, are compared with the whole pieces. Any of them
// may be empty; what is not defined then is NaN.
func Compare(samples, windows, whole []Piece) *Comparison {
	c := &Comparison{Medians: Medians{Outside: []string{}}}
	for i, m := range metrics {
		corpus := windows
		if wholePieceMetrics[m.Name] {
			corpus = whole
		}
		a, b := column(samples, i), column(corpus, i)
		row := Row{m.Metric, SpreadOf(a), SpreadOf(b), Number(math.NaN())}
		if len(samples) >= MinSamples {
			row.Overlap = Number(Overlap(a, b))
		}
		c.Rows = append(c.Rows, row)
		c.Medians.add(&row)
	}
	for i, k := range profileKinds {
		a, b := meanShares(samples, i), meanShares(windows, i)
		c.Profiles = append(c.Profiles, ProfileRow{k.name, k.what, k.bins, a, b, Number(sharedMass(a, b))})
	}
	return c
}

// Outlier is a metric of one sample that lies outside the range of the whole corpus.
type Outlier struct {
	Piece string `json:"piece"`
	Metric
	Value float64 `json:"value"`
	Min   Number  `json:"corpus_min"`
	Max   Number  `json:"corpus_max"`
}

// Excess is how far the value lies outside the range of the corpus, relative to the range and to the size of
// the values.
func (o Outlier) Excess() float64 {
	low, high := float64(o.Min), float64(o.Max)
	return max(low-o.Value, o.Value-high) / max(high-low, math.Abs(high)/10, 1e-3)
}

// Outliers lists the metrics of samples that no piece or window of the corpus reaches, in the order of the
// samples.
func (c *Comparison) Outliers(samples []Piece) []Outlier {
	var outliers []Outlier
	for _, p := range samples {
		for i, v := range p.Values {
			corpus := c.Rows[i].Corpus
			if !wholePieceMetrics[v.Name] && corpus.Count > 0 && (v.Value < float64(corpus.Min) || v.Value > float64(corpus.Max)) {
				outliers = append(outliers, Outlier{p.Name, v.Metric, v.Value, corpus.Min, corpus.Max})
			}
		}
	}
	return outliers
}

// column is metric i of all pieces.
func column(pieces []Piece, i int) []float64 {
	values := make([]float64, len(pieces))
	for k := range pieces {
		values[k] = pieces[k].Values[i].Value
	}
	return values
}

// meanShares is the mean over pieces of profile i, nil if no piece has it.
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

// sharedMass is the sum over the bins of the smaller share of two histograms, NaN if one is missing.
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
