// Package midi converts between Standard MIDI Files and a [score.Score].
//
// Many files violate the format. [Read] repairs what it can and reports it in warnings; it returns an error
// only if nothing usable is left.
package midi

import (
	"fmt"

	"workbench/features/internal/faults"
	"workbench/features/score"
)

// Options control what [Options.Read] keeps of a file. The zero value is what [Read] uses.
type Options struct {
	// Drums keeps all notes of channel 10, as if they were pitched.
	Drums bool
}

// Read reads a Standard MIDI File of format 0, 1 or 2, also within a RIFF file (.rmi), with default options.
//
// It merges the notes of all tracks. Channel 10 is left out, as its keys are percussion instruments, unless
// its program or the name of its track says that it is a piano. Within a track and channel, a note-off ends
// the oldest open note of its key; where note-offs are missing, a note-on ends the open note, and one that is
// never ended lasts at most 4 quarters.
//
// In format 1 the first track with a time signature, tempo or key signature leads; tracks that contradict it
// are ignored in that respect. A short bar at the start, such as 1/4 followed by 4/4, is a pickup in the
// metre that follows, and one before a repeat or at the end is a short bar of the metre before it. The
// patterns of format 2 follow one another. A file divided by seconds (SMPTE) has no tempos; its ticks per
// quarter make the default of 120 quarters per minute right. Pedals are those of the channels that have
// notes, each entry a change, up at the beginning.
//
// The effect of single odd events is bounded: where no note starts or ends for 256 quarters, held notes end and
// silence is shortened.
//
// Each warning is one line that says what was wrong, what was done, how often, and where first: track, tick
// and key. A damaged or truncated file gives the notes up to the damage with a warning, and an error if that
// leaves no note. A file whose notes are all drums is an error. A sound file without any note gives a Score
// without notes.
func Read(data []byte) (s *score.Score, warnings []string, err error) {
	return Options{}.Read(data)
}

// Read is [Read] with options.
func (o Options) Read(data []byte) (s *score.Score, warnings []string, err error) {
	w := new(faults.List)
	d, err := o.read(data, w)
	if err != nil {
		return nil, w.Lines(), err
	}
	s = d.finish()
	switch {
	case len(s.Notes) > 0:
	case w.Loss() != "":
		return nil, w.Lines(), fmt.Errorf("midi: no note could be read: %s", w.Loss())
	case d.drums > 0:
		return nil, w.Lines(), fmt.Errorf("midi: all %d notes are on channel 10 and were left out as drums", d.drums)
	}
	return s, w.Lines(), nil
}

func (o Options) read(data []byte, w *faults.List) (*decoder, error) {
	data, err := unwrap(data, w)
	if err != nil {
		return nil, err
	}
	h, pos, err := readHeader(data, w)
	if err != nil {
		return nil, err
	}
	d := &decoder{options: o, header: h, faults: w, program: -1}
	d.score.TicksPerQuarter = h.clock.ticksPerQuarter
	c := &chunks{header: h, faults: w, decode: d.track}
	c.read(data, pos)
	c.check()
	return d, nil
}
