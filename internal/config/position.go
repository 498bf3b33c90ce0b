package config

import (
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
)

// place is the position of a key in a TOML file and the source text of its value.
type place struct {
	line, column           int    // of the key, counted from 1; columns in characters
	valueLine, valueColumn int    // of the value; those of the key for a section
	value                  string // source of the value; empty for a section
}

// scanner goes through valid TOML and records the positions of the keys, which the decoder does not return.
type scanner struct {
	text   string
	at     int              // bytes read
	places map[string]place // by dotted path
}

// byteOrderMark opens files of some editors for Windows; the decoder skips it.
const byteOrderMark = "\ufeff"

// scan returns the place of each key and section by its path, as toml.Key writes it. Of several places, as for
// the tables of an array, it keeps the first.
func scan(text string) map[string]place {
	s := &scanner{text: text, places: map[string]place{}}
	var section toml.Key
	for s.skipBlank(); s.at < len(s.text); s.skipBlank() {
		if s.text[s.at] == '[' {
			section = s.header()
		} else {
			s.assignment(section)
		}
	}
	return s.places
}

// header reads [section] or [[section]].
func (s *scanner) header() toml.Key {
	start := s.at
	s.skipWhile("[ \t")
	section := s.key(nil, start)
	s.skipWhile("] \t")
	return section
}

// assignment reads key = value, where key belongs to section.
func (s *scanner) assignment(section toml.Key) {
	path := s.key(section, s.at)
	s.skipWhile("= \t")
	start := s.at
	s.value(path)
	place := s.places[path.String()]
	place.valueLine, place.valueColumn = lineAndColumn(s.text, start)
	place.value = strings.TrimSpace(s.text[start:s.at])
	s.places[path.String()] = place
}

// key reads a dotted key and records start as its place, and as that of the tables that it opens.
func (s *scanner) key(path toml.Key, start int) toml.Key {
	path = append(toml.Key{}, path...)
	for {
		path = append(path, s.word())
		if _, seen := s.places[path.String()]; !seen {
			line, column := lineAndColumn(s.text, start)
			s.places[path.String()] = place{line: line, column: column, valueLine: line, valueColumn: column}
		}
		s.skipWhile(" \t")
		if s.at >= len(s.text) || s.text[s.at] != '.' {
			return path
		}
		s.skipWhile(". \t")
	}
}

// word reads one part of a dotted key, bare or in quotes.
func (s *scanner) word() string {
	start := s.at
	if c := s.text[s.at]; c != '"' && c != '\'' {
		s.at += len(s.text[start:]) - len(strings.TrimLeft(s.text[start:], bareKeyCharacters))
		return s.text[start:s.at]
	}
	s.quoted()
	table := map[string]any{}
	if _, err := toml.Decode(s.text[start:s.at]+" = 0", &table); err == nil {
		for name := range table {
			return name
		}
	}
	return s.text[start:s.at]
}

const bareKeyCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"

// value reads to the end of a value. path is that of its key, for the keys of an inline table.
func (s *scanner) value(path toml.Key) {
	if s.at >= len(s.text) {
		return
	}
	switch s.text[s.at] {
	case '"', '\'':
		s.quoted()
	case '[':
		s.items(']', func() { s.value(path) })
	case '{':
		s.items('}', func() { s.assignment(path) })
	default:
		if n := strings.IndexAny(s.text[s.at:], ",]}#\r\n"); n >= 0 {
			s.at += n
		} else {
			s.at = len(s.text)
		}
	}
}

// items reads an array or an inline table up to its closing bracket.
func (s *scanner) items(closing byte, item func()) {
	s.at++
	for s.skipBlank(); s.at < len(s.text) && s.text[s.at] != closing; s.skipBlank() {
		if s.text[s.at] == ',' {
			s.at++
			continue
		}
		item()
	}
	s.at = min(s.at+1, len(s.text))
}

// quoted reads a string of any of the four kinds. Three quotes in a row open one over several lines, and up to
// two more quotes just before the closing three belong to it.
func (s *scanner) quoted() {
	mark := s.text[s.at : s.at+1]
	escapes := mark == `"`
	if long := strings.Repeat(mark, 3); strings.HasPrefix(s.text[s.at:], long) {
		mark = long
	}
	s.at += len(mark)
	for s.at < len(s.text) && !strings.HasPrefix(s.text[s.at:], mark) {
		if escapes && s.text[s.at] == '\\' {
			s.at++
		}
		s.at++
	}
	s.at = min(s.at+len(mark), len(s.text))
	if len(mark) == 3 {
		s.skipWhile(mark[:1])
	}
}

// skipBlank moves over white space, line ends and comments.
func (s *scanner) skipBlank() {
	for {
		s.skipWhile(" \t\r\n")
		if s.at >= len(s.text) || s.text[s.at] != '#' {
			return
		}
		if n := strings.IndexByte(s.text[s.at:], '\n'); n >= 0 {
			s.at += n
		} else {
			s.at = len(s.text)
		}
	}
}

// skipWhile moves over all bytes that are in set.
func (s *scanner) skipWhile(set string) {
	for s.at < len(s.text) && strings.IndexByte(set, s.text[s.at]) >= 0 {
		s.at++
	}
}

// lineAndColumn counts both from 1, columns in characters.
func lineAndColumn(text string, offset int) (line, column int) {
	before := text[:offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}
