package metrics

import (
	"encoding/json"
	"fmt"

	"workbench/features"
	"workbench/internal/parallel"
)

// Metric describes a metric.
type Metric struct {
	Name string `json:"name"` // stable, in snake case
	Unit string `json:"unit"` // what it counts; empty for a share from 0 to 1
	What string `json:"what"` // one line for a reader
}

// YesNo reports whether the metric is 1 or 0 for a piece: its mean over pieces is then the share of those that have the
// property, and its median and quantiles say little.
func (m Metric) YesNo() bool { return yesNoMetrics[m.Name] }

// Value is one metric of one piece; NaN where it is not defined.
type Value struct {
	Metric
	Value float64
}

// Values are all metrics of a piece, in the order of metrics. As JSON they are one object, {"n_pitches_used":
// 8, …}.
type Values []Value

// MarshalJSON writes the names with their values, NaN as null.
func (v Values) MarshalJSON() ([]byte, error) {
	b := []byte("{")
	for i, value := range v {
		number, err := json.Marshal(Number(value.Value))
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, "%q:%s", value.Name, number)
	}
	return append(b, '}'), nil
}

// Piece has the metrics of a piece.
type Piece struct {
	Name     string    `json:"name"`
	Values   Values    `json:"values"`
	Profiles []Profile `json:"profiles"` // in the same order for every piece
}

// Of measures a piece, which may be silent, or have no steps at all.
func Of(p *features.Piece) Piece {
	s := newSound(p)
	piece := Piece{Name: p.Name, Profiles: s.profiles()}
	for _, m := range metrics {
		piece.Values = append(piece.Values, Value{m.Metric, m.of(s)})
	}
	return piece
}

// All measures many pieces in parallel.
func All(pieces []*features.Piece) []Piece {
	all := make([]Piece, len(pieces))
	parallel.Do(len(pieces), func(i int) { all[i] = Of(pieces[i]) })
	return all
}

// Value returns the metric of that name. It panics if there is none.
func (p *Piece) Value(name string) float64 {
	for _, v := range p.Values {
		if v.Name == name {
			return v.Value
		}
	}
	panic("metrics: no metric " + name)
}
