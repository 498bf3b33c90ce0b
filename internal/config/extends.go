package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// extendsKey names another config, whose keys hold unless the file sets them itself. The name of the experiment
// is not among them.
const extendsKey = "extends"

// readBase reads the file that the last of the chain extends. Its path is relative to that file.
func (r *reader) readBase(a assignment, chain []string) {
	name, ok := a.value.(string)
	if !ok || name == "" {
		r.problems = append(r.problems, a.source+`: must be a config file in quotes, such as "base.toml"`)
		return
	}
	path := name
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(chain[len(chain)-1]), path)
	}
	for i, file := range chain {
		if sameFile(file, path) {
			r.problems = append(r.problems, fmt.Sprintf("%s: the configs extend each other: %s", a.source, strings.Join(append(chain[i:], path), " → ")))
			return
		}
	}
	text, err := ReadText(path)
	if err != nil {
		r.problems = append(r.problems, a.source+": "+err.Error())
		return
	}
	r.readFile(path, string(text), chain...)
}

// sameFile reports whether two paths lead to one file.
func sameFile(a, b string) bool {
	first, err1 := os.Stat(a)
	second, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(first, second)
}

// Flatten returns the text of a config without extends, to be stored elsewhere: the text itself, or where it
// extends another, every key with its value.
func Flatten(path string, text []byte) ([]byte, error) {
	table, err := DecodeTOML(strings.TrimPrefix(string(text), byteOrderMark))
	if err == nil && table[extendsKey] == nil {
		return text, nil
	}
	c, err := Parse(path, text, nil)
	if err != nil {
		return nil, err
	}
	return []byte(c.TOML()), nil
}
