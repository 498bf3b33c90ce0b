package commandline

import (
	"flag"
	"fmt"
	"slices"
	"strings"
)

// choice is a flag whose value is one of some words.
type choice struct {
	value *string
	words []string
}

// Choice adds a flag whose value is one of some words, with the words at the end of its usage.
func Choice(flags *flag.FlagSet, value *string, name, fallback, usage string, words ...string) {
	*value = fallback
	flags.Var(choice{value, words}, name, usage+": "+either(words))
}

func (c choice) String() string {
	if c.value == nil {
		return ""
	}
	return *c.value
}

// Set returns an error for another word.
func (c choice) Set(text string) error {
	if !slices.Contains(c.words, text) {
		return fmt.Errorf("must be %s", either(c.words))
	}
	*c.value = text
	return nil
}

// Choices are the words, for completion.
func (c choice) Choices() []string { return c.words }

// either joins words to "a, b or c".
func either(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
