// Package console prints to the user's terminal and to a run's log: results, messages, the progress line, and
// commands to copy.
//
// Texts from outside, such as file names, can hold escape sequences that drive a terminal, and newlines that
// forge whole lines. They are escaped here, where text leaves the program: [Standard] escapes control
// characters in everything,
// [Progress] also keeps each message on one line, and [Message] does the same for errors.
package console

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// Streams is where a command writes.
type Streams struct {
	Results  io.Writer // what was asked for: standard output
	Progress io.Writer // all else: standard error
}

// Lost returns the first error of writing results, such as that of a full disk. A pipe that nobody reads on, as after
// "| head", and a terminal that is closed are none.
func (s *Streams) Lost() error {
	if o, ok := s.Results.(*output); ok && !errors.Is(o.err, syscall.EPIPE) && !errors.Is(o.err, syscall.EIO) {
		return o.err
	}
	return nil
}

// Warn prints warnings about something, such as a file; about nothing in particular if that is empty.
func (s *Streams) Warn(about string, warnings ...string) {
	if about != "" {
		about = Printable(about) + ": "
	}
	for _, w := range warnings {
		fmt.Fprintf(s.Progress, "warning: %s%s\n", about, Printable(w))
	}
}

// Standard returns the streams of this process. Control characters other than tab and the ends of lines are
// escaped. Each message, which is one call of Write, that has several lines is indented from its second line
// on.
func Standard() *Streams {
	return &Streams{Results: &output{file: os.Stdout}, Progress: &output{file: os.Stderr, messages: true}}
}

// Discard returns streams that print nothing.
func Discard() *Streams { return &Streams{Results: io.Discard, Progress: io.Discard} }

// output escapes control characters in what is written to a file.
type output struct {
	file     *os.File
	messages bool
	err      error // the first of writing
}

func (o *output) Write(data []byte) (int, error) {
	text := Text(string(data))
	if o.messages {
		text = indent(text)
	}
	if _, err := io.WriteString(o.file, text); err != nil {
		o.err = cmp.Or(o.err, err)
		return 0, err
	}
	return len(data), nil
}

// Fd makes an output known as a terminal where its file is one.
func (o *output) Fd() uintptr { return o.file.Fd() }
