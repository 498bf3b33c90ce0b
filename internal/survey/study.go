package survey

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"workbench/internal/rundir"
)

// The files of a study's directory.
const (
	studyFile   = "study.json"
	keyFile     = "key.json"
	answersFile = "answers.jsonl"
	audioDir    = "audio"
)

// The designs of studies.
const (
	Rating = "rating" // each excerpt is rated from 0 to 10, and judged to be composed by a person or not
	Pairs  = "pairs"  // two excerpts of different groups are compared
)

// Study is a listening study. Its exported fields are what a listener's page needs; they do not tell what an
// excerpt is.
type Study struct {
	ID       string            `json:"id"`
	Created  time.Time         `json:"created"`
	Design   string            `json:"design"`
	Seed     uint64            `json:"seed"`     // of the orders of presentation
	Seconds  float64           `json:"seconds"`  // length of the excerpts
	Loudness float64           `json:"loudness"` // of each excerpt, in LUFS (ITU-R BS.1770)
	Script   Script            `json:"script"`   // texts and questions
	Checks   []Check           `json:"checks"`   // clips of the sound check
	Excerpts []string          `json:"excerpts"` // identifiers, in rising order
	key      map[string]Origin // what each excerpt is, by its identifier
	dir      string
}

// Check is a clip of the sound check: the listener counts its notes.
type Check struct {
	ID    string `json:"id"`
	Notes int    `json:"notes"`
}

// Origin is what an excerpt is.
type Origin struct {
	Label  string  `json:"label"`  // of its group
	Source string  `json:"source"` // a file, or a model and its seed
	From   int     `json:"from"`   // first step of the excerpt in its source
	Steps  int     `json:"steps"`
	Tempo  float64 `json:"tempo"` // quarters a minute
	Gain   float64 `json:"gain"`  // dB that equalized the loudness
}

// Open reads the study in a directory.
func Open(dir string) (*Study, error) {
	s := &Study{dir: dir}
	for name, value := range map[string]any{studyFile: s, keyFile: &s.key} {
		path := filepath.Join(dir, name)
		data, err := rundir.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("%s is no listening study: %s is not there; survey new makes one", dir, name)
		}
		if err == nil {
			err = json.Unmarshal(data, value)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w; restore it from a copy", path, err)
		}
	}
	if s.Design != Rating && s.Design != Pairs {
		return nil, fmt.Errorf("%s: design %q: must be %q or %q", filepath.Join(dir, studyFile), s.Design, Rating, Pairs)
	}
	for _, id := range s.Excerpts {
		if s.key[id].Label == "" {
			return nil, fmt.Errorf("%s: excerpt %s of %s is missing; restore the file from a copy", filepath.Join(dir, keyFile), id, studyFile)
		}
	}
	return s, nil
}

// AnswersPath is the file of the answers that the server stores.
func (s *Study) AnswersPath() string { return filepath.Join(s.dir, answersFile) }

// audio reads an excerpt or a clip of the sound check. Only names that study.json lists are read.
func (s *Study) audio(id string) ([]byte, error) {
	if !slices.Contains(s.Excerpts, id) && !slices.ContainsFunc(s.Checks, func(c Check) bool { return c.ID == id }) {
		return nil, fs.ErrNotExist
	}
	return os.ReadFile(filepath.Join(s.dir, audioDir, id+".flac"))
}

// labels are the groups of excerpts in alphabetical order.
func (s *Study) labels() (all []string) {
	for _, origin := range s.key {
		if !slices.Contains(all, origin.Label) {
			all = append(all, origin.Label)
		}
	}
	slices.Sort(all)
	return all
}

// group lists the excerpts with a label in rising order.
func (s *Study) group(label string) (ids []string) {
	for _, id := range s.Excerpts {
		if s.key[id].Label == label {
			ids = append(ids, id)
		}
	}
	return ids
}
