// Package pickle reads Python pickles of plain values: numbers, strings, None, booleans, tuples, lists and
// dicts, in protocols 0 to 5. It executes nothing and builds no objects: a pickle that needs a class is an
// error.
//
// It is not built on a library for a reason: github.com/kisielk/og-rek returns a list that a pickle refers to
// twice as an empty list, and github.com/nlpodyssey/gopickle allocates whatever length a damaged pickle
// states.
package pickle

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// List is a Python list or tuple.
type List struct{ Items []any }

// Dict is a Python dict in the order of its keys: item i belongs to key i.
type Dict struct{ Keys, Items []any }

// Decode returns the value of a pickle: a *List, a *Dict, or an int, float64, string, bool or nil. An error
// names the byte at which reading stopped.
func Decode(data []byte) (any, error) {
	d := decoder{data: data, memo: map[int]any{}}
	for {
		at := d.pos
		opcode, err := d.take(1)
		if err == nil {
			if opcode[0] == '.' {
				return d.pop()
			}
			err = d.step(opcode[0])
		}
		if err != nil {
			return nil, fmt.Errorf("byte %d: %w", at, err)
		}
	}
}

type decoder struct {
	data  []byte
	pos   int
	stack []any
	marks []int // lengths of the stack at the marks
	memo  map[int]any
}

var (
	errShort  = errors.New("the pickle ends too early")
	errBroken = errors.New("the pickle is damaged")
)

// take returns the next n bytes.
func (d *decoder) take(n int) ([]byte, error) {
	if n < 0 || n > len(d.data)-d.pos {
		return nil, errShort
	}
	d.pos += n
	return d.data[d.pos-n : d.pos], nil
}

// line returns the text up to the next line feed.
func (d *decoder) line() (string, error) {
	rest := d.data[d.pos:]
	end := bytes.IndexByte(rest, '\n')
	if end < 0 {
		return "", errShort
	}
	d.pos += end + 1
	return strings.TrimSuffix(string(rest[:end]), "\r"), nil
}

// widths are the bytes of a number, or of the length of a text, that follows an opcode.
var widths = map[byte]int{
	'K': 1, 'M': 2, // BININT1, BININT2
	0x8a: 1, 0x8b: 4, // LONG1, LONG4
	'U': 1, 'T': 4, // SHORT_BINSTRING, BINSTRING
	0x8c: 1, 'X': 4, 0x8d: 8, // SHORT_BINUNICODE, BINUNICODE, BINUNICODE8
	'C': 1, 'B': 4, 0x8e: 8, // SHORT_BINBYTES, BINBYTES, BINBYTES8
}

// uint returns an unsigned little-endian number of n bytes.
func (d *decoder) uint(n int) (int, error) {
	taken, err := d.take(n)
	if err != nil {
		return 0, err
	}
	var all [8]byte
	copy(all[:], taken)
	if all[7] >= 0x80 {
		return 0, errBroken
	}
	return int(binary.LittleEndian.Uint64(all[:])), nil
}

func (d *decoder) push(v any) error {
	d.stack = append(d.stack, v)
	return nil
}

// top returns the value on top of the stack, down to the last mark.
func (d *decoder) top() (any, error) {
	if len(d.stack) <= d.floor() {
		return nil, errBroken
	}
	return d.stack[len(d.stack)-1], nil
}

func (d *decoder) floor() int {
	if len(d.marks) == 0 {
		return 0
	}
	return d.marks[len(d.marks)-1]
}

func (d *decoder) pop() (any, error) {
	v, err := d.top()
	if err == nil {
		d.stack = d.stack[:len(d.stack)-1]
	}
	return v, err
}

// popLast removes the last n values and returns a copy of them.
func (d *decoder) popLast(n int) ([]any, error) {
	from := len(d.stack) - n
	if from < d.floor() {
		return nil, errBroken
	}
	items := append([]any(nil), d.stack[from:]...)
	d.stack = d.stack[:from]
	return items, nil
}

// popMark removes the last mark and returns the values above it.
func (d *decoder) popMark() ([]any, error) {
	if len(d.marks) == 0 {
		return nil, errBroken
	}
	items, err := d.popLast(len(d.stack) - d.floor())
	d.marks = d.marks[:len(d.marks)-1]
	return items, err
}

