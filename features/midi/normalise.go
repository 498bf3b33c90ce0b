package midi

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
)

// metaTempoApart takes the place of metaTempo in normalised bytes. The library would walk, at every tempo change, over
// all before it, which takes minutes for a file with some hundred thousand of them.
const metaTempoApart = 0x52

// normaliser turns a file as found into one that a strict reader takes: lengths and counts are right, every event has
// its own status, every track ends with End of Track, and only notes, pedals, names, tempos, metres and keys are left.
type normaliser struct {
	faults *faults
	tracks [][]byte // the contents of the MTrk chunks
}

// normalise reads data chunk by chunk and returns the header and the same music in clean bytes. What it has to drop or
// guess goes to w.
func normalise(data []byte, w *faults) (h header, clean []byte, err error) {
	data, err = unwrap(data, w)
	if err != nil {
		return h, nil, err
	}
	h, pos, err := readHeader(data, w)
	if err != nil {
		return h, nil, err
	}
	n := &normaliser{faults: w}
	n.chunks(data, pos)
	n.compare(h)

	clean = append(clean, "MThd\x00\x00\x00\x06\x00\x01"...)
	clean = binary.BigEndian.AppendUint16(clean, uint16(len(n.tracks)))
	clean = binary.BigEndian.AppendUint16(clean, uint16(h.clock.ticksPerQuarter))
	for _, track := range n.tracks {
		clean = append(clean, "MTrk"...)
		clean = binary.BigEndian.AppendUint32(clean, uint32(len(track)))
		clean = append(clean, track...)
	}
	return h, clean, nil
}

// compare holds the number of tracks against the header.
func (n *normaliser) compare(h header) {
	found := len(n.tracks)
	kind := fmt.Sprintf("the header says %d tracks, the file has %d", h.tracks, found)
	switch {
	case found < h.tracks:
		n.faults.lose(kind, "")
	case found > h.tracks:
		n.faults.add(kind, "")
	case h.format == 0 && found > 1:
		n.faults.add("more than one track in a file of format 0", "")
	}
}

// chunks walks over the chunks from pos on and keeps the tracks. Chunks of other types are skipped, as the
// format demands.
func (n *normaliser) chunks(data []byte, pos int) {
	for pos < len(data) {
		rest := data[pos:]
		switch {
		case len(n.tracks) == maxTracks:
			n.faults.lose(fmt.Sprintf("only the first %d tracks were read", maxTracks), "")
			return
		case bytes.HasPrefix(rest, []byte("MThd")):
			n.faults.lose("a second MIDI file follows the first and was left out", "")
			return
		case bytes.HasPrefix(rest, []byte("MTrk")):
			pos += n.track(rest)
		case isChunk(rest):
			pos += 8 + int(binary.BigEndian.Uint32(rest[4:]))
		default:
			n.faults.add("stray bytes between or after the tracks were skipped", "")
			pos += nextTrack(rest, 0)
		}
	}
}

// maxTracks is how many tracks the library can count.
const maxTracks = 1<<15 - 1

// isChunk reports whether a chunk may begin here, or the file end. A track's length may be wrong; that of another
// chunk must fit.
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

// nextTrack returns the place of the next track's header at from or later, or the end of data.
func nextTrack(data []byte, from int) int {
	from = min(from, len(data))
	if i := bytes.Index(data[from:], []byte("MTrk")); i >= 0 {
		return from + i
	}
	return len(data)
}

// track reads the chunk at the start of data, an MTrk, and returns where it ends. Where its length leads to no
// other chunk, the length is wrong: then the track reaches to the next one at most.
func (n *normaliser) track(data []byte) int {
	where := fmt.Sprintf("track %d", len(n.tracks)+1)
	if len(data) < 8 {
		n.faults.lose("the file ends within the header of a track", where)
		return len(data)
	}
	end := 8 + int64(binary.BigEndian.Uint32(data[4:]))
	trusted := end <= int64(len(data)) && isChunk(data[end:])
	limit := nextTrack(data, 8)
	if trusted {
		limit = int(end)
	}
	clean, used, err := n.events(data[8:limit], where)
	n.tracks = append(n.tracks, clean)
	stop := int64(8 + used)

	switch {
	case err == io.EOF && !trusted && end > int64(limit):
		n.faults.lose("a track ends before its length and without End of Track: the file may be cut off", where)
	case err == io.EOF:
		n.faults.add("no End of Track", where)
	case err != nil:
		n.faults.lose(err.Error(), where)
	case trusted && stop < end:
		n.faults.add("bytes after End of Track were skipped", where)
	case !trusted && stop != end:
		n.faults.add("wrong chunk length; End of Track was taken instead", where)
	}
	if err == nil && !trusted {
		return int(stop)
	}
	return limit
}

// events copies the events of a track that matter, up to its End of Track, and closes it. used is the number of
// bytes read. err is nil after an End of Track, io.EOF if there is none, and otherwise why reading stopped.
func (n *normaliser) events(body []byte, where string) (clean []byte, used int, err error) {
	r := &eventReader{body: body}
	r.warn = func(kind string) { n.faults.add(kind, fmt.Sprintf("%s, byte %d", where, r.pos)) }
	var waiting int64 // ticks since the last event copied
	for {
		e, err := r.next()
		if waiting += e.delta; err != nil || e.status == statusMeta && e.meta == metaEnd {
			return appendEvent(clean, waiting, event{status: statusMeta, meta: metaEnd}), r.pos, err
		}
		if e, ok := r.wanted(e); ok {
			clean = appendEvent(clean, waiting, e)
			waiting = 0
		}
	}
}

// wanted reports whether a Score needs the event, and returns it with its data bytes in range.
func (r *eventReader) wanted(e event) (event, bool) {
	switch kind := e.status & 0xF0; {
	case e.status == statusMeta:
		switch e.meta {
		case metaTempo:
			e.meta = metaTempoApart
			return e, true
		case metaName, metaTimeSig, metaKeySig:
			return e, true
		}
	case kind == statusNoteOff || kind == statusNoteOn:
		key, velocity := e.data[0], e.data[1]
		if key > 127 {
			r.warn("a note with a key above 127 was skipped")
			return e, false
		}
		if velocity > 127 {
			r.warn("a velocity above 127 was taken as 127")
			e.data = []byte{key, 127}
		}
		return e, true
	case kind == statusControl && e.data[0] == controlPedal:
		e.data = []byte{controlPedal, min(e.data[1], 127)}
		return e, true
	}
	return e, false
}

// appendEvent appends e, delta ticks after the last event. Longer rests than a file can express in one
// delta are cut up by empty texts.
func appendEvent(b []byte, delta int64, e event) []byte {
	for ; delta > maxDelta; delta -= maxDelta {
		b = append(appendNumber(b, maxDelta), statusMeta, metaText, 0)
	}
	b = append(appendNumber(b, delta), e.status)
	if e.status == statusMeta {
		b = appendNumber(append(b, e.meta), int64(len(e.data)))
	}
	return append(b, e.data...)
}
