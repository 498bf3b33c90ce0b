package metrics

import (
	"encoding/json"
	"math"
	"slices"
)

// Number is a float64 that is null in JSON if it is NaN.
type Number float64

// MarshalJSON writes the number, or null for NaN.
func (n Number) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(n)) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (n *Number) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(data, (*float64)(n))
}

// Spread summarizes a metric over a set of pieces. All fields but Count are NaN if Count is 0.
type Spread struct {
	Count  int    `json:"count"` // pieces for which the metric is defined
	Mean   Number `json:"mean"`
	Median Number `json:"median"`
	Low    Number `json:"low"`  // 5 % of the pieces are below
	High   Number `json:"high"` // 5 % of the pieces are above
	Min    Number `json:"min"`
	Max    Number `json:"max"`
}

// SpreadOf summarizes values. It leaves out NaN.
func SpreadOf(values []float64) Spread {
	sorted := defined(values)
	slices.Sort(sorted)
	sum := 0.0
	for _, v := range sorted {
		sum += v
	}
	return Spread{Count: len(sorted), Mean: Number(sum / float64(len(sorted))), // 0/0 is NaN
		Median: Number(Quantile(sorted, 0.5)), Low: Number(Quantile(sorted, 0.05)), High: Number(Quantile(sorted, 0.95)),
		Min: Number(Quantile(sorted, 0)), Max: Number(Quantile(sorted, 1))}
}

// defined returns the values that are not NaN.
func defined(values []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(values), math.IsNaN)
}
