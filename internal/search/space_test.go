package search

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func newRandom(seed int) *rand.Rand { return rand.New(rand.NewPCG(uint64(seed), 0)) }

func TestParseRange(t *testing.T) {
	for _, test := range []struct {
		text    string
		want    Parameter
		found   bool
		mistake string // part of the error
	}{
		{text: "1e-4..1e-2:log", want: Parameter{Low: 1e-4, High: 1e-2, Log: true}, found: true},
		{text: "-1..1", want: Parameter{Low: -1, High: 1}, found: true},
		{text: "50..200:int", want: Parameter{Low: 50, High: 200, Integer: true}, found: true},
		{text: "1 .. 8 : int : log", want: Parameter{Low: 1, High: 8, Integer: true, Log: true}, found: true},
		{text: "0.5"},
		{text: "../music"},
		{text: "a..b"},
		{text: "0...5", found: true, mistake: "0..5 or 0..0.5"},
		{text: "0..1:log", found: true, mistake: "above 0"},
		{text: "1..1", found: true, mistake: "below"},
		{text: "2..1", found: true, mistake: "below"},
		{text: "1..2.5:int", found: true, mistake: "whole"},
		{text: "1..2:lin", found: true, mistake: "log or int"},
		{text: "1..inf", found: true, mistake: "finite"},
		{text: "nan..1", found: true, mistake: "finite"},
	} {
		p, found, err := ParseRange("k", test.text)
		if found != test.found || (err != nil) != (test.mistake != "") || err != nil && !strings.Contains(err.Error(), test.mistake) {
			t.Errorf("%s: found %v, error %v", test.text, found, err)
		}
		if test.want.Key = "k"; found && err == nil {
			if !p.equal(&test.want) {
				t.Errorf("%s: %+v", test.text, p)
			}
			if again, _, err := ParseRange("k", p.String()); err != nil || !again.equal(&p) {
				t.Errorf("%s is written as %s", test.text, p.String())
			}
		}
	}
}

// Values lie in their range, evenly on its scale, and have the coordinate that they were drawn with, rounded.
func TestTextAndCoordinate(t *testing.T) {
	for _, p := range []Parameter{
		{Low: 1e-4, High: 1e-2, Log: true}, {Low: -2, High: 5}, {Low: 0.999, High: 0.9999}, {Low: 1, High: 1e6, Log: true, Integer: true},
		{Low: 0, High: 1e-9}, {Low: 123456, High: 123457}, {Low: 0, High: 9, Integer: true},
	} {
		count := 0
		random := newRandom(1)
		for range 1000 {
			u := random.Float64()
			text := p.Text(u)
			v, err := strconv.ParseFloat(text, 64)
			if err != nil || v < p.Low || v > p.High || p.Integer && v != math.Trunc(v) {
				t.Fatalf("%s gives %s", &p, text)
			}
			c, err := p.Coordinate(text)
			if err != nil || p.Text(c) != text || !p.Integer && math.Abs(c-u) > 2e-3 {
				t.Fatalf("%s: %s has the coordinate %v, not %v (%v)", &p, text, c, u, err)
			}
			if c < 0.5 {
				count++
			}
		}
		if count < 450 || count > 550 {
			t.Errorf("%s: %d of 1000 values in the lower half", &p, count)
		}
		for _, u := range []float64{0, 1} {
			if v, _ := strconv.ParseFloat(p.Text(u), 64); v != p.Low && v != p.High {
				t.Errorf("%s: the end %v is %s", &p, u, p.Text(u))
			}
		}
	}
}

// Each whole number of a linear range is equally likely.
func TestIntegersAreUniform(t *testing.T) {
	p := Parameter{Key: "n", Low: 1, High: 4, Integer: true}
	counts := map[string]int{}
	random := newRandom(2)
	for range 4000 {
		counts[p.Text(random.Float64())]++
	}
	for _, n := range []string{"1", "2", "3", "4"} {
		if counts[n] < 900 || counts[n] > 1100 {
			t.Errorf("counts %v", counts)
		}
	}
}

func TestSettings(t *testing.T) {
	s := Space{{Key: "a", Low: 1, High: 2}, {Key: "b", Choices: []string{"[64]", "[96,96]"}}}
	set := s.Settings(Point{0.5, 1})
	if !slices.Equal(set, []string{"a=1.5", "b=[96,96]"}) {
		t.Errorf("%q", set)
	}
	for _, wrong := range [][]string{{"a=1.5"}, {"b=[64]", "a=1.5"}, {"a=3", "b=[64]"}, {"a=1.5", "b=x"}} {
		if p, err := s.Point(wrong); err == nil {
			t.Errorf("%q gives %v", wrong, p)
		}
	}
	if key, same := s.Equal(Space{{Key: "a", Low: 1, High: 2}, {Key: "b", Choices: []string{"[64]"}}}); same || key != "b" {
		t.Errorf("differs in %q", key)
	}
	if key, same := s.Equal(s[:1]); same || key != "b" {
		t.Errorf("differs in %q", key)
	}
}
