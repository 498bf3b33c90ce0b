package search

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Parameter is one dimension of a space: a range of numbers, or choices.
//
// Its coordinate is a number from 0 to 1 for a range, in which equal parts are equally likely, and the index of
// a choice.
type Parameter struct {
	Key     string   `json:"key"`
	Low     float64  `json:"low,omitempty"`
	High    float64  `json:"high,omitempty"`
	Log     bool     `json:"log,omitempty"`
	Integer bool     `json:"integer,omitempty"`
	Choices []string `json:"choices,omitempty"` // nil for a range
}

// ParseRange reads a range such as 1e-4..1e-2:log or 50..200:int of a key. found is false for a text that is
// not written as one.
func ParseRange(key, text string) (p Parameter, found bool, err error) {
	low, rest, found := strings.Cut(text, "..")
	if !found {
		return Parameter{}, false, nil
	}
	high, options, hasOptions := strings.Cut(rest, ":")
	p = Parameter{Key: key}
	var errLow, errHigh error
	p.Low, errLow = strconv.ParseFloat(strings.TrimSpace(low), 64)
	p.High, errHigh = strconv.ParseFloat(strings.TrimSpace(high), 64)
	if errLow != nil || errHigh != nil {
		return Parameter{}, false, nil
	}
	if strings.HasPrefix(rest, ".") {
		return p, true, fmt.Errorf("three dots could mean %s..%s or %s..0%s", low, strings.TrimPrefix(high, "."), low, high)
	}
	if hasOptions {
		for option := range strings.SplitSeq(options, ":") {
			switch strings.TrimSpace(option) {
			case "log":
				p.Log = true
			case "int":
				p.Integer = true
			default:
				return p, true, fmt.Errorf("%q after the range must be log or int", option)
			}
		}
	}
	return p, true, p.Check()
}

// Check returns an error if the range or the choices are not valid.
func (p *Parameter) Check() error {
	switch {
	case p.Choices != nil && len(p.Choices) == 0:
		return fmt.Errorf("there are no choices")
	case p.Choices != nil:
		return nil
	case math.IsNaN(p.Low) || math.IsNaN(p.High) || math.IsInf(p.Low, 0) || math.IsInf(p.High, 0):
		return fmt.Errorf("the ends of a range must be finite")
	case p.Low >= p.High:
		return fmt.Errorf("the lower end %v of the range must be below the higher end %v", p.Low, p.High)
	case p.Log && p.Low <= 0:
		return fmt.Errorf("a logarithmic range must begin above 0, not at %v", p.Low)
	case p.Integer && (p.Low != math.Trunc(p.Low) || p.High != math.Trunc(p.High)):
		return fmt.Errorf("the ends of a range of whole numbers must be whole, not %v and %v", p.Low, p.High)
	case math.Abs(p.Low) > 1e15 || math.Abs(p.High) > 1e15:
		return fmt.Errorf("the ends of a range must be within ±1e15")
	}
	return nil
}

// isChoice reports whether the parameter has choices.
func (p *Parameter) isChoice() bool { return p.Choices != nil }

// String returns the parameter as ParseRange reads it, or its choices with commas.
func (p *Parameter) String() string {
	if p.isChoice() {
		return strings.Join(p.Choices, ",")
	}
	text := formatNumber(p.Low, 17) + ".." + formatNumber(p.High, 17)
	if p.Log {
		text += ":log"
	}
	if p.Integer {
		text += ":int"
	}
	return text
}

// equal reports whether two parameters have the same key and values.
func (p *Parameter) equal(other *Parameter) bool {
	return p.Key == other.Key && p.Low == other.Low && p.High == other.High && p.Log == other.Log &&
		p.Integer == other.Integer && slices.Equal(p.Choices, other.Choices)
}

// ends are the values at coordinates 0 and 1, on a logarithmic scale if the range has one. Each whole number
// has an equal part of a linear range, so its ends lie half a number beyond.
func (p *Parameter) ends() (low, high float64) {
	low, high = p.Low, p.High
	if p.Integer {
		low, high = low-0.5, high+0.5
	}
	if p.Log {
		return math.Log(low), math.Log(high)
	}
	return low, high
}

// Text is the value at a coordinate, as it is written in a config. Numbers are rounded so that a range has
// about a thousand values or more, which keeps them legible.
func (p *Parameter) Text(coordinate float64) string {
	if p.isChoice() {
		return p.Choices[int(coordinate)]
	}
	low, high := p.ends()
	v := low + coordinate*(high-low)
	if p.Log {
		v = math.Exp(v)
	}
	v = min(max(v, p.Low), p.High)
	if p.Integer {
		return formatNumber(math.Round(v), 17)
	}
	digits := 4
	if size := max(math.Abs(p.Low), math.Abs(p.High)); p.High-p.Low < size {
		digits += int(math.Ceil(math.Log10(size / (p.High - p.Low))))
	}
	rounded, _ := strconv.ParseFloat(formatNumber(v, min(digits, 17)), 64)
	return formatNumber(min(max(rounded, p.Low), p.High), 17)
}

// formatNumber writes a number with up to a number of significant digits, and without zeros at the end.
func formatNumber(v float64, digits int) string {
	if digits >= 17 {
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', digits, 64)
}

// Coordinate is the coordinate of a value that Text has written.
func (p *Parameter) Coordinate(text string) (float64, error) {
	if p.isChoice() {
		i := slices.Index(p.Choices, text)
		if i < 0 {
			return 0, fmt.Errorf("%s=%s is not one of %s", p.Key, text, p)
		}
		return float64(i), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || !(v >= p.Low && v <= p.High) {
		return 0, fmt.Errorf("%s=%s is not in the range %s", p.Key, text, p)
	}
	if p.Log {
		v = math.Log(v)
	}
	low, high := p.ends()
	return (v - low) / (high - low), nil
}
