package survey

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"workbench/internal/metrics"
)

// Results is what a study found. Intervals are of 95 %.
type Results struct {
	Study       string           `json:"study"`
	Design      string           `json:"design"`
	Listeners   Counts           `json:"listeners"`
	Groups      []GroupResult    `json:"groups"`
	Excerpts    []ExcerptResult  `json:"excerpts,omitempty"`
	Differences []Difference     `json:"differences"`
	Agreement   map[string]Alpha `json:"agreement"` // of rating and person, or of prefer: Krippendorff's alpha
	Questions   []QuestionResult `json:"questions,omitempty"`
	Warnings    []string         `json:"warnings,omitempty"`
}

// Alpha is a coefficient of agreement, null if it is not defined.
type Alpha = metrics.Number

// GroupResult is what listeners say of a label.
type GroupResult struct {
	Label    string            `json:"label"`
	Excerpts int               `json:"excerpts"`
	Answers  int               `json:"answers"`
	Mean     *metrics.Interval `json:"mean,omitempty"`
	Median   *metrics.Interval `json:"median,omitempty"`
	Sigma    metrics.Number    `json:"sigma"`              // standard deviation of the ratings
	Human    *metrics.Interval `json:"human,omitempty"`    // share believed to be composed by a person
	Strength *metrics.Interval `json:"strength,omitempty"` // Bradley–Terry, logarithm; the mean of all is 0
	Won      int               `json:"won,omitempty"`      // pairs
}

// ExcerptResult is what listeners say of an excerpt; the intervals are between listeners.
type ExcerptResult struct {
	ID     string           `json:"id"`
	Label  string           `json:"label"`
	Source string           `json:"source"`
	Mean   metrics.Interval `json:"mean"`
	Human  metrics.Interval `json:"human"`
}

// Difference compares two labels: by the difference of their mean ratings, or by the probability that the
// first is preferred.
type Difference struct {
	First  string           `json:"first"`
	Second string           `json:"second"`
	Value  metrics.Interval `json:"value"`
}

// QuestionResult summarizes the answers to one of the study's own questions: how often each was given.
type QuestionResult struct {
	Part   string         `json:"part"` // before, between or after
	Name   string         `json:"name"`
	Counts map[string]int `json:"counts,omitempty"` // of a choice
	Values []float64      `json:"values,omitempty"` // of a number, in rising order
	Texts  []string       `json:"texts,omitempty"`
}

// Results evaluates the answers that the server stored, and those in files that listeners sent back. everyone
// includes listeners who did not finish or failed the sound check.
func (s *Study) Results(files []string, everyone bool) (*Results, error) {
	all, warnings, err := s.read(files)
	if err != nil {
		return nil, err
	}
	listeners, counts := s.chosen(all, everyone)
	r := &Results{Study: s.Script.Title, Design: s.Design, Listeners: counts, Warnings: warnings, Agreement: map[string]Alpha{}}
	t := s.table(listeners)
	if s.Design == Pairs {
		r.pairs(t, s.Seed)
	} else {
		r.ratings(s, t)
	}
	r.questions(s, listeners)
	return r, nil
}

func (r *Results) ratings(s *Study, t *table) {
	e := t.estimate(resamples, s.Seed)
	for i, label := range t.labels {
		r.Groups = append(r.Groups, GroupResult{Label: label, Excerpts: len(t.groups[i]), Answers: t.answers(t.groups[i]), Mean: &e.mean[i], Median: &e.median[i],
			Human: &e.human[i], Sigma: metrics.Number(deviation(t.rating, t.groups[i]))})
		for _, c := range t.groups[i] {
			one, origin := t.only(c).estimate(resamples, s.Seed), s.key[t.excerpts[c]]
			r.Excerpts = append(r.Excerpts, ExcerptResult{t.excerpts[c], origin.Label, origin.Source, one.mean[0], one.human[0]})
		}
	}
	r.compare(t, e.difference)
	slices.SortStableFunc(r.Groups, func(a, b GroupResult) int { return cmp.Compare(b.Mean.Value, a.Mean.Value) })
	slices.SortStableFunc(r.Excerpts, func(a, b ExcerptResult) int { return cmp.Compare(b.Mean.Value, a.Mean.Value) })
	r.Agreement["rating"] = Alpha(alpha(units(t.rating), squared))
	r.Agreement["person"] = Alpha(alpha(units(t.person), unequal))
}

func (r *Results) compare(t *table, values []interval) {
	for k, p := range t.labelPairs() {
		r.Differences = append(r.Differences, Difference{t.labels[p[0]], t.labels[p[1]], values[k]})
	}
}

func (r *Results) pairs(t *table, seed uint64) {
	strength, preferences := t.compared(resamples, seed)
	wins := t.wins(t.resampler().once())
	for i, label := range t.labels {
		g := GroupResult{Label: label, Excerpts: len(t.groups[i]), Strength: &strength[i]}
		for j := range t.labels {
			g.Won += int(wins[i][j])
			g.Answers += int(wins[i][j] + wins[j][i])
		}
		r.Groups = append(r.Groups, g)
	}
	r.compare(t, preferences)
	slices.SortStableFunc(r.Groups, func(a, b GroupResult) int { return cmp.Compare(b.Strength.Value, a.Strength.Value) })
	r.Agreement["prefer"] = Alpha(alpha(t.preferred(), unequal))
}

// answers is the number of ratings of a group.
func (t *table) answers(group []int) (n int) {
	all := units(t.rating)
	for _, c := range group {
		if len(all) > 0 {
			n += len(all[c])
		}
	}
	return n
}

// preferred has for each two excerpts that were compared the one that was preferred, by each listener.
func (t *table) preferred() [][]float64 {
	byPair := map[[2]int][]float64{}
	for _, row := range t.choices {
		for _, c := range row {
			pair := [2]int{min(c.preferred, c.other), max(c.preferred, c.other)}
			byPair[pair] = append(byPair[pair], float64(c.preferred))
		}
	}
	return slices.Collect(maps.Values(byPair)) // in any order
}

func (r *Results) questions(s *Study, listeners []*listener) {
	for _, part := range []struct {
		name, kind string
		questions  []Question
	}{{"before", beforeKind, s.Script.Before}, {"between", trialKind, s.Script.Between}, {"after", afterKind, s.Script.After}} {
		for _, q := range part.questions {
			result := QuestionResult{Part: part.name, Name: q.Name}
			for _, l := range listeners {
				for _, record := range l.of(part.kind) {
					result.add(q, record.Answers[q.Name])
				}
			}
			slices.Sort(result.Values)
			r.Questions = append(r.Questions, result)
		}
	}
}

// add counts an answer; the empty one was left out.
func (r *QuestionResult) add(q Question, answer string) {
	switch {
	case answer == "":
	case q.Kind == choice:
		if r.Counts == nil {
			r.Counts = map[string]int{}
		}
		r.Counts[answer]++
	case q.Kind == number:
		x, _ := strconv.ParseFloat(answer, 64) // which was checked when it was stored
		r.Values = append(r.Values, x)
	default:
		r.Texts = append(r.Texts, answer)
	}
}
