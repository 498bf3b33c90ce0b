package survey

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"workbench/internal/config"
	"workbench/internal/nearest"
	"workbench/internal/setting"
)

// Script has the texts and questions of a study. It is read from a TOML file.
type Script struct {
	Title        string     `json:"title" toml:"title"`
	Introduction string     `json:"introduction" toml:"introduction"` // paragraphs are separated by empty lines
	Thanks       string     `json:"thanks" toml:"thanks"`
	Rating       string     `json:"rating" toml:"rating"`   // question of a rating
	Lowest       string     `json:"lowest" toml:"lowest"`   // what 0 means
	Highest      string     `json:"highest" toml:"highest"` // what 10 means
	Person       string     `json:"person" toml:"person"`   // question whether a person composed the excerpt
	Prefer       string     `json:"prefer" toml:"prefer"`   // question of a pair
	Hear         float64    `json:"hear" toml:"hear"`       // share of an excerpt that must be heard, 0 to 1
	Before       []Question `json:"before" toml:"before"`
	Between      []Question `json:"between" toml:"between"` // asked with each trial
	After        []Question `json:"after" toml:"after"`
}

// Question is one of the study's own questions.
type Question struct {
	Name     string   `json:"name" toml:"name"` // in the answers
	Text     string   `json:"text" toml:"text"`
	Kind     string   `json:"kind" toml:"kind"`       // choice, number or text
	Choices  []string `json:"choices" toml:"choices"` // of a choice
	Low      float64  `json:"low" toml:"low"`         // of a number
	High     float64  `json:"high" toml:"high"`
	Optional bool     `json:"optional" toml:"optional"`
}

// The kinds of questions.
const (
	choice = "choice"
	number = "number"
	text   = "text"
)

// mostText is the largest number of characters of a text that a listener writes.
const mostText = 2000

// defaultScript is what a TOML file changes.
func defaultScript() Script {
	return Script{Title: "Listening study", Introduction: "You will hear short excerpts of piano music. Some were composed by people, some by a computer program. " +
		"There are no right answers: please say what you think.\n\nUse headphones if you can, in a quiet room. You can pause between two excerpts, and come back later.",
		Thanks: "Thank you for listening.", Rating: "How much do you like this excerpt?", Lowest: "not at all", Highest: "very much",
		Person: "Was it composed by a person?", Prefer: "Which of the two do you prefer?", Hear: 1}
}

// maxScript is the largest size of a script in bytes.
const maxScript = 1 << 20

// ReadScript reads a TOML file. An empty path gives the defaults.
func ReadScript(path string) (Script, error) {
	s := defaultScript()
	if path == "" {
		return s, nil
	}
	data, err := config.ReadUpTo(path, maxScript)
	if err != nil {
		return s, err
	}
	meta, err := toml.NewDecoder(bytes.NewReader(data)).Decode(&s)
	var syntax toml.ParseError
	switch {
	case errors.As(err, &syntax):
		return s, fmt.Errorf("%s:%d: %s", path, syntax.Position.Line, syntax.Message)
	case err != nil:
		return s, fmt.Errorf("%s: %w", path, err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return s, fmt.Errorf("%s: %s: no such key%s", path, unknown[0], suggestion(unknown[0]))
	}
	if err := s.check(); err != nil {
		return s, fmt.Errorf("%s: %w", path, err)
	}
	return s, nil
}

// suggestion names the key that a misspelt one is close to.
func suggestion(key toml.Key) string {
	names := []string{"title", "introduction", "thanks", "rating", "lowest", "highest", "person", "prefer", "hear", "before", "between", "after"}
	if len(key) > 1 {
		names = []string{"name", "text", "kind", "choices", "low", "high", "optional"}
	}
	if name := nearest.Word(key[len(key)-1], names); name != "" {
		return fmt.Sprintf("; did you mean %s?", name)
	}
	return "; there are " + strings.Join(names, ", ")
}

func (s *Script) check() error {
	if !(s.Hear >= 0 && s.Hear <= 1) {
		return fmt.Errorf("hear = %v: must be from 0 to 1", s.Hear)
	}
	for _, part := range []struct {
		name      string
		questions []Question
	}{{"before", s.Before}, {"between", s.Between}, {"after", s.After}} {
		var names []string
		for i, q := range part.questions {
			if err := q.check(); err != nil {
				return fmt.Errorf("%s[%d]: %w", part.name, i+1, err)
			}
			if slices.Contains(names, q.Name) {
				return fmt.Errorf("%s[%d]: name %q: another question has it; choose another", part.name, i+1, q.Name)
			}
			names = append(names, q.Name)
		}
	}
	return nil
}

func (q *Question) check() error {
	switch {
	case q.Name == "" || strings.Trim(q.Name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "":
		return fmt.Errorf("name %q: must be small letters, digits, _ and -", q.Name)
	case q.Text == "":
		return fmt.Errorf("text of %q is missing", q.Name)
	case !slices.Contains([]string{choice, number, text}, q.Kind):
		return fmt.Errorf("kind %q of %q: must be choice, number or text", q.Kind, q.Name)
	case q.Kind == choice && (len(q.Choices) < 2 || !setting.Distinct(q.Choices) || slices.Contains(q.Choices, "")):
		return fmt.Errorf("choices of %q: give two or more, all different", q.Name)
	case q.Kind != choice && len(q.Choices) > 0:
		return fmt.Errorf("choices of %q: only kind = \"choice\" has them", q.Name)
	case q.Kind == number && !(q.Low < q.High):
		return fmt.Errorf("low and high of %q: low must be less than high", q.Name)
	}
	return nil
}

// accepts returns an error unless a listener's answer fits; the empty answer is one left out.
func (q *Question) accepts(answer string) error {
	if answer == "" {
		if q.Optional {
			return nil
		}
		return fmt.Errorf("%s: an answer is needed", q.Name)
	}
	switch q.Kind {
	case choice:
		if !slices.Contains(q.Choices, answer) {
			return fmt.Errorf("%s: %q is none of the choices", q.Name, answer)
		}
	case number:
		x, err := strconv.ParseFloat(answer, 64)
		if err != nil || !(x >= q.Low && x <= q.High) {
			return fmt.Errorf("%s: %q: must be a number from %v to %v", q.Name, answer, q.Low, q.High)
		}
	default:
		if utf8.RuneCountInString(answer) > mostText {
			return fmt.Errorf("%s: the text is longer than %d characters", q.Name, mostText)
		}
	}
	return nil
}

// acceptAll returns an error unless there is a fitting answer to each question, and no other.
func acceptAll(questions []Question, answers map[string]string) error {
	known := map[string]bool{}
	for _, q := range questions {
		if err := q.accepts(answers[q.Name]); err != nil {
			return err
		}
		known[q.Name] = true
	}
	for name := range answers {
		if !known[name] {
			return fmt.Errorf("%q is no question of this part", name)
		}
	}
	return nil
}
