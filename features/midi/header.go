package midi

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"workbench/features/internal/faults"
)

// header is the content of the MThd chunk.
type header struct {
	format int
	tracks int // as stated; the file may have more or fewer
	clock  clock
}

// clock converts ticks of the file to ticks of a Score.
type clock struct {
	ticksPerQuarter int

	// Division by seconds (SMPTE time code): tempo events do not apply. A second is two quarters, which is the
	// default tempo of a Score, 120 quarters per minute.
	seconds bool
	double  bool // odd number of ticks per second: each tick becomes two
	drop    bool // 29.97 frames per second: ticks are 1.001 times as long as those of 30
}

// ticks converts a time in ticks of the file. The conversion is strictly increasing.
func (c clock) ticks(t int64) int64 {
	if c.double {
		t *= 2
	}
	if c.drop {
		t += (t + 500) / 1000
	}
	return t
}

// readHeader reads the MThd chunk at the start of data and returns it with the position of the next chunk.
func readHeader(data []byte, w *faults.List) (h header, next int, err error) {
	if len(data) < 14 {
		return h, 0, fmt.Errorf("midi: the file ends within its header, after %d of 14 bytes", len(data))
	}
	length := int64(binary.BigEndian.Uint32(data[4:]))
	if length < 6 {
		return h, 0, fmt.Errorf("midi: the header has %d bytes, at least 6 are needed", length)
	}
	h.format = int(binary.BigEndian.Uint16(data[8:]))
	h.tracks = int(binary.BigEndian.Uint16(data[10:]))
	if h.clock, err = readDivision(binary.BigEndian.Uint16(data[12:]), w); err != nil {
		return h, 0, err
	}
	if h.format > 2 {
		w.Add(fmt.Sprintf("unknown format %d, read like format 1", h.format), "")
	}
	if end := 8 + length; end <= int64(len(data)) && isChunk(data[end:]) {
		return h, int(end), nil
	}
	if length != 6 {
		w.Add("the header chunk has a wrong length", "")
	}
	return h, 14, nil
}

// readDivision reads the division: ticks per quarter, or with the top bit set the negative frames per second
// in the upper byte and the ticks per frame in the lower (Standard MIDI Files 1.0, "Header Chunks"). SMPTE
// has 24, 25, 29 and 30 frames per second only; other values with the top bit set are more than 32,767 ticks
// per quarter.
func readDivision(division uint16, w *faults.List) (clock, error) {
	if division == 0 {
		return clock{}, errors.New("midi: the header says 0 ticks per quarter note")
	}
	frames, perFrame := -int(int8(division>>8)), int(division&0xFF)
	c := clock{seconds: true}
	switch frames {
	case 24, 25, 30:
	case 29:
		frames, c.drop = 30, true
	default:
		if division >= 0x8000 {
			w.Add(fmt.Sprintf("the division is taken as %d ticks per quarter note; there is no SMPTE rate of %d", division, frames), "")
		}
		return clock{ticksPerQuarter: int(division)}, nil
	}
	if perFrame == 0 {
		return clock{}, errors.New("midi: the header says 0 ticks per frame (SMPTE division)")
	}
	c.ticksPerQuarter = frames * perFrame
	if c.ticksPerQuarter%2 == 0 {
		c.ticksPerQuarter /= 2
	} else {
		c.double = true
	}
	return c, nil
}

// unwrap returns the part of data that begins with MThd: all of it, the content of a RIFF file of type RMID, or
// what follows other bytes, such as the 128 of a MacBinary header.
func unwrap(data []byte, w *faults.List) ([]byte, error) {
	start := bytes.Index(data, []byte("MThd"))
	switch {
	case len(data) == 0:
		return nil, errors.New("midi: the file is empty")
	case start < 0:
		return nil, errors.New("midi: not a Standard MIDI File: it has no MThd header")
	case start == 0:
		return data, nil
	}
	if length, ok := riffLength(data[:start]); ok {
		content := data[start:]
		if length > int64(len(content)) {
			w.Add("the RIFF wrapper says more bytes than the file has", "")
			return content, nil
		}
		return content[:length], nil
	}
	w.Add(fmt.Sprintf("%d bytes before the MThd header were skipped", start), "")
	return data[start:], nil
}

// riffLength returns the length of the data chunk at the end of head, the beginning of a RIFF file of type
// RMID.
func riffLength(head []byte) (length int64, ok bool) {
	if len(head) < 20 || string(head[:4]) != "RIFF" || string(head[8:12]) != "RMID" {
		return 0, false
	}
	chunk := head[len(head)-8:]
	return int64(binary.LittleEndian.Uint32(chunk[4:])), string(chunk[:4]) == "data"
}