// step carries out one opcode (see Python's pickletools).
func (d *decoder) step(opcode byte) error {
	switch opcode {
	case '(': // MARK
		d.marks = append(d.marks, len(d.stack))
		return nil
	case '0': // POP
		_, err := d.pop()
		return err
	case '1': // POP_MARK
		_, err := d.popMark()
		return err
	case 0x80: // PROTO
		_, err := d.take(1)
		return err
	case 0x95: // FRAME, whose length is not needed
		_, err := d.take(8)
		return err
	case 'N': // NONE
		return d.push(nil)
	case 0x88, 0x89: // NEWTRUE, NEWFALSE
		return d.push(opcode == 0x88)
	case 'I', 'L', 'J', 'K', 'M', 0x8a, 0x8b, 'F', 'G':
		return d.number(opcode)
	case 'S', 'V', 'T', 'U', 'X', 'B', 'C', 0x8c, 0x8d, 0x8e:
		return d.text(opcode)
	case 'g', 'h', 'j', 'p', 'q', 'r', 0x94, '2':
		return d.remember(opcode)
	case 'c': // GLOBAL
		module, err := d.line()
		if err != nil {
			return err
		}
		name, err := d.line()
		if err != nil {
			return err
		}
		return fmt.Errorf("%q is an object; only lists, tuples, dicts, numbers and strings are read", module+"."+name)
	}
	return d.collect(opcode)
}

// number reads the opcodes of numbers.
func (d *decoder) number(opcode byte) error {
	switch opcode {
	case 'I', 'L', 'F':
		return d.decimal(opcode)
	case 'J': // BININT
		taken, err := d.take(4)
		if err != nil {
			return err
		}
		return d.push(int(int32(binary.LittleEndian.Uint32(taken))))
	case 'K', 'M': // BININT1, BININT2
		n, err := d.uint(widths[opcode])
		if err != nil {
			return err
		}
		return d.push(n)
	case 'G': // BINFLOAT
		taken, err := d.take(8)
		if err != nil {
			return err
		}
		return d.push(math.Float64frombits(binary.BigEndian.Uint64(taken)))
	}
	length, err := d.uint(widths[opcode]) // LONG1, LONG4
	if err != nil {
		return err
	}
	taken, err := d.take(length)
	switch {
	case err != nil:
		return err
	case length > 8:
		return errors.New("an integer of more than 64 bits")
	}
	var all [8]byte
	copy(all[:], taken)
	shift := 64 - 8*length // extends the sign
	return d.push(int(int64(binary.LittleEndian.Uint64(all[:])<<shift) >> shift))
}

// decimal reads INT, LONG and FLOAT, which are lines of text.
func (d *decoder) decimal(opcode byte) error {
	text, err := d.line()
	if err != nil {
		return err
	}
	switch {
	case opcode == 'I' && (text == "00" || text == "01"):
		return d.push(text == "01")
	case opcode == 'F':
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return fmt.Errorf("%q is no number", text)
		}
		return d.push(f)
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, "L"))
	if err != nil {
		return fmt.Errorf("%q is no integer of up to 64 bits", text)
	}
	return d.push(n)
}

// text reads the opcodes of strings and bytes. Escapes in protocol 0 are kept as they are.
func (d *decoder) text(opcode byte) error {
	if opcode == 'S' || opcode == 'V' { // STRING, UNICODE
		text, err := d.line()
		if err != nil {
			return err
		}
		if opcode == 'S' {
			text = strings.Trim(text, `'"`)
		}
		return d.push(text)
	}
	length, err := d.uint(widths[opcode])
	if err != nil {
		return err
	}
	taken, err := d.take(length)
	if err != nil {
		return err
	}
	return d.push(string(taken))
}

// remember reads the opcodes of the memo, which stores values that occur more than once, and DUP.
func (d *decoder) remember(opcode byte) error {
	index, err := len(d.memo), error(nil)
	switch opcode {
	case 'g', 'p': // GET, PUT
		var text string
		if text, err = d.line(); err == nil {
			index, err = strconv.Atoi(text)
		}
	case 'h', 'q': // BINGET, BINPUT
		index, err = d.uint(1)
	case 'j', 'r': // LONG_BINGET, LONG_BINPUT
		index, err = d.uint(4)
	}
	if err != nil {
		return errBroken
	}
	if opcode == 'g' || opcode == 'h' || opcode == 'j' {
		v, ok := d.memo[index]
		if !ok {
			return errBroken
		}
		return d.push(v)
	}
	v, err := d.top()
	if err != nil {
		return err
	}
	if opcode == '2' { // DUP
		return d.push(v)
	}
	d.memo[index] = v
	return nil
}
