package midi

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"workbench/features/internal/growth"
)

// hostile returns files of about size bytes that are made to cost much time or memory.
func hostile(size int) map[string][]byte {
	fill := func(event string) string { return strings.Repeat(event, size/len(event)) }
	one := func(track string) []byte { return smfBytes(0, 96, 0, track) }
	long := binary.BigEndian.AppendUint32(append(smfBytes(0, 96, 0)[:14], "MTrk"...), 0xFFFFFFFF)
	return map[string][]byte{
		"notes by running status":     one("\x00\x90\x3C\x40" + fill("\x00\x3C\x40")),
		"notes that never end":        one("\x00\x90\x3C\x40" + fill("\x00\x3D\x40")),
		"note-offs without note-on":   one("\x00\x80\x3C\x40" + fill("\x00\x3C\x40")),
		"notes on and off":            one("\x00\x90\x3C\x40" + fill("\x01\x3C\x00\x00\x3C\x40")),
		"longest rests":               one(fill("\xFF\xFF\xFF\x7F\x90\x3C\x40\xFF\xFF\xFF\x7F\x3C\x00")),
		"longest rests without notes": one(fill("\xFF\xFF\xFF\x7F\xB0\x40\x00") + noteC),
		"pedals":                      one("\x00\xB0\x40\x7F" + fill("\x00\x40\x00\x00\x40\x7F") + noteC),
		"pedals of format 2":          smfBytes(2, 96, 1, slices.Repeat([]string{"\x00\xB0\x40\x7F\x00\xB1\x40\x7F"}, size/20)...),
		"tempos":                      one(fill("\x01\xFF\x51\x03\x07\xA1\x20")),
		"empty tempos":                one(fill("\x01\xFF\x51\x00")),
		"metres":                      one(fill("\x01\xFF\x58\x04\x01\x06\x18\x08") + noteC),
		"empty metres":                one(fill("\x00\xFF\x58\x00")),
		"names":                       one(fill("\x00\xFF\x03\x01a")),
		"empty names":                 one(fill("\x00\xFF\x03\x00")),
		"one long name":               one("\x00\xFF\x03" + string(appendNumber(nil, int64(size))) + fill("\xE9")),
		"system messages":             one(fill("\x00\xF8")),
		"empty sysexes":               one(fill("\x00\xF0\x00")),
		"tracks without events":       smfBytes(1, 96, 0, make([]string, size/12)...),
		"track headers alone":         append(smfBytes(1, 96, 0)[:14], fill("MTrk\x00\x00\x00\x00")...),
		"track headers cut":           append(smfBytes(1, 96, 0)[:14], fill("MTrk")...),
		"track of 4 GiB":              append(long, fill("\x00\x90\x3C\x40")...),
		"tracks of 4 GiB":             append(smfBytes(1, 96, 0)[:14], fill("MTrk\xFF\xFF\xFF\xFF")...),
		"chunks of another type":      append(smfBytes(1, 96, 0)[:14], fill("XFIH\x00\x00\x00\x00")...),
		"headers":                     bytes.Repeat(smfBytes(0, 96, 0), size/26),
		"bytes before the header":     append(bytes.Repeat([]byte("MTh"), size/3), smfBytes(0, 96, 0, noteC)...),
		"stray bytes":                 append(smfBytes(0, 96, 0, noteC), fill("x")...),
		"bars of format 2":            smfBytes(2, 96, 1, make([]string, size/12)...),
		"endless number":              one("\x00\xFF\x03" + fill("\x80")),
		"numbers of many bytes":       one(fill("\x80\x80\x80\x80\x80\x80\x80\x00\x90\x3C\x40")),
		"a key's notes on and on":     one("\x00\x90\x3C\x40" + fill("\x00\x3C\x40\x00\x3C\x40\x00\x3C\x00")),
	}
}

// Reading costs no more than a small multiple of the file in memory, and takes time in proportion to its
// length, whatever its lengths and counts say.
func TestHostileFiles(t *testing.T) {
	// An event of three bytes becomes a key event and a note, and slices double as they grow: hence the
	// multiple.
	const size, multiple, slack = 3 << 11, 300, 1 << 19
	var warnings []string // of the file read last, the longer one
	read := func(data []byte) { _, warnings, _ = Read(data) }
	short := hostile(size)
	for name, long := range hostile(growth.Factor * size) {
		if allocated := growth.Check(t, name, read, short[name], long); allocated > multiple*uint64(len(long))+slack {
			t.Errorf("%s: %d bytes allocated for a file of %d", name, allocated, len(long))
		}
		if len(warnings) > 20 {
			t.Errorf("%s: %d warnings", name, len(warnings))
		}
	}
}
