package midi

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"sort"

	gomidi "gitlab.com/gomidi/midi/v2"
	"gitlab.com/gomidi/midi/v2/smf"

	"workbench/features/score"
)

// maxTick is the last tick that Write goes to: 36 years of music at 480 ticks a quarter and 120 quarters a minute.
// Silence takes some bytes each maxDelta ticks, so without a bound a wrong tick would fill the memory.
const maxTick = 4096 * maxDelta

// Write returns s as a Standard MIDI File: one track for a piano, format 0. At one tick, notes end before others begin,
// and a note of no length is struck and released at once. Read gives the same score back, except for its Composer, for
// blanks around its Title, and for its pedals, chord symbols and the tracks of its notes, which are not written. Tempos
// come back rounded to whole microseconds a quarter, and of several tempos or metres at one tick the last.
//
// A note-off ends the oldest note of its key on its channel, so a note that begins later and ends earlier than another
// one of its key goes to a channel of its own; where 15 channels are not enough, to further tracks (format 1).
//
// What a file cannot express is an error that names it: ticks a quarter beyond 1 to 32767, a key above 127, a velocity
// beyond 1 to 127, a time below zero, an end before its start, a metre beyond 255 beats or with a unit that is not a
// power of two up to 64, a tempo beyond 1 to 16777215 microseconds a quarter.
func Write(s *score.Score) ([]byte, error) {
	end, err := check(s)
	if err != nil {
		return nil, err
	}
	tracks := spread(s.Notes)
	if len(tracks) > maxTracks {
		return nil, fmt.Errorf("midi: too many notes of one key within each other: they need %d tracks of at most %d",
			len(tracks), maxTracks)
	}
	tracks[0] = append(changes(s), tracks[0]...)

	file := smf.New()
	file.TimeFormat = smf.MetricTicks(s.TicksPerQuarter)
	for _, messages := range tracks {
		if err := file.Add(lineUp(messages, end)); err != nil {
			return nil, fmt.Errorf("midi: %w", err)
		}
	}
	return file.Bytes()
}

// message is a MIDI message at its tick. Messages of one tick go by rank.
type message struct {
	tick  int64
	rank  int
	bytes []byte
}

const (
	rankOff     = iota // notes that sounded up to here
	rankChange         // name, metre, tempo, instrument
	rankInstant        // both ends of notes of no length
	rankOn
)

// changes returns the name, the metres and the tempos of s.
func changes(s *score.Score) []message {
	var list []message
	if s.Title != "" {
		list = append(list, message{0, rankChange, smf.MetaTrackSequenceName(s.Title)})
	}
	for _, c := range s.Metres {
		list = append(list, message{c.Tick, rankChange, smf.MetaTimeSig(uint8(c.Beats), uint8(c.Unit), 24, 8)})
	}
	for _, c := range s.Tempos {
		list = append(list, message{c.Tick, rankChange, smf.MetaTempo(c.QuartersPerMinute)})
	}
	return list
}

// channels is how many channels a track has for notes: all but the drums.
const channels = 15

// spread returns the messages of the notes, one list a track, and at least one track.
func spread(notes []score.Note) [][]message {
	notes = slices.Clone(notes)
	slices.SortStableFunc(notes, inOrder)
	voices, count := assign(notes)

	tracks := make([][]message, (count+channels-1)/channels)
	add := func(voice int, tick int64, rank int, bytes []byte) {
		track := &tracks[voice/channels]
		*track = append(*track, message{tick, rank, bytes})
	}
	for v := range count {
		add(v, 0, rankChange, gomidi.ProgramChange(channel(v), 0))
	}
	for i, n := range notes {
		v := voices[i]
		on, off := rankOn, rankOff
		if n.Start == n.End {
			on, off = rankInstant, rankInstant
		}
		add(v, n.Start, on, gomidi.NoteOn(channel(v), n.Key, n.Velocity))
		add(v, n.End, off, gomidi.NoteOff(channel(v), n.Key))
	}
	return tracks
}

