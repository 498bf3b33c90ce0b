package completion

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
)

// values returns the candidates for the value of a flag: its words, or what the name of the value in its usage
// says: DIR, FILE, or KEY=VALUE for a setting of a config.
func (p *Program) values(f *flag.Flag, text string) []Candidate {
	if chooser, ok := f.Value.(Chooser); ok {
		return Words(chooser.Choices()...)(text)
	}
	name, _ := flag.UnquoteUsage(f)
	switch {
	case strings.HasPrefix(name, "KEY=VALUE"):
		takes := func(string) bool { return true }
		if chooser, ok := f.Value.(KeyChooser); ok {
			takes = chooser.TakesKey
		}
		return p.settings(text, takes)
	case name == "FILE":
		return Files(text)
	case strings.HasPrefix(name, "DIR"):
		return p.RunDirs(text)
	}
	return nil
}

// settings returns the keys of a config, or behind KEY= the values of the key.
func (p *Program) settings(text string, takes func(key string) bool) (all []Candidate) {
	path, value, inValue := strings.Cut(text, "=")
	for _, key := range p.Keys {
		switch {
		case !takes(key.Path):
		case !inValue:
			all = append(all, Candidate{Text: key.Path + "="})
		case key.Path == path && key.IsPath:
			return prefixed(path+"=", Files(value))
		case key.Path == path:
			return prefixed(path+"=", Words(key.Words...)(value))
		}
	}
	return all
}

// Words are values out of a list.
func Words(words ...string) Values {
	return func(string) (all []Candidate) {
		for _, w := range words {
			all = append(all, Candidate{Text: w})
		}
		return all
	}
}

// Names are the commands of the program.
func (p *Program) Names(string) (all []Candidate) {
	for _, c := range p.Commands {
		all = append(all, Candidate{c.Name, c.Summary})
	}
	return all
}

// RunDirs are runs, and the directories that the text leads to.
func (p *Program) RunDirs(text string) (all []Candidate) {
	for _, dir := range p.Runs() {
		all = append(all, Candidate{dir, "run"})
	}
	for _, c := range Files(text) {
		if dir, isDir := strings.CutSuffix(c.Text, "/"); isDir && !contains(all, dir) {
			all = append(all, c)
		}
	}
	return all
}

// RunsAndFiles are runs, directories and files.
func (p *Program) RunsAndFiles(text string) []Candidate {
	all := p.RunDirs(text)
	for _, c := range Files(text) {
		if !strings.HasSuffix(c.Text, "/") {
			all = append(all, c)
		}
	}
	return all
}

func contains(all []Candidate, text string) bool {
	for _, c := range all {
		if c.Text == text {
			return true
		}
	}
	return false
}

// Files are the files and directories that the text leads to; a directory ends in a slash. Hidden ones are left
// out unless the text names a dot. A ~ at the beginning is the home directory.
func Files(text string) (all []Candidate) {
	folder, begin := text[:strings.LastIndexByte(text, '/')+1], text[strings.LastIndexByte(text, '/')+1:]
	real := folder
	if rest, ok := strings.CutPrefix(folder, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			real = home + "/" + rest
		}
	}
	if real == "" {
		real = "."
	}
	entries, err := os.ReadDir(real)
	if err != nil {
		return nil
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") && !strings.HasPrefix(begin, ".") {
			continue
		}
		if info, err := os.Stat(filepath.Join(real, name)); err == nil && info.IsDir() {
			name += "/"
		}
		all = append(all, Candidate{Text: folder + name})
	}
	return all
}
