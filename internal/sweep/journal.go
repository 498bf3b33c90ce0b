package sweep

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"workbench/internal/atomicfile"
	"workbench/internal/rundir"
	"workbench/internal/search"
)

// JournalPath is the file in the directory of a search that holds everything which decisions depend on: a line
// with the settings of the search, then one for each decision and each result, in the order in which they
// became known.
func JournalPath(parent string) string { return filepath.Join(parent, "search.jsonl") }

// settings are the first line of a journal.
type settings struct {
	Method    string       `json:"method"`
	Metric    string       `json:"metric"`
	Seed      uint64       `json:"seed"`
	Rungs     []int        `json:"rungs"` // epochs
	Reduction int          `json:"reduction,omitempty"`
	Space     search.Space `json:"space"`
	Fixed     []string     `json:"fixed,omitempty"` // KEY=VALUE for all trials
	Name      string       `json:"name"`            // of the config
}

// entry is a further line: the decision to train a trial to an epoch, or what came of it.
type entry struct {
	Trial int       `json:"trial"` // from 1
	Time  time.Time `json:"time"`

	Train int      `json:"train,omitempty"` // a decision: the epoch to train to
	Set   []string `json:"set,omitempty"`   // its values, where the trial begins

	Epoch  int      `json:"epoch,omitempty"`  // a result: the epochs trained
	Value  *float64 `json:"value,omitempty"`  // the lowest value of the metric up to there
	Failed string   `json:"failed,omitempty"` // why there is no value
}

// journal is the contents of the file.
type journal struct {
	settings settings
	entries  []entry
	trials   []record // what the entries that were read add up to
}

func readJournal(parent string) (*journal, error) {
	path := JournalPath(parent)
	data, err := rundir.ReadFile(path)
	if err != nil {
		return nil, err
	}
	j := &journal{}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		if number == 1 {
			err = json.Unmarshal(line, &j.settings)
		} else {
			j.entries = append(j.entries, entry{})
			err = json.Unmarshal(line, &j.entries[number-2])
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w; restore the file from a copy, or start a new search with another -run", path, number, err)
		}
	}
	if j.trials, err = trialsOf(j.settings, j.entries); err != nil {
		return nil, fmt.Errorf("%s: %w; restore the file from a copy, or start a new search with another -run", path, err)
	}
	return j, nil
}

// text is the contents of the file.
func (j *journal) text() ([]byte, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(j.settings)
	for _, e := range j.entries {
		err = errors.Join(err, encoder.Encode(e))
	}
	return text.Bytes(), err
}

// write replaces the file.
func (j *journal) write(parent string) error {
	text, err := j.text()
	if err != nil {
		return fmt.Errorf("%s: %w", JournalPath(parent), err)
	}
	return atomicfile.Write(JournalPath(parent), text)
}

// search is what decides.
func (j *journal) search() *search.Search {
	s := j.settings
	return &search.Search{Space: s.Space, Method: s.Method, Seed: s.Seed, Rungs: s.Rungs, Reduction: s.Reduction}
}

// record is a trial as the journal knows it.
type record struct {
	search.Trial
	set    []string
	epoch  int    // of the latest result
	reason string // why it failed
}

// value is the latest result; +Inf for a failure or none.
func (r *record) value() float64 {
	if r.Failed || len(r.Values) == 0 {
		return math.Inf(1)
	}
	return r.Values[len(r.Values)-1]
}

// running reports whether a result was decided on and is not there.
func (r *record) running() bool { return !r.Failed && len(r.Values) <= r.Rung }

// trialsOf puts the entries together.
func trialsOf(s settings, entries []entry) ([]record, error) {
	if len(s.Rungs) == 0 || len(s.Space) == 0 {
		return nil, errors.New("the settings of the search are missing")
	}
	var trials []record
	for _, e := range entries {
		switch {
		case e.Train > 0 && e.Trial == len(trials)+1:
			p, err := s.Space.Point(e.Set)
			if err != nil {
				return nil, fmt.Errorf("trial %d: %w", e.Trial, err)
			}
			trials = append(trials, record{Trial: search.Trial{Point: p}, set: e.Set})
		case e.Trial < 1 || e.Trial > len(trials):
			return nil, fmt.Errorf("trial %d follows trial %d", e.Trial, len(trials))
		case e.Train > 0:
			trials[e.Trial-1].Rung++
		default:
			t := &trials[e.Trial-1]
			t.epoch, t.reason = e.Epoch, e.Failed
			if e.Value == nil {
				t.Failed = true
			} else {
				t.Values = append(t.Values, *e.Value)
			}
		}
		if trials[e.Trial-1].Rung >= len(s.Rungs) || len(trials[e.Trial-1].Values) > trials[e.Trial-1].Rung+1 {
			return nil, fmt.Errorf("trial %d has more results than the search has rungs", e.Trial)
		}
	}
	return trials, nil
}

// isSearch reports whether parent is the directory of a search.
func isSearch(parent string) bool {
	_, err := os.Stat(JournalPath(parent))
	return !errors.Is(err, fs.ErrNotExist)
}
