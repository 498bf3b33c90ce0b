package midi

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// header is what the MThd chunk says.
type header struct {
	format int
	tracks int // as promised; the file may hold more or fewer
	clock  clock
}

// clock tells how the file's ticks become ticks of a Score.
type clock struct {
	ticksPerQuarter int

	// Division by seconds (SMPTE time code): the file's tempo events do not apply. Its second is two
	// quarters, which is the tempo that a Score has by itself, 120 quarters a minute.
	seconds bool
	double  bool // ticks a second are odd: a quarter needs every tick split in two
	drop    bool // 29.97 frames a second: ticks are 1.001 times as long as those of 30
}

// ticks converts a time in the file's ticks. It keeps the order of times, and equal times alone become equal.
func (c clock) ticks(t int64) int64 {
	if c.double {
		t *= 2
	}
	if c.drop {
		t += (t + 500) / 1000
	}
	return t
}

// readHeader reads the MThd chunk at the start of data and returns it with the place where the next chunk begins.
func readHeader(data []byte, w *faults) (h header, next int, err error) {
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
		w.add(fmt.Sprintf("unknown format %d, read like format 1", h.format), "")
	}
	if end := 8 + length; end <= int64(len(data)) && isChunk(data[end:]) {
		return h, int(end), nil
	}
	if length != 6 {
		w.add("the header chunk has a wrong length", "")
	}
	return h, 14, nil
}

// readDivision reads the division word: ticks a quarter, or with the top bit set minus the frames a second
// in the upper byte and the ticks a frame in the lower (Standard MIDI Files 1.0, "Header Chunks").
func readDivision(division uint16, w *faults) (clock, error) {
	if division == 0 {
		return clock{}, errors.New("midi: the header says 0 ticks a quarter note")
	}
	if division < 0x8000 {
		return clock{ticksPerQuarter: int(division)}, nil
	}
	frames, perFrame := -int(int8(division>>8)), int(division&0xFF)
	if perFrame == 0 {
		return clock{}, errors.New("midi: the header says 0 ticks a frame (SMPTE division)")
	}
	c := clock{seconds: true}
	switch frames {
	case 24, 25, 30:
	case 29:
		frames, c.drop = 30, true
	default:
		w.add(fmt.Sprintf("unknown SMPTE rate of %d frames a second, taken as it stands", frames), "")
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
// what follows after some bytes of another kind, such as the 128 of a MacBinary header.
func unwrap(data []byte, w *faults) ([]byte, error) {
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
			w.add("the RIFF wrapper says more bytes than the file has", "")
			return content, nil
		}
		return content[:length], nil
	}
	w.add(fmt.Sprintf("%d bytes before the MThd header were skipped", start), "")
	return data[start:], nil
}

// riffLength returns the length of the data chunk at the end of head, the beginning of a RIFF file of type RMID.
func riffLength(head []byte) (length int64, ok bool) {
	if len(head) < 20 || string(head[:4]) != "RIFF" || string(head[8:12]) != "RMID" {
		return 0, false
	}
	chunk := head[len(head)-8:]
	return int64(binary.LittleEndian.Uint32(chunk[4:])), string(chunk[:4]) == "data"
}