// assign returns the voice of each note and the number of voices, at least one. A voice is a channel of a track.
// Within a voice, no note ends before an earlier one of its key does. The notes are in order.
func assign(notes []score.Note) (voices []int, count int) {
	count = 1
	// ends[key][v] is the end of the last note of the key in voice v. It falls from voice to voice, because each
	// note goes to the first voice in which none of its key ends later.
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

// channel returns the channel of a voice, which is never that of the drums.
func channel(voice int) uint8 {
	c := voice % channels
	if c >= drumsChannel {
		c++
	}
	return uint8(c)
}

// inOrder compares notes by Start, Key, End and Velocity.
func inOrder(a, b score.Note) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Key, b.Key),
		cmp.Compare(a.End, b.End), cmp.Compare(a.Velocity, b.Velocity))
}

// lineUp makes a track of the messages, closed at end.
func lineUp(messages []message, end int64) smf.Track {
	slices.SortStableFunc(messages, func(a, b message) int {
		return cmp.Or(cmp.Compare(a.tick, b.tick), cmp.Compare(a.rank, b.rank))
	})
	var track smf.Track
	var now int64
	// pass moves on to tick. Empty texts cut up a rest that is too long for one delta.
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

// check returns the tick at which the piece ends, and an error if a file cannot hold it.
func check(s *score.Score) (end int64, err error) {
	if s.TicksPerQuarter < 1 || s.TicksPerQuarter > 0x7FFF {
		return 0, fmt.Errorf("midi: %d ticks a quarter: a file can have 1 to 32767", s.TicksPerQuarter)
	}
	end = s.Length
	for i, n := range s.Notes {
		if err := checkNote(n); err != nil {
			return 0, fmt.Errorf("midi: note %d of %d: %w", i+1, len(s.Notes), err)
		}
		end = max(end, n.End)
	}
	for _, c := range s.Metres {
		if err := checkMetre(c); err != nil {
			return 0, fmt.Errorf("midi: metre %d/%d at tick %d: %w", c.Beats, c.Unit, c.Tick, err)
		}
		end = max(end, c.Tick)
	}
	for _, c := range s.Tempos {
		if err := checkTempo(c); err != nil {
			return 0, fmt.Errorf("midi: tempo of %v quarters a minute at tick %d: %w", c.QuartersPerMinute, c.Tick, err)
		}
		end = max(end, c.Tick)
	}
	if end < 0 || end > maxTick {
		return 0, fmt.Errorf("midi: the piece ends at tick %d: a file goes from 0 to %d", end, int64(maxTick))
	}
	return end, nil
}

func checkNote(n score.Note) error {
	switch {
	case n.Key > 127:
		return fmt.Errorf("key %d at tick %d: keys go from 0 to 127", n.Key, n.Start)
	case n.Velocity < 1 || n.Velocity > 127:
		return fmt.Errorf("velocity %d of key %d at tick %d: velocities go from 1 to 127", n.Velocity, n.Key, n.Start)
	case n.Start < 0:
		return fmt.Errorf("key %d starts at tick %d, which is below zero", n.Key, n.Start)
	case n.End < n.Start:
		return fmt.Errorf("key %d ends at tick %d, before its start at tick %d", n.Key, n.End, n.Start)
	}
	return nil
}

var errBelowZero = errors.New("ticks start at zero")

func checkMetre(c score.MetreChange) error {
	if c.Beats < 1 || c.Beats > 255 || c.Unit < 1 || c.Unit > 64 || bits.OnesCount(uint(c.Unit)) != 1 {
		return errors.New("a file can have 1 to 255 beats of a unit of 1, 2, 4, … 64")
	}
	if c.Tick < 0 {
		return errBelowZero
	}
	return nil
}

func checkTempo(c score.TempoChange) error {
	// The comparison is this way round so that it catches NaN.
	if us := math.Round(60e6 / c.QuartersPerMinute); !(us >= 1 && us <= 0xFFFFFF) {
		return errors.New("a file can have 3.5763 to 60000000")
	}
	if c.Tick < 0 {
		return errBelowZero
	}
	return nil
}
