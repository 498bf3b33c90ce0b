// Package completion completes command lines in a shell: commands, flags, keys of a config, values, runs and
// files. What there is comes from the program's own flag sets and config rules. The scripts for the shells ask
// the program for the candidates at each press of the Tab key.
package completion

import (
	"flag"
	"slices"
	"strings"

	"workbench/internal/config"
)

// Command is one command of the program.
type Command struct {
	Name, Summary string
	Flags         *flag.FlagSet // nil for none
	Operands      Values        // what its operands can be; nil for none
}

// Values returns the candidates for a value of which the text is the beginning. It may return others too.
type Values func(text string) []Candidate

// Candidate is a word that can stand at the cursor. A word that ends in = or / is continued without a space.
type Candidate struct{ Text, Description string }

// Chooser is a flag.Value that is one of some words.
type Chooser interface{ Choices() []string }

// KeyChooser is the flag.Value of settings KEY=VALUE that takes only some of the config's keys.
type KeyChooser interface{ TakesKey(key string) bool }

// Program is what the candidates come from.
type Program struct {
	Commands []Command
	Training Command // what the program does without a command
	Runs     func() []string
	Keys     []config.Key
}

// Complete returns the candidates for the last of the words that follow the program's name, which may be empty.
func (p *Program) Complete(words []string) []Candidate {
	if len(words) == 0 {
		words = []string{""}
	}
	command, before, word := p.Training, words[:len(words)-1], words[len(words)-1]
	if len(before) > 0 && !strings.HasPrefix(before[0], "-") {
		i := slices.IndexFunc(p.Commands, func(c Command) bool { return c.Name == before[0] })
		if i < 0 {
			return nil
		}
		command, before = p.Commands[i], before[1:]
	}
	return matching(p.candidates(command, before, word), word)
}

func (p *Program) candidates(command Command, before []string, word string) []Candidate {
	if f := awaiting(command.Flags, before); f != nil {
		return p.values(f, word)
	}
	if name, value, ok := strings.Cut(word, "="); ok && strings.HasPrefix(word, "-") {
		f := lookup(command.Flags, name)
		if f == nil {
			return nil
		}
		return prefixed(name+"=", p.values(f, value))
	}
	switch {
	case strings.HasPrefix(word, "-"):
		return flagNames(command.Flags, word)
	case len(before) == 0 && command.Name == "":
		return p.Names(word)
	case command.Operands != nil:
		return command.Operands(word)
	}
	return nil
}

// awaiting returns the flag whose value the last word is, nil for none.
func awaiting(flags *flag.FlagSet, before []string) *flag.Flag {
	for i := 0; i < len(before); i++ {
		f := lookup(flags, before[i])
		if f == nil || isBool(f) {
			continue
		}
		if i++; i == len(before) {
			return f
		}
	}
	return nil
}

// lookup returns the flag that a word names, with one dash or two, nil for none.
func lookup(flags *flag.FlagSet, word string) *flag.Flag {
	name, isFlag := strings.CutPrefix(word, "-")
	if !isFlag || flags == nil {
		return nil
	}
	return flags.Lookup(strings.TrimPrefix(name, "-"))
}

func isBool(f *flag.Flag) bool {
	b, ok := f.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

// flagNames lists the flags, with as many dashes as the word begins with.
func flagNames(flags *flag.FlagSet, word string) (all []Candidate) {
	dashes := "-"
	if strings.HasPrefix(word, "--") {
		dashes = "--"
	}
	if flags == nil {
		return nil
	}
	flags.VisitAll(func(f *flag.Flag) {
		_, usage := flag.UnquoteUsage(f)
		all = append(all, Candidate{dashes + f.Name, usage})
	})
	return append(all, Candidate{dashes + "h", "the manual"})
}

// matching returns the candidates that begin with the word.
func matching(all []Candidate, word string) []Candidate {
	return slices.DeleteFunc(all, func(c Candidate) bool { return !strings.HasPrefix(c.Text, word) })
}

// prefixed puts a prefix before each candidate.
func prefixed(prefix string, all []Candidate) []Candidate {
	for i := range all {
		all[i].Text = prefix + all[i].Text
	}
	return all
}
