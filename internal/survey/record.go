package survey

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// The kinds of records, in the order in which a listener makes them.
const (
	startKind  = "start"
	checkKind  = "check"
	beforeKind = "before"
	trialKind  = "trial"
	afterKind  = "after" // the last: the listener is done
)

// Limits that no honest study reaches.
const (
	mostListeners = 10_000
	mostAttempts  = 3 // at the sound check
	mostPlays     = 1000
)

// Record is a line of answers.jsonl, or of the file that a listener of an exported study sends back.
type Record struct {
	Study    string    `json:"study"`
	Listener string    `json:"listener"` // a hash of the listener's token, in hexadecimal digits
	Kind     string    `json:"kind"`
	Time     time.Time `json:"time"`

	Number int     `json:"number,omitempty"` // start: of the order, from 0
	Order  []Trial `json:"order,omitempty"`  // start: the trials in the order of presentation

	Attempt int    `json:"attempt,omitempty"` // check: from 0
	Check   string `json:"check,omitempty"`   // check: the clip
	Notes   int    `json:"notes,omitempty"`   // check: the notes that the listener counted

	Trial  Trial   `json:"trial,omitempty"`  // trial: what was heard
	Rating *int    `json:"rating,omitempty"` // trial: 0 to 10
	Person *bool   `json:"person,omitempty"` // trial: believed to be composed by a person
	Prefer string  `json:"prefer,omitempty"` // trial: the excerpt that was preferred
	Heard  float64 `json:"heard,omitempty"`  // trial: share that was heard, 0 to 1; of a pair that of the one heard less
	Plays  int     `json:"plays,omitempty"`  // trial: how often Play was pressed

	Answers map[string]string `json:"answers,omitempty"` // to the study's own questions
}

// slot names what a record answers. A listener answers each slot once.
func (r *Record) slot() string {
	return fmt.Sprint(r.Kind, " ", r.Attempt, " ", strings.Join(r.Trial, " "))
}

// same tells whether two records differ in nothing but their time.
func (r Record) same(other Record) bool {
	r.Time, other.Time = time.Time{}, time.Time{}
	if len(r.Answers) == 0 && len(other.Answers) == 0 {
		r.Answers, other.Answers = nil, nil
	}
	return reflect.DeepEqual(r, other)
}

// check returns an error unless a record fits the study.
func (s *Study) check(r *Record) error {
	if r.Study != s.ID {
		return fmt.Errorf("study %q: this study is %q", r.Study, s.ID)
	}
	if len(r.Listener) != listenerDigits || strings.Trim(r.Listener, "0123456789abcdef") != "" {
		return fmt.Errorf("listener %q: must be %d hexadecimal digits", r.Listener, listenerDigits)
	}
	if blank := (Record{Study: r.Study, Listener: r.Listener, Kind: r.Kind, Time: r.Time}); !reflect.DeepEqual(*r, r.only(blank)) {
		return fmt.Errorf("a record of kind %q has fields that it should not have", r.Kind)
	}
	switch r.Kind {
	case startKind:
		return s.checkOrder(r.Number, r.Order)
	case checkKind:
		return s.checkSound(r)
	case beforeKind:
		return acceptAll(s.Script.Before, r.Answers)
	case trialKind:
		return s.checkTrial(r)
	case afterKind:
		return acceptAll(s.Script.After, r.Answers)
	}
	return fmt.Errorf("kind %q: there is none", r.Kind)
}

// only adds to a record without contents the fields of this one that its kind has.
func (r *Record) only(blank Record) Record {
	switch r.Kind {
	case startKind:
		blank.Number, blank.Order = r.Number, r.Order
	case checkKind:
		blank.Attempt, blank.Check, blank.Notes = r.Attempt, r.Check, r.Notes
	case beforeKind, afterKind:
		blank.Answers = r.Answers
	case trialKind:
		blank.Trial, blank.Rating, blank.Person, blank.Prefer = r.Trial, r.Rating, r.Person, r.Prefer
		blank.Heard, blank.Plays, blank.Answers = r.Heard, r.Plays, r.Answers
	}
	return blank
}

func (s *Study) checkSound(r *Record) error {
	switch {
	case r.Attempt < 0 || r.Attempt >= mostAttempts:
		return fmt.Errorf("attempt %d: must be from 0 to %d", r.Attempt, mostAttempts-1)
	case !slices.ContainsFunc(s.Checks, func(c Check) bool { return c.ID == r.Check }):
		return fmt.Errorf("check %q: there is no such clip", r.Check)
	case r.Notes < 0 || r.Notes > 100:
		return fmt.Errorf("notes %d: must be from 0 to 100", r.Notes)
	}
	return nil
}

// passed tells whether the notes of a sound check were counted right.
func (s *Study) passed(r Record) bool { return slices.Contains(s.Checks, Check{r.Check, r.Notes}) }

func (s *Study) checkTrial(r *Record) error {
	size := map[string]int{Rating: 1, Pairs: 2}[s.Design]
	if len(r.Trial) != size {
		return fmt.Errorf("trial %v: must have %d excerpts", r.Trial, size)
	}
	for _, id := range r.Trial {
		if !slices.Contains(s.Excerpts, id) {
			return fmt.Errorf("trial %v: there is no excerpt %q", r.Trial, id)
		}
	}
	switch {
	case s.Design == Rating && (r.Rating == nil || *r.Rating < 0 || *r.Rating > 10 || r.Person == nil || r.Prefer != ""):
		return fmt.Errorf("an excerpt needs a rating from 0 to 10, and whether a person composed it")
	case s.Design == Pairs && (r.Rating != nil || r.Person != nil || !slices.Contains(r.Trial, r.Prefer)):
		return fmt.Errorf("a pair needs the excerpt that is preferred")
	case !(r.Heard >= 0 && r.Heard <= 1) || r.Plays < 0 || r.Plays > mostPlays:
		return fmt.Errorf("heard %v, plays %d: not possible", r.Heard, r.Plays)
	case r.Heard < s.Script.Hear-hearTolerance:
		return fmt.Errorf("only %.0f %% was heard; %.0f %% has to be", 100*r.Heard, 100*s.Script.Hear)
	}
	return acceptAll(s.Script.Between, r.Answers)
}

// hearTolerance is what browsers may report too little of what was heard.
const hearTolerance = 0.05
