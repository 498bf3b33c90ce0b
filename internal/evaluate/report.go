package evaluate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"

	"workbench/internal/metrics"
	"workbench/loss"
)

// Report is what evaluate -json prints. All figures are in nats. A frame is the unit of the model's kind: a
// time step, a token or an event.
type Report struct {
	Run        string        `json:"run"` // this and the next two are those of the first model, and absent for a mixture
	Epoch      int           `json:"epoch"`
	Checkpoint string        `json:"checkpoint"`
	Mixture    []Member      `json:"mixture,omitempty"` // the models that are mixed, the first included; absent for one
	Kind       string        `json:"kind"`
	Unit       string        `json:"unit"`
	Music      string        `json:"music"`
	Split      string        `json:"split,omitempty"` // absent for all pieces of a folder
	Style      string        `json:"style,omitempty"` // in which all pieces are scored; absent for each in its own
	SkipFirst  bool          `json:"skip_first"`
	Adaptation *Adaptation   `json:"adaptation,omitempty"` // of the weights to each piece; absent where they do not adapt
	Frames     int           `json:"frames"`
	Resamples  int           `json:"resamples"`
	Seed       int           `json:"seed"`
	PerFrame   Figures       `json:"per_frame"`             // all nats over all frames
	PerPiece   Figures       `json:"per_piece"`             // the mean of each piece's nats per frame
	PerNote    float64       `json:"per_note,omitempty"`    // all nats over all notes, which compares models of different units; absent with SkipFirst
	Seen       *Subset       `json:"seen_pieces,omitempty"` // those that the weights have learned from; absent if there are none
	New        *Subset       `json:"new_pieces,omitempty"`  // the others, if there are seen ones
	Benchmark  *Benchmark    `json:"benchmark,omitempty"`   // published results; with -benchmark
	Styles     []StyleRow    `json:"styles,omitempty"`      // with -styles
	Metrics    []loss.Metric `json:"metrics,omitempty"`
	Baselines  []Baseline    `json:"baselines"` // empty where the run's training pieces cannot be read
	Pieces     []PieceScore  `json:"pieces"`

	best  bool     // the checkpoint is the best by validation
	parts []string // of the likelihoods
}

// MarshalJSON leaves out the run, epoch and checkpoint of the first model of a mixture: a script would take the
// figures for those of that checkpoint.
func (r *Report) MarshalJSON() ([]byte, error) {
	type fields Report
	if len(r.Mixture) == 0 {
		return json.Marshal((*fields)(r))
	}
	return json.Marshal(struct { // whose fields hide those of the same names
		*fields
		Run        string `json:"run,omitempty"`
		Epoch      int    `json:"epoch,omitempty"`
		Checkpoint string `json:"checkpoint,omitempty"`
	}{fields: (*fields)(r)})
}

// Figures are a negative log-likelihood and its parts, each with its interval. In JSON each part is a field of
// its own name.
type Figures struct {
	NLL   metrics.Interval
	Parts []Part[metrics.Interval]
}

// Part is a named part of a likelihood.
type Part[T any] struct {
	Name  string
	Value T
}

// Baseline is the negative log-likelihood of the same frames under a counting model, in nats per frame.
type Baseline struct {
	Name  string
	NLL   float64
	Parts []Part[float64]
}

// PieceScore is the score of one piece, in nats per frame.
type PieceScore struct {
	Name, Title string
	Frames      int
	NLL         float64
	Seen        bool // the weights have learned from the piece or a nearly equal one
	Parts       []Part[float64]

	sum   loss.Nats // of all its frames
	first loss.Nats // of the first of these
	notes int
}

// partsOf names the parts of a likelihood.
func partsOf[T any](names []string, value func(part int) T) []Part[T] {
	parts := make([]Part[T], len(names))
	for i, name := range names {
		parts[i] = Part[T]{name, value(i)}
	}
	return parts
}

// object is a JSON object with its fields in order.
type object []field

type field struct {
	name  string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(f.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		b.Write(append(append(name, ':'), value...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// withParts adds a field for each part.
func withParts[T any](o object, parts []Part[T]) object {
	for _, p := range parts {
		o = append(o, field{p.Name, p.Value})
	}
	return o
}

// MarshalJSON writes nll and the parts.
func (f Figures) MarshalJSON() ([]byte, error) {
	return withParts(object{{"nll", f.NLL}}, f.Parts).MarshalJSON()
}

// MarshalJSON writes name, nll and the parts.
func (b Baseline) MarshalJSON() ([]byte, error) {
	return withParts(object{{"name", b.Name}, {"nll", b.NLL}}, b.Parts).MarshalJSON()
}

// MarshalJSON writes name, title, frames, nll, seen where it is true, and the parts.
func (p PieceScore) MarshalJSON() ([]byte, error) {
	o := object{{"name", p.Name}}
	if p.Title != "" {
		o = append(o, field{"title", p.Title})
	}
	o = append(o, field{"frames", p.Frames}, field{"nll", p.NLL})
	if p.Seen {
		o = append(o, field{"seen", true})
	}
	return withParts(o, p.Parts).MarshalJSON()
}

// worstFirst returns the pieces in descending order of their nats per frame.
func (r *Report) worstFirst() []PieceScore {
	return slices.SortedStableFunc(slices.Values(r.Pieces), func(a, b PieceScore) int { return cmp.Compare(b.NLL, a.NLL) })
}
