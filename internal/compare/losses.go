package compare

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"

	"workbench/internal/metrics"
	"workbench/internal/rundir"
)

// lastEpochs is how many epochs TrainNLL and SecondsPerEpoch are medians of, because the loss of one epoch is
// noisy.
const lastEpochs = 10

// readMetrics decodes only the validation lines and the last training lines, so that long runs are read fast.
func (s *Summary) readMetrics(path string) error {
	data, err := rundir.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var train []numberedLine // the last few
	number := 0
	for line := range bytes.Lines(data) {
		number++
		l := numberedLine{path, number, line}
		if !bytes.Contains(line, []byte(rundir.Valid)) {
			train = append(train[max(0, len(train)-lastEpochs):], l) // one more, in case the last is torn
			continue
		}
		if m := s.decode(l); m != nil && m.Split == rundir.Valid {
			s.addValidation(&rundir.Best{Epoch: m.Epoch, NLL: m.NLL})
		}
	}
	s.addTraining(train)
	return nil
}

func (s *Summary) addTraining(lines []numberedLine) {
	var losses, seconds []float64
	for _, l := range lines {
		if m := s.decode(l); m != nil && m.Split == rundir.Train {
			losses, seconds = append(losses, m.NLL), append(seconds, m.Seconds)
			s.Epoch = max(s.Epoch, m.Epoch)
		}
	}
	if surplus := max(0, len(losses)-lastEpochs); len(losses) > 0 {
		loss, time := metrics.Median(losses[surplus:]), metrics.Median(seconds[surplus:])
		s.TrainNLL, s.SecondsPerEpoch = &loss, &time
	}
}

func (s *Summary) addValidation(v *rundir.Best) {
	s.LastValid = v
	if v.Epoch > 0 && (s.Best == nil || v.NLL < s.Best.NLL) {
		s.Best = v
	}
}

// numberedLine is a line of a metrics.jsonl.
type numberedLine struct {
	path   string
	number int // from 1
	text   []byte
}

// decode returns nil for a damaged line, and keeps a warning, except of a last line without its end, as a
// kill leaves it.
func (s *Summary) decode(l numberedLine) *rundir.Metric {
	m, err := rundir.DecodeMetric(l.text)
	if err == nil {
		return &m
	}
	if bytes.HasSuffix(l.text, []byte("\n")) {
		s.warnings = append(s.warnings, fmt.Sprintf("%s:%d: left out a damaged line: %v", l.path, l.number, err))
	}
	return nil
}
