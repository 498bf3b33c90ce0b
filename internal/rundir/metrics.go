package rundir

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"workbench/features"
	"workbench/internal/atomicfile"
)

// The splits that a Metric can belong to.
const (
	Train = features.Train
	Valid = features.Valid
)

// Metric is one line of metrics.jsonl: what was measured at an epoch. All losses are in nats per time step,
// or per token or event where run.json names such a unit.
//
// The fields of a line are epoch, split, nll, one field per part of the loss, grad_norm and seconds, in this
// order.
type Metric struct {
	Epoch    int
	Split    string // Train or Valid
	NLL      float64
	Parts    []Part   // the terms that NLL is the sum of, in the model's order
	GradNorm *float64 // nil where no gradient was computed
	Seconds  float64
}

// Part is one named term of a loss.
type Part struct {
	Name  string
	Value float64
}

// metricFields are the fields that every metric has; no part of a loss can have such a name.
var metricFields = []string{"epoch", "split", "nll", "grad_norm", "seconds"}

// AppendMetric adds one line to metrics.jsonl. A value that is not finite is an error and adds nothing.
func (r *Run) AppendMetric(m Metric) error {
	if r.metrics == nil {
		panic("rundir: AppendMetric before Resume")
	}
	path := MetricsPath(r.Dir)
	if err := r.checkPlace(); err != nil {
		return err
	}
	line, err := m.Encode()
	if err != nil {
		return fmt.Errorf("%s: epoch %d, %s: %w", path, m.Epoch, m.Split, err)
	}
	stat, err := r.metrics.Stat()
	if err != nil {
		return err
	}
	if _, err := r.metrics.Write(line); err != nil {
		// A full disk can take half a line, and the next one would continue it.
		err = errors.Join(err, r.metrics.Truncate(stat.Size()))
		return atomicfile.WriteError(path, int64(len(line)), err)
	}
	return nil
}

// Encode returns the line of metrics.jsonl, with its newline. A value that is not finite is an error that
// names it.
func (m Metric) Encode() ([]byte, error) {
	line, err := m.MarshalJSON()
	return append(line, '\n'), err
}

// MarshalJSON implements [json.Marshaler].
func (m Metric) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	field := func(name string, value any) error {
		if v, ok := value.(float64); ok {
			if err := finite(name, v); err != nil {
				return err
			}
		}
		key, keyErr := json.Marshal(name)
		data, err := json.Marshal(value)
		text.WriteByte(',')
		text.Write(key)
		text.WriteByte(':')
		text.Write(data)
		return errors.Join(keyErr, err)
	}
	err := errors.Join(field("epoch", m.Epoch), field("split", m.Split), field("nll", m.NLL))
	for _, part := range m.Parts {
		if slices.Contains(metricFields, part.Name) {
			panic(fmt.Sprintf("rundir: a part of the loss cannot have the name %q", part.Name))
		}
		err = errors.Join(err, field(part.Name, part.Value))
	}
	if m.GradNorm != nil {
		err = errors.Join(err, field("grad_norm", *m.GradNorm))
	}
	if err = errors.Join(err, field("seconds", m.Seconds)); err != nil {
		return nil, err
	}
	line := append(text.Bytes(), '}')
	line[0] = '{' // in place of the first comma
	return line, nil
}

// UnmarshalJSON implements [json.Unmarshaler]. Every further field that is a number is a part of the loss;
// fields of other types are ignored. An epoch that no run can have is an error.
func (m *Metric) UnmarshalJSON(data []byte) error {
	fields := json.NewDecoder(bytes.NewReader(data))
	if open, err := fields.Token(); err != nil || open != json.Delim('{') {
		return errors.Join(err, errors.New("not a JSON object"))
	}
	*m = Metric{}
	known := map[string]any{"epoch": &m.Epoch, "split": &m.Split, "nll": &m.NLL, "grad_norm": &m.GradNorm, "seconds": &m.Seconds}
	for fields.More() {
		token, err := fields.Token()
		if err != nil {
			return err
		}
		name := token.(string) // the decoder accepts nothing else here
		if target := known[name]; target != nil {
			if err := fields.Decode(target); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			continue
		}
		var value any
		if err := fields.Decode(&value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if v, ok := value.(float64); ok {
			m.Parts = append(m.Parts, Part{name, v})
		}
	}
	return checkEpoch(m.Epoch)
}

// ReadMetrics reads a metrics.jsonl in the order of its lines. Lines that cannot be read, such as one that a
// crash left incomplete, are left out and described in warning, which is otherwise empty.
func ReadMetrics(path string) (metrics []Metric, warning string, err error) {
	data, err := ReadFile(path)
	if err != nil {
		return nil, "", err
	}
	rows, damaged := parseMetrics(data)
	for _, row := range rows {
		metrics = append(metrics, row.Metric)
	}
	return metrics, damaged.warning(path), nil
}

// row is a line of metrics.jsonl, without its newline.
type row struct {
	Metric
	line []byte
}

// damagedLines are the lines of a file that cannot be read.
type damagedLines []damagedLine

type damagedLine struct {
	number int // from 1
	text   []byte
	err    error
	torn   bool // the last line, without its newline
}

// warning describes the damage to the file at path; it is empty if there is none.
func (d damagedLines) warning(path string) string {
	if len(d) == 0 {
		return ""
	}
	warning := fmt.Sprintf("%s:%d: left out a damaged line: %v", path, d[0].number, d[0].err)
	if d[0].torn {
		warning = fmt.Sprintf("%s:%d: left out an incomplete last line", path, d[0].number)
	}
	if more := len(d) - 1; more > 0 {
		warning += fmt.Sprintf(" (and %d more)", more)
	}
	return warning
}

// parseMetrics returns the lines of a metrics.jsonl, and those that cannot be read.
func parseMetrics(data []byte) (rows []row, damaged damagedLines) {
	number := 0
	for line := range bytes.Lines(data) {
		number++
		line, whole := bytes.CutSuffix(line, []byte("\n"))
		m, err := DecodeMetric(line)
		if err != nil {
			damaged = append(damaged, damagedLine{number, line, err, !whole})
			continue
		}
		rows = append(rows, row{m, line})
	}
	return rows, damaged
}

// DecodeMetric reads one line of metrics.jsonl.
func DecodeMetric(line []byte) (m Metric, err error) {
	err = json.Unmarshal(line, &m)
	return m, err
}

// truncateMetrics drops the rows beyond epoch, so that a resumed run has the rows of one that never stopped,
// and damaged lines, which are returned. The rows that stay keep their bytes.
func truncateMetrics(path string, epoch int) (damaged damagedLines, err error) {
	data, err := ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	rows, damaged := parseMetrics(data)
	var kept []byte
	for _, r := range rows {
		if r.Epoch <= epoch {
			kept = append(append(kept, r.line...), '\n')
		}
	}
	return damaged, atomicfile.Write(path, kept)
}
