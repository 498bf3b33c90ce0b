package musicxml

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// toUTF8 returns a document that is in UTF-16, which its first bytes tell, in UTF-8, and others without a
// byte order mark.
func toUTF8(data []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(data, []byte("\xFE\xFF")), bytes.HasPrefix(data, []byte("\x00<")):
		order = binary.BigEndian
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("<\x00")):
		order = binary.LittleEndian
	default:
		return bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
	}
	units := make([]uint16, 0, len(data)/2)
	for ; len(data) >= 2; data = data[2:] {
		units = append(units, order.Uint16(data))
	}
	return []byte(strings.TrimPrefix(string(utf16.Decode(units)), "\uFEFF"))
}

// charset serves the decoder with the encoding that an XML declaration names. UTF-16 has been decoded before.
func charset(name string, input io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be":
		return input, nil
	case "iso-8859-1", "iso-8859-15", "latin1", "windows-1252":
		return &latin1{input: input}, nil
	}
	return nil, fmt.Errorf("the encoding %q is not known; save the file as UTF-8", name)
}

// latin1 turns ISO 8859-1 into UTF-8.
type latin1 struct {
	input io.Reader
	ready []byte
}

func (l *latin1) Read(out []byte) (int, error) {
	for len(l.ready) == 0 {
		var raw [4096]byte
		n, err := l.input.Read(raw[:])
		for _, b := range raw[:n] {
			l.ready = append(l.ready, string(rune(b))...)
		}
		if n == 0 && err != nil {
			return 0, err
		}
	}
	n := copy(out, l.ready)
	l.ready = l.ready[n:]
	return n, nil
}
