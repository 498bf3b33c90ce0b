package console

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestMessageIndentsFurtherLines(t *testing.T) {
	err := fmt.Errorf("reading %w", errors.New("a\nepoch 999: validation 0.001\x1b]0;title\a"))
	if got, want := Message(err), "reading a\n  epoch 999: validation 0.001\\x1b]0;title\\a"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestOutputEscapes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	text := "näme\t1\nb\x1b[2J\u009b\x7f\r"
	if n, err := (&output{file: file}).Write([]byte(text)); n != len(text) || err != nil {
		t.Error(n, err)
	}
	file.Close()
	got, _ := os.ReadFile(path)
	if want := "näme\t1\nb\\x1b[2J\\u009b\\x7f\r"; string(got) != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A name with a newline in a message does not begin a line of its own.
func TestOutputIndentsMessages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "out")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	fmt.Fprintf(&output{file: file, messages: true}, "warning: %s: broken\n", "a\nepoch 9: b")
	fmt.Fprintf(&output{file: file, messages: true}, "%s\n", Message(errors.New("one\ntwo")))
	got, _ := os.ReadFile(path)
	if want := "warning: a\n  epoch 9: b: broken\none\n  two\n"; string(got) != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// Commands that are printed can be copied into a shell, whatever is in the names.
func TestShellQuote(t *testing.T) {
	args := []string{"-run", "a b", "it's", "", "$(x)", "-dash", `back\slash`, "two\nlines", "esc\x1b'\\q"}
	line := ShellQuote(args)
	if strings.ContainsAny(line, "\n\x1b") {
		t.Errorf("%q is not printable", line)
	}
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("no bash here")
	}
	out, err := exec.Command(bash, "-c", `printf '%s\0' `+line).Output()
	if want := strings.Join(args, "\x00") + "\x00"; err != nil || string(out) != want {
		t.Errorf("bash reads %q from %s, want %q (%v)", out, line, want, err)
	}
}

// A command to copy names the program as it was called.
func TestCommand(t *testing.T) {
	before := os.Args[0]
	defer func() { os.Args[0] = before }()
	for called, want := range map[string]string{"/tmp/go-build12/b001/exe/experiments": "go run ./experiments -resume 'a b'", "./experiments": "./experiments -resume 'a b'"} {
		os.Args[0] = called
		if got := Command("-resume", "a b"); got != want {
			t.Errorf("%s: %s, want %s", called, got, want)
		}
	}
}

// Results that a full disk does not take are lost; those that nobody reads are not.
func TestLost(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer full.Close()
	read, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	read.Close()
	for file, lost := range map[*os.File]bool{full: true, written: false} {
		s := &Streams{Results: &output{file: file}}
		if err := s.Lost(); err != nil {
			t.Errorf("before writing: %v", err)
		}
		if _, err := fmt.Fprintln(s.Results, "text"); err == nil {
			t.Error("written")
		}
		if err := s.Lost(); (err != nil) != lost {
			t.Errorf("%s: %v, want lost %v", file.Name(), err, lost)
		}
	}
}
