package completion

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"workbench/internal/console"
)

// Shells are the shells that there are scripts for.
var Shells = []string{"bash", "zsh", "fish"}

var (
	//go:embed script.bash
	bashScript string
	//go:embed script.zsh
	zshScript string
	//go:embed script.fish
	fishScript string
)

// Script is the script that makes a shell complete command lines of the program experiments.
func Script(shell string) string {
	return map[string]string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}[shell]
}

// Answer prints the candidates as the script of a shell expects them. Bash sends the command line up to the
// cursor and the characters at which it divides words (COMP_WORDBREAKS); the others send the words after the
// name of the program.
func (p *Program) Answer(w io.Writer, shell string, args []string) error {
	if shell != "bash" {
		for _, c := range p.Complete(args) {
			if _, err := fmt.Fprintf(w, "%s\t%s\n", console.Printable(c.Text), console.Printable(c.Description)); err != nil {
				return err
			}
		}
		return nil
	}
	if len(args) != 2 {
		return fmt.Errorf("completion: bash sends a line and its word breaks, not %d arguments", len(args))
	}
	words, open := splitLine(args[0])
	if len(words) < 2 {
		return nil
	}
	word := words[len(words)-1]
	kept := len(word) - len(word[strings.LastIndexAny(word, breaks(args[1]))+1:]) // bash replaces what follows
	for _, c := range p.Complete(words[1:]) {
		text := c.Text[kept:]
		if !open {
			text = escapeBash(text)
		}
		if _, err := fmt.Fprintln(w, console.Printable(text)); err != nil {
			return err
		}
	}
	return nil
}

// breaks are those of bash's word breaks that can be inside a word of this program.
func breaks(all string) string {
	var ours strings.Builder
	for _, c := range "=:" {
		if strings.ContainsRune(all, c) {
			ours.WriteRune(c)
		}
	}
	return ours.String()
}

// splitLine splits a command line into words as bash does, without expansions. The last word may be empty; open
// reports that a quote in it is not closed.
func splitLine(line string) (words []string, open bool) {
	var word strings.Builder
	var quote byte
	inWord := false
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case quote == 0 && (c == ' ' || c == '\t'):
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
			continue
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		case c == '\\' && quote != '\'' && i+1 < len(line):
			i++
			word.WriteByte(line[i])
		default:
			word.WriteByte(c)
		}
		inWord = true
	}
	return append(words, word.String()), quote != 0
}

// escapeBash puts a backslash before each character that bash would not take as it is.
func escapeBash(text string) string {
	var b strings.Builder
	for i, c := range text {
		if strings.ContainsRune(" \t\\'\"`$&|;<>()[]{}*?!#", c) || c == '~' && i > 0 {
			b.WriteByte('\\')
		}
		b.WriteRune(c)
	}
	return b.String()
}
