package midi

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"workbench/features/internal/faults"
)

// maxTracks is the number of tracks that a header can promise and gomidi can write.
const maxTracks = 1<<15 - 1

// chunks finds the tracks of a file. Lengths and counts that do not fit are repaired and go to faults.
type chunks struct {
	header header
	faults *faults.List
	tracks int // so far

	// decode decodes the events of a track, given the bytes that may belong to it. It returns the number of
	// bytes that it used, and nil after an End of Track, io.EOF if there is none, or the reason why it
	// stopped before the end.
	decode func(body []byte) (used int, err error)
}

// read decodes the tracks from pos on. Chunks of other types are skipped, as the format demands.
func (c *chunks) read(data []byte, pos int) {
	for pos < len(data) {
		rest := data[pos:]
		switch {
		case c.tracks == maxTracks:
			c.faults.Lose(fmt.Sprintf("only the first %d tracks were read", maxTracks), "")
			return
		case bytes.HasPrefix(rest, []byte("MThd")):
			c.faults.Lose("a second MIDI file follows the first and was left out", "")
			return
		case bytes.HasPrefix(rest, []byte("MTrk")):
			pos += c.track(rest)
		case isChunk(rest):
			pos += 8 + int(binary.BigEndian.Uint32(rest[4:]))
		default:
			c.faults.Add("stray bytes between or after the tracks were skipped", "")
			pos += nextTrack(rest, 0)
		}
	}
}

// check compares the number of tracks with the header.
func (c *chunks) check() {
	fault := fmt.Sprintf("the header says %d tracks, the file has %d", c.header.tracks, c.tracks)
	switch {
	case c.tracks < c.header.tracks:
		c.faults.Lose(fault, "")
	case c.tracks > c.header.tracks:
		c.faults.Add(fault, "")
	case c.header.format == 0 && c.tracks > 1:
		c.faults.Add("more than one track in a file of format 0", "")
	}
}

// isChunk reports whether a chunk may begin here, or the file may end here. The length of a track may be
// wrong; that of another chunk must fit.
func isChunk(rest []byte) bool {
	if len(rest) == 0 || bytes.HasPrefix(rest, []byte("MTrk")) {
		return true
	}
	if len(rest) < 8 || int64(binary.BigEndian.Uint32(rest[4:])) > int64(len(rest)-8) {
		return false
	}
	for _, c := range rest[:4] {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// nextTrack returns the position of the next track header at from or later, or the end of data.
func nextTrack(data []byte, from int) int {
	from = min(from, len(data))
	if i := bytes.Index(data[from:], []byte("MTrk")); i >= 0 {
		return from + i
	}
	return len(data)
}

// track decodes the track at the start of data and returns the position after it. If its length does not lead
// to another chunk, the length is wrong; the track then ends at its End of Track, or before the next track
// header.
func (c *chunks) track(data []byte) int {
	c.tracks++
	where := fmt.Sprintf("track %d", c.tracks)
	if len(data) < 8 {
		c.faults.Lose("the file ends within the header of a track", where)
		return len(data)
	}
	end := 8 + int64(binary.BigEndian.Uint32(data[4:]))
	trusted := end <= int64(len(data)) && isChunk(data[end:])
	limit := nextTrack(data, 8)
	if trusted {
		limit = int(end)
	}
	used, err := c.decode(data[8:limit])
	stop := int64(8 + used)

	switch {
	case err == io.EOF && !trusted && end > int64(limit):
		c.faults.Lose("a track ends before its length and without End of Track: the file may be truncated", where)
	case err == io.EOF:
		c.faults.Add("no End of Track", where)
	case err != nil:
		c.faults.Lose(err.Error(), where)
	case trusted && stop < end:
		c.faults.Add("bytes after End of Track were skipped", where)
	case !trusted && stop != end:
		c.faults.Add("wrong chunk length; the track was read up to its End of Track", where)
	}
	if err == nil && !trusted {
		return int(stop)
	}
	return limit
}
