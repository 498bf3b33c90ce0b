package midi

import (
	"cmp"
	"fmt"
	"slices"
	"sort"

	gomidi "gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"

	"workbench/features/score"
)

// Write returns s as a Standard MIDI File. It has one track for a piano (format 0), or if s.Tracks is set,
// one for title, metres, tempos and keys and a named one for each of s.Tracks (format 1); notes of other
// tracks go to the last one. At one tick, notes end before others begin, and a note of no length starts and
// ends at once. A short bar before a change of metre, such as a pickup, gets a time signature of its own
// length. If s has no key signature, a clear estimate is written.
//
// Read returns the same score, with these exceptions. Composer, Pedals and Chords are not written, nor blanks
// around names. Note.Track is kept, but not the names in Tracks. Tempos are rounded to whole microseconds per
// quarter. Of several changes at one tick the last remains. Short bars may have another metre than in s; the
// bar lines stay the same.
//
// A note-off ends the oldest note of its key on its channel, so a note that begins later and ends earlier
// than another one of its key goes to a channel of its own; if 15 channels are not enough, to further tracks.
//
// What a file cannot express is an error that names it: ticks per quarter beyond 1 to 32767, a key above 127,
// a velocity beyond 1 to 127, a time below zero, an end before its start, a metre beyond 255 beats or with a
// unit that is not a power of two up to 64, a tempo beyond 1 to 16777215 microseconds per quarter, a key
// signature of more than 7 accidentals.
func Write(s *score.Score) ([]byte, error) {
	end, err := check(s)
	if err != nil {
		return nil, err
	}
	var tracks [][]message
	if len(s.Tracks) == 0 {
		tracks = spread(s.Notes, 0)
		tracks[0] = append(changes(s), tracks[0]...)
	} else {
		tracks = named(s)
	}
	if len(tracks) > maxTracks {
		return nil, fmt.Errorf("midi: too many notes of one key within each other: they need %d tracks of at most %d",
			len(tracks), maxTracks)
	}
	file := smf.New()
	if len(tracks) > 1 {
		file = smf.NewSMF1()
	}
	file.TimeFormat = smf.MetricTicks(s.TicksPerQuarter)
	for _, messages := range tracks {
		if err := file.Add(lineUp(messages, end)); err != nil {
			return nil, fmt.Errorf("midi: %w", err)
		}
	}
	return file.Bytes()
}

// message is a MIDI message at its tick. Messages of one tick are in order of rank.
type message struct {
	tick  int64
	rank  int
	bytes []byte
}

const (
	rankOff     = iota // ends of notes that started earlier
	rankChange         // name, metre, tempo, key, instrument
	rankInstant        // both ends of notes of no length
	rankOn
)

// changes returns the title, metres, tempos and keys of s.
func changes(s *score.Score) []message {
	var list []message
	if s.Title != "" {
		list = append(list, message{0, rankChange, smf.MetaTrackSequenceName(s.Title)})
	}
	for _, c := range writtenMetres(s) {
		list = append(list, message{c.Tick, rankChange, smf.MetaTimeSig(uint8(c.Beats), uint8(c.Unit), 24, 8)})
	}
	for _, c := range s.Tempos {
		list = append(list, message{c.Tick, rankChange, smf.MetaTempo(c.QuartersPerMinute)})
	}
	keys := s.Keys
	if len(keys) == 0 {
		if key, ok := score.EstimateKey(s.Notes); ok {
			keys = []score.KeyChange{{Key: key}}
		}
	}
	for _, c := range keys {
		list = append(list, message{c.Tick, rankChange, smf.MetaKey(0, !c.Minor, uint8(max(c.Fifths, -c.Fifths)), c.Fifths < 0)})
	}
	return list
}

// channels is the number of channels of a track that can have notes: all but the drums.
const channels = 15

// named returns the messages of s with a track for each of s.Tracks.
func named(s *score.Score) [][]message {
	parts := make([][]score.Note, len(s.Tracks))
	for _, n := range s.Notes {
		part := min(int(n.Track), len(parts)-1)
		parts[part] = append(parts[part], n)
	}
	tracks := [][]message{changes(s)}
	for i, notes := range parts {
		for _, track := range spread(notes, i) {
			name := message{0, rankChange, smf.MetaTrackSequenceName(s.Tracks[i])}
			tracks = append(tracks, append([]message{name}, track...))
		}
	}
	return tracks
}

// spread returns the messages of the notes, one list per track, and at least one track. first is the channel
// to begin with.
func spread(notes []score.Note, first int) [][]message {
	notes = slices.Clone(notes)
	slices.SortStableFunc(notes, inOrder)
	voices, count := assign(notes)

	tracks := make([][]message, (count+channels-1)/channels)
	add := func(voice int, tick int64, rank int, bytes []byte) {
		track := &tracks[voice/channels]
		*track = append(*track, message{tick, rank, bytes})
	}
	for v := range count {
		add(v, 0, rankChange, gomidi.ProgramChange(channel(first+v), 0))
	}
	for i, n := range notes {
		v := voices[i]
		on, off := rankOn, rankOff
		if n.Start == n.End {
			on, off = rankInstant, rankInstant
		}
		add(v, n.Start, on, gomidi.NoteOn(channel(first+v), n.Key, n.Velocity))
		add(v, n.End, off, gomidi.NoteOff(channel(first+v), n.Key))
	}
	return tracks
}

// assign returns the voice of each note and the number of voices, at least one. A voice is a channel of a
// track. Within a voice, no note ends before an earlier one of its key does. The notes are in order.
func assign(notes []score.Note) (voices []int, count int) {
	count = 1
	// ends[key][v] is the end of the last note of the key in voice v. It decreases with v, because each note
	// goes to the first voice in which no note of its key ends later.
	var ends [128][]int64
	for _, n := range notes {
		last := ends[n.Key]
		v := sort.Search(len(last), func(v int) bool { return last[v] <= n.End })
		if v == len(last) {
			last = append(last, 0)
			ends[n.Key] = last
			count = max(count, len(last))
		}
		last[v] = n.End
		voices = append(voices, v)
	}
	return voices, count
}

// channel returns the channel of a voice, never that of the drums.
func channel(voice int) uint8 {
	c := voice % channels
	if c >= drumChannel {
		c++
	}
	return uint8(c)
}

// inOrder compares notes by Start, Key, End and Velocity.
func inOrder(a, b score.Note) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Key, b.Key),
		cmp.Compare(a.End, b.End), cmp.Compare(a.Velocity, b.Velocity))
}

// lineUp returns a track of the messages, closed at end.
func lineUp(messages []message, end int64) smf.Track {
	slices.SortStableFunc(messages, func(a, b message) int {
		return cmp.Or(cmp.Compare(a.tick, b.tick), cmp.Compare(a.rank, b.rank))
	})
	var track smf.Track
	var now int64
	// pass advances to tick. Empty texts divide a rest that is too long for one delta.
	pass := func(tick int64) (delta uint32) {
		for ; tick-now > maxDelta; now += maxDelta {
			track.Add(maxDelta, smf.MetaText(""))
		}
		delta = uint32(tick - now)
		now = tick
		return delta
	}
	for _, m := range messages {
		track.Add(pass(m.tick), m.bytes)
	}
	track.Close(pass(end))
	return track
}
