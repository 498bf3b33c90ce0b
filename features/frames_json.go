package features

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"workbench/features/internal/pickle"
)

// jsonSplits reads the splits of a file in JSON. Pieces are decoded one by one, as they are asked for.
func jsonSplits(text []byte) ([]frameSplit, error) {
	var whole json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return nil, syntaxProblem(text, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, fmt.Errorf("found %s, wanted the splits: %s", describe(decodeJSON(whole)), framesForm)
	}
	var splits []frameSplit
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, err
		}
		s := frameSplit{name: name.(string)}
		if err := checkSplits([]frameSplit{s}); err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := decoder.Decode(&raw); err != nil {
			return nil, err
		}
		var pieces []json.RawMessage
		if err := json.Unmarshal(raw, &pieces); err != nil || pieces == nil {
			return nil, fmt.Errorf("%s: found %s, wanted a list of pieces: %s", s.name, describe(decodeJSON(raw)), framesForm)
		}
		s.pieces = len(pieces)
		s.piece = func(i int) any { return decodeJSON(pieces[i]) }
		splits = append(splits, s)
	}
	return splits, nil
}

// tooLong stands for a piece of more than maxFramesPiece.
type tooLong int

// decodeJSON decodes valid JSON into frameList, map, json.Number, string, bool and nil.
func decodeJSON(raw json.RawMessage) any {
	if len(raw) > maxFramesPiece {
		return tooLong(len(raw))
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		panic("features: valid JSON cannot be decoded: " + err.Error())
	}
	return framesOfJSON(v)
}

// framesOfJSON turns the lists of v, down to those of frames, into frameList.
func framesOfJSON(v any) any {
	piece, ok := v.([]any)
	if !ok {
		return v
	}
	for i, frame := range piece {
		if keys, ok := frame.([]any); ok {
			piece[i] = frameList(keys)
		}
	}
	return frameList(piece)
}

// syntaxProblem describes JSON that is damaged, by split, piece and frame as well as by line and column.
func syntaxProblem(text []byte, err error) error {
	var syntax *json.SyntaxError
	if !errors.As(err, &syntax) {
		return err
	}
	at := min(int(syntax.Offset), len(text))
	what := "the text ends too early"
	if !strings.Contains(syntax.Error(), "unexpected end") {
		at = max(at-1, 0) // the offset counts the wrong character
		r, _ := utf8.DecodeRune(text[at:])
		what = fmt.Sprintf("%q cannot stand here", r)
	}
	before := text[:at]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return fmt.Errorf("%sline %d, column %d: this is no JSON: %s", frameAt(before), line, column, what)
}

// frameAt returns the split, piece and frame in which the text ends, as "train, piece 0, frame 5 (counted
// from 0), ", as far as there are any.
func frameAt(text []byte) string {
	var split []byte
	var commas [4]int // number at each depth: between splits, pieces, frames and keys
	depth, quote := 0, -1
	for i := 0; i < len(text); i++ {
		switch b := text[i]; {
		case quote >= 0:
			if b == '\\' {
				i++
			} else if b == '"' {
				if depth == 1 {
					split = text[quote+1 : i]
				}
				quote = -1
			}
		case b == '"':
			quote = i
		case b == '{' || b == '[':
			if depth++; depth <= len(commas) {
				commas[depth-1] = 0
			}
		case b == '}' || b == ']':
			depth--
		case b == ',' && 1 <= depth && depth <= len(commas):
			commas[depth-1]++
		}
	}
	switch {
	case depth < 2 || split == nil:
		return ""
	case depth == 2:
		return fmt.Sprintf("%s, piece %d (counted from 0), ", split, commas[1])
	}
	return fmt.Sprintf("%s, piece %d, frame %d (counted from 0), ", split, commas[1], commas[2])
}

// wholeNumber returns the value of a number without a fraction.
func wholeNumber(v any) (float64, bool) {
	var f float64
	switch v := v.(type) {
	case json.Number:
		f, _ = v.Float64() // infinite if it is out of range
	case float64:
		f = v
	case int:
		f = float64(v)
	default:
		return 0, false
	}
	return f, f == math.Trunc(f)
}

// describe names a value for a message.
func describe(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return fmt.Sprintf("the text %q", shortened(v))
	case bool:
		return fmt.Sprint(v)
	case json.Number, int, float64:
		return fmt.Sprintf("the number %s", shortened(fmt.Sprint(v)))
	case frameList, []any, *pickle.List:
		return "a list"
	case tooLong:
		return fmt.Sprintf("a text of %d bytes, more than a piece has,", v)
	}
	return "an object"
}

// shortened cuts a text for a message.
func shortened(text string) string {
	if r := []rune(text); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return text
}
