package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Space is what a search varies. Only one parameter has a key.
type Space []Parameter

// Point has a coordinate for each parameter of a space.
type Point []float64

// Equal reports whether two spaces are the same, and names the first key that differs.
func (s Space) Equal(other Space) (differing string, same bool) {
	for i := range max(len(s), len(other)) {
		switch {
		case i >= len(s):
			return other[i].Key, false
		case i >= len(other) || !s[i].equal(&other[i]):
			return s[i].Key, false
		}
	}
	return "", true
}

// Settings are the values at a point, each KEY=VALUE.
func (s Space) Settings(p Point) []string {
	var settings []string
	for i := range s {
		settings = append(settings, s[i].Key+"="+s[i].Text(p[i]))
	}
	return settings
}

// Point is the point of settings.
func (s Space) Point(settings []string) (Point, error) {
	if len(settings) != len(s) {
		return nil, fmt.Errorf("%d settings for %d parameters", len(settings), len(s))
	}
	p := make(Point, len(s))
	for i, setting := range settings {
		key, text, _ := strings.Cut(setting, "=")
		if key != s[i].Key {
			return nil, fmt.Errorf("setting %q in the place of %s", setting, s[i].Key)
		}
		var err error
		if p[i], err = s[i].Coordinate(text); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// draw returns a uniformly distributed point.
func (s Space) draw(random *rand.Rand) Point {
	p := make(Point, len(s))
	for i := range s {
		if s[i].isChoice() {
			p[i] = float64(random.IntN(len(s[i].Choices)))
		} else {
			p[i] = random.Float64()
		}
	}
	return p
}

// snapped is the point of the values that are written for p.
func (s Space) snapped(p Point) Point {
	q, err := s.Point(s.Settings(p))
	if err != nil {
		panic("search: " + err.Error())
	}
	return q
}
