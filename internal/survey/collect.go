package survey

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"workbench/internal/config"
)

// table holds the answers that are evaluated: a row for each listener, a column for each excerpt. NaN is no
// answer.
type table struct {
	excerpts []string // identifiers, by label
	labels   []string
	groups   [][]int // columns of each label
	rating   [][]float64
	person   [][]float64    // 1 if believed to be composed by a person, else 0
	choices  [][]comparison // of each listener
}

// comparison is an answer to a pair: columns of the excerpt that was preferred, and of the other.
type comparison struct{ preferred, other int }

// Counts says who took part.
type Counts struct {
	Started     int `json:"started"`
	Finished    int `json:"finished"`
	FailedCheck int `json:"failed_check"` // of those who finished
	Evaluated   int `json:"evaluated"`
}

// maxAnswers is the largest size of a file of answers in bytes; most answers have less than 250.
const maxAnswers = 256 << 20

// read reads the answers that the server stored, and files that listeners sent back. The warnings name the
// lines that were left out.
func (s *Study) read(files []string) (audience, []string, error) {
	all := audience{}
	var warnings []string
	for _, path := range append([]string{s.AnswersPath()}, files...) {
		data, err := config.ReadUpTo(path, maxAnswers)
		if err != nil {
			return nil, nil, fmt.Errorf("survey results: %w", err)
		}
		warnings = append(warnings, s.readAnswers(all, path, data)...)
	}
	return all, warnings, nil
}

// chosen are the listeners whose answers are evaluated, in the order of their names: those who finished and
// passed the sound check, or everyone.
func (s *Study) chosen(all audience, everyone bool) (listeners []*listener, counts Counts) {
	for _, name := range slices.Sorted(maps.Keys(all)) {
		l := all[name]
		counts.Started++
		passed := slices.ContainsFunc(l.of(checkKind), s.passed)
		if l.finished() {
			counts.Finished++
			if !passed {
				counts.FailedCheck++
			}
		}
		if everyone || l.finished() && passed {
			listeners = append(listeners, l)
		}
	}
	counts.Evaluated = len(listeners)
	return listeners, counts
}

// table puts the answers of listeners into rows.
func (s *Study) table(listeners []*listener) *table {
	t := &table{labels: s.labels()}
	columns := map[string]int{}
	for _, label := range t.labels {
		var group []int
		for _, id := range s.group(label) {
			columns[id] = len(t.excerpts)
			group = append(group, len(t.excerpts))
			t.excerpts = append(t.excerpts, id)
		}
		t.groups = append(t.groups, group)
	}
	for _, l := range listeners {
		rating, person := absent(len(t.excerpts)), absent(len(t.excerpts))
		var choices []comparison
		for _, r := range l.of(trialKind) {
			if s.Design == Pairs {
				other := r.Trial[0]
				if other == r.Prefer {
					other = r.Trial[1]
				}
				choices = append(choices, comparison{columns[r.Prefer], columns[other]})
				continue
			}
			c := columns[r.Trial[0]]
			rating[c], person[c] = float64(*r.Rating), 0
			if *r.Person {
				person[c] = 1
			}
		}
		t.rating, t.person, t.choices = append(t.rating, rating), append(t.person, person), append(t.choices, choices)
	}
	return t
}

func absent(n int) []float64 {
	row := make([]float64, n)
	for i := range row {
		row[i] = math.NaN()
	}
	return row
}

// labelOf is the index of the label of each column.
func (t *table) labelOf() map[int]int {
	label := map[int]int{}
	for i, g := range t.groups {
		for _, c := range g {
			label[c] = i
		}
	}
	return label
}
