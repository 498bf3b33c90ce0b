// Package setting describes keys of an experiment's config: which values a key may have, and which keys a
// section has. Kinds of model and feature groups describe their own sections with it.
package setting

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Section is a table of a config.
type Section struct {
	Name string // as in [name]
	// Values points to a struct that holds the defaults. Each field is a key, named by its toml tag; its type
	// is string, int, float64, bool, []int, []float64 or []string.
	Values any
	Rules  map[string]Rule // of every key, by name without the section
	// Composing lists the keys that change only what is composed, so that the compose command may override them.
	Composing []string
}

// Rule says which values a key may have.
type Rule struct {
	Allowed string               // continues "must be"
	Holds   func(value any) bool // of a value of the key's type
	Words   []string             // all values, where the rule lists them; for completion
	IsPath  bool                 // the value is a file or a directory
}

// For makes a rule for keys of type T.
func For[T any](allowed string, holds func(T) bool) Rule {
	return Rule{Allowed: allowed, Holds: func(value any) bool { return holds(value.(T)) }}
}

// Bool allows true and false.
func Bool() Rule {
	r := For("true or false", func(bool) bool { return true })
	r.Words = []string{"true", "false"}
	return r
}

// Path allows paths in valid UTF-8. what says of what, such as "a folder in quotes".
func Path(what string) Rule {
	r := For(what, utf8.ValidString)
	r.IsPath = true
	return r
}

// Whole allows whole numbers from low to high.
func Whole(low, high int) Rule {
	allowed := fmt.Sprintf("a whole number from %d to %d", low, high)
	if high == math.MaxInt {
		allowed = fmt.Sprintf("a whole number of at least %d", low)
	}
	return For(allowed, func(n int) bool { return low <= n && n <= high })
}

// The comparisons below are false for nan, and none lets infinity through.

// Number allows numbers from low to high; math.MaxFloat32 stands for no upper limit.
func Number(low, high float64) Rule {
	allowed := fmt.Sprintf("a number from %v to %v", low, high)
	if high == math.MaxFloat32 {
		allowed = fmt.Sprintf("a number of at least %v", low)
	}
	return For(allowed, func(x float64) bool { return low <= x && x <= high })
}

// Positive allows numbers above 0, also as float32, up to high.
func Positive(high float64) Rule {
	return For(fmt.Sprintf("a number above 0, at most %v", high), func(x float64) bool { return float32(x) > 0 && x <= high })
}

// Share allows numbers from 0 to below 1, also as float32.
func Share() Rule { return For("a number from 0 to below 1", IsShare) }

// IsShare says whether x is from 0 to below 1 as a float32.
func IsShare(x float64) bool { return 0 <= x && float32(x) < 1 }

// OneOf allows one of the words.
func OneOf(words ...string) Rule {
	r := For(Quoted(words), func(text string) bool { return slices.Contains(words, text) })
	r.Words = words
	return r
}

// SomeOf allows lists of different words out of those given, of at least the given length.
func SomeOf(words []string, atLeast int) Rule {
	return For("a list of different names out of "+Quoted(words), func(names []string) bool {
		return len(names) >= atLeast && Distinct(names) &&
			!slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(words, name) })
	})
}

// Limits of a stack of layers.
const (
	maxLayers = 16
	maxUnits  = 4096
)

// Layers allows lists of layer sizes, at least one unless empty is true. example is shown in the message,
// such as "[300, 300]".
func Layers(empty bool, example string) Rule {
	allowed := fmt.Sprintf("a list of sizes from 1 to %d, %d at most, such as %s", maxUnits, maxLayers, example)
	return For(allowed, func(sizes []int) bool {
		return (empty || len(sizes) > 0) && len(sizes) <= maxLayers &&
			!slices.ContainsFunc(sizes, func(n int) bool { return n < 1 || n > maxUnits })
	})
}

// Distinct says whether no item of a list comes twice.
func Distinct[T comparable](list []T) bool {
	seen := map[T]bool{}
	for _, item := range list {
		seen[item] = true
	}
	return len(seen) == len(list)
}

// Quoted joins words to "a", "b" or "c".
func Quoted(words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = strconv.Quote(word)
	}
	last := len(quoted) - 1
	if last < 1 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}
