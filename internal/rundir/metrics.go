package rundir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"workbench/internal/atomicfile"
)

// The splits that a Metric can belong to.
const (
	Train = "train"
	Valid = "valid"
)

// Metric is one line of metrics.jsonl: what was measured at an epoch. All losses are in nats per time step, or per token or event where run.json has such a
// unit. A model of whose likelihood something is no part has nil there.
type Metric struct {
	Epoch      int      `json:"epoch"`
	Split      string   `json:"split"` // Train or Valid
	NLL        float64  `json:"nll"`
	Play       *float64 `json:"play,omitempty"`       // the part of NLL that play makes
	Articulate *float64 `json:"articulate,omitempty"` // the other part; nil for a corpus without articulation
	Harmony    *float64 `json:"harmony,omitempty"`    // the parts under melody-harmony
	Melody     *float64 `json:"melody,omitempty"`
	GradNorm   *float64 `json:"grad_norm,omitempty"` // nil where no gradient was computed
	Seconds    float64  `json:"seconds"`
}

// AppendMetric adds one line to metrics.jsonl. A value that is not finite is an error and adds nothing.
func (r *Run) AppendMetric(m Metric) error {
	if r.metrics == nil {
		panic("runs: AppendMetric before Resume")
	}
	path := MetricsPath(r.Dir)
	line, err := m.Encode()
	if err != nil {
		return fmt.Errorf("%s: epoch %d, %s: %w", path, m.Epoch, m.Split, err)
	}
	stat, err := r.metrics.Stat()
	if err != nil {
		return err
	}
	if _, err := r.metrics.Write(line); err != nil {
		// A full disk can take half a line, to which the next one would be glued.
		err = errors.Join(err, r.metrics.Truncate(stat.Size()))
		return atomicfile.WriteError(path, int64(len(line)), err)
	}
	return nil
}

// Scalar is a number with the name that it has in metrics.jsonl.
type Scalar struct {
	Name  string
	Value float64
}

// optional has the names and places of the numbers that not all metrics have.
func (m *Metric) optional() []optional {
	return []optional{{"play", &m.Play}, {"articulate", &m.Articulate}, {"harmony", &m.Harmony}, {"melody", &m.Melody}, {"grad_norm", &m.GradNorm}}
}

type optional struct {
	name string
	at   **float64
}

// Optional are the numbers that not all metrics have, as far as this one does.
func (m Metric) Optional() (there []Scalar) {
	for _, o := range m.optional() {
		if *o.at != nil {
			there = append(there, Scalar{o.name, **o.at})
		}
	}
	return there
}

// SetPart sets the part of the loss that has this name; a name that is none of them changes nothing.
func (m *Metric) SetPart(name string, value float64) {
	for _, o := range m.optional() {
		if o.name == name {
			*o.at = &value
		}
	}
}

func (m Metric) Encode() ([]byte, error) {
	err := errors.Join(finite("nll", m.NLL), finite("seconds", m.Seconds))
	for _, s := range m.Optional() {
		err = errors.Join(err, finite(s.Name, s.Value))
	}
	if err != nil {
		return nil, err
	}
	line, err := json.Marshal(m)
	return append(line, '\n'), err
}

// ReadMetrics reads a metrics.jsonl in the order of its lines. A last line that was torn by a crash is left out and
// described in warning, which is otherwise empty; any other damage is an error with the line's number.
func ReadMetrics(path string) (metrics []Metric, warning string, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, "", err
	}
	return parseMetrics(path, data)
}

// parseMetrics returns one Metric for each line of data, except for a torn last one.
func parseMetrics(path string, data []byte) (metrics []Metric, warning string, err error) {
	for line := range bytes.Lines(data) {
		var m Metric
		if err := json.Unmarshal(line, &m); err != nil {
			number := len(metrics) + 1
			if bytes.HasSuffix(line, []byte("\n")) {
				return nil, "", fmt.Errorf("%s:%d: %w", path, number, err)
			}
			warning = fmt.Sprintf("%s:%d: left out an incomplete last line", path, number)
			break
		}
		metrics = append(metrics, m)
	}
	return metrics, warning, nil
}

// truncateMetrics drops the rows beyond epoch and a torn last line, so that a resumed run has the rows of one that
// never stopped. The rows that stay keep their bytes.
func truncateMetrics(path string, epoch int) error {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	metrics, _, err := parseMetrics(path, data)
	if err != nil {
		return err
	}
	var kept []byte
	for _, m := range metrics {
		line, rest, _ := bytes.Cut(data, []byte("\n"))
		data = rest
		if m.Epoch <= epoch {
			kept = append(append(kept, line...), '\n')
		}
	}
	return atomicfile.Write(path, kept)
}
