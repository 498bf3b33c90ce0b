package abc

import (
	"math"
	"slices"

	"workbench/features/score"
)

// Bounds of a written-out tune, far above any piece of music. The chords for chord symbols are counted apart.
const (
	maxNotes    = 200_000
	maxMeasures = 50_000
)

// play writes the voices out into the score.
func (r *reader) play() error {
	start := place{r.tune.Line, 1}
	voices := slices.DeleteFunc(slices.Clone(r.voices), func(v *voice) bool { return !v.started || !v.hasMusic() })
	if len(voices) == 0 {
		return start.problem("the tune has no music")
	}
	plans, err := r.plans(voices)
	if err != nil {
		return err
	}
	s := &score.Score{Title: r.title, Composer: r.composer, TicksPerQuarter: TicksPerQuarter}
	track := 0
	for i, v := range voices {
		notes := onTrack(track, v.playNotes(plans[i], r.warn))
		if len(notes) > 0 {
			track++
		}
		s.Notes = append(s.Notes, notes...)
		measures := v.playMeasures(plans[i])
		for _, m := range measures {
			r.tune.Measures = append(r.tune.Measures, m.Measure)
		}
		if len(s.Notes) > maxNotes || len(r.tune.Measures) > maxMeasures {
			return start.problem("the tune with its repeats is longer than %d notes or %d measures", maxNotes, maxMeasures)
		}
		r.warnMeasures(v, measures)
		if i == 0 {
			s.Metres, s.Keys = metreChanges(measures), v.playKeys(plans[i])
		}
	}
	if len(s.Notes) == 0 && slices.ContainsFunc(voices, func(v *voice) bool { return v.silenced }) {
		return start.problem("the tune has percussion alone, which has no pitches")
	}
	if i := slices.IndexFunc(voices, func(v *voice) bool { return len(v.chords) > 0 }); i >= 0 {
		notes, changes := voices[i].playChords(plans[i])
		s.Notes, s.Chords = append(s.Notes, onTrack(max(track, 1), notes)...), changes // track 0 is a voice's, even if none sounds
	}
	r.warnLengths(voices, plans)
	s.Tempos = r.playTempos(plans[0])
	score.SortNotes(s.Notes)
	s.Length = scoreLength(s.Notes, plans)
	r.tune.Score = s
	return nil
}

// plans returns the order of playing for each voice. A voice without repeat signs takes that of the first
// which has some.
func (r *reader) plans(voices []*voice) ([][]span, error) {
	end := int64(0)
	for _, v := range voices {
		end = max(end, v.tick())
	}
	lead := voices[0]
	for _, v := range voices {
		if hasRepeats(v.marks) {
			lead = v
			break
		}
	}
	common, err := r.plan(lead.marks, end)
	if err != nil {
		return nil, err
	}
	plans := make([][]span, len(voices))
	for i, v := range voices {
		plans[i] = common
		if v == lead || !hasRepeats(v.marks) {
			continue
		}
		if plans[i], err = r.plan(v.marks, end); err != nil {
			return nil, err
		}
	}
	return plans, nil
}

func hasRepeats(marks []mark) bool {
	return slices.ContainsFunc(marks, func(m mark) bool { return m.kind != sectionEnd })
}

// playNotes writes out the notes of a voice and joins the tied ones. It stops above maxNotes.
func (v *voice) playNotes(plan []span, warn func(place, string, ...any)) []score.Note {
	var notes []score.Note
	type playedEnd struct {
		key  uint8
		tick int64
	}
	type tie struct{ index, written int }
	open := map[playedEnd]tie{} // the tied notes that end there
	met := map[int]bool{}       // ties that found their note, by index of the written note
	offset := int64(0)
	for _, s := range plan {
		first := len(v.notes) - len(from(v.notes, s.from))
		for i, n := range within(v.notes, s) {
			written := first + i
			start, end := offset+n.start-s.from, offset+n.end-s.from
			before, tied := open[playedEnd{n.key, start}]
			index := len(notes)
			if tied {
				index = before.index
				met[before.written] = true
				notes[index].End = end
				delete(open, playedEnd{n.key, start})
			} else {
				notes = append(notes, score.Note{Start: start, End: end, Key: n.key, Velocity: NoteVelocity})
			}
			if n.tied {
				open[playedEnd{n.key, end}] = tie{index, written}
			}
			if len(notes) > maxNotes {
				return notes
			}
		}
		offset += s.to - s.from
	}
	for i, n := range v.notes {
		if n.tied && !met[i] {
			warn(n.place, "the tie leads to no note of the same pitch")
		}
	}
	return notes
}

func onTrack(track int, notes []score.Note) []score.Note {
	for i := range notes {
		notes[i].Track = uint8(min(track, math.MaxUint8))
	}
	return notes
}

// playChords writes out the chord symbols: each sounds until the next one, in the order of playing, or to the
// end. It stops above maxNotes.
func (v *voice) playChords(plan []span) (notes []score.Note, changes []score.ChordChange) {
	sounding := 0 // index of the first note of the chord that still sounds
	stop := func(tick int64) {
		for i := range notes[sounding:] {
			notes[sounding+i].End = tick
		}
		sounding = len(notes)
	}
	offset := int64(0)
	for _, s := range plan {
		for _, chord := range within(v.chords, s) {
			if len(notes) > maxNotes || len(changes) > maxNotes {
				break
			}
			start := offset + chord.tick - s.from
			stop(start)
			change := score.ChordChange{Tick: start}
			if len(chord.keys) > 0 {
				change.Symbol = chord.text
			}
			changes = append(changes, change)
			for _, key := range chord.keys {
				notes = append(notes, score.Note{Start: start, Key: key, Velocity: ChordVelocity})
			}
		}
		offset += s.to - s.from
	}
	stop(offset)
	return notes, changes
}

// playTempos writes out the tempos along the first voice. A repeat takes up the tempo of its beginning, the
// default one where none stands before. It stops above maxNotes.
func (r *reader) playTempos(plan []span) []score.TempoChange {
	marks := inForce(r.tempos)
	var changes []score.TempoChange
	set := func(tick int64, quartersPerMinute float64) {
		if n := len(changes); n == 0 || changes[n-1].QuartersPerMinute != quartersPerMinute {
			changes = append(changes, score.TempoChange{Tick: tick, QuartersPerMinute: quartersPerMinute})
		}
	}
	offset := int64(0)
	for _, s := range plan {
		if len(changes) > maxNotes {
			break
		}
		if before := len(marks) - len(from(marks, s.from+1)); before > 0 {
			set(offset, marks[before-1].quartersPerMinute)
		} else if len(changes) > 0 {
			set(offset, score.DefaultTempo)
		}
		for _, t := range within(marks, span{s.from + 1, s.to}) {
			set(offset+t.tick-s.from, t.quartersPerMinute)
		}
		offset += s.to - s.from
	}
	return changes
}

// inForce sorts tempos and leaves out those that change nothing and those that another one of the same tick
// replaces.
func inForce(tempos []tempoMark) (marks []tempoMark) {
	inOrder(tempos)
	for i, t := range tempos {
		replaced := i+1 < len(tempos) && tempos[i+1].tick == t.tick
		if n := len(marks); !replaced && (n == 0 || marks[n-1].quartersPerMinute != t.quartersPerMinute) {
			marks = append(marks, t)
		}
	}
	return marks
}

func planLength(plan []span) int64 {
	length := int64(0)
	for _, s := range plan {
		length += s.to - s.from
	}
	return length
}

// scoreLength is the end of the longest voice, or of a note that outlasts it.
func scoreLength(notes []score.Note, plans [][]span) int64 {
	length := int64(0)
	for _, plan := range plans {
		length = max(length, planLength(plan))
	}
	for _, n := range notes {
		length = max(length, n.End)
	}
	return length
}

// warnLengths compares the voices' lengths, written and played, with the first's.
func (r *reader) warnLengths(voices []*voice, plans [][]span) {
	lead := voices[0]
	for i, v := range voices[1:] {
		if v.tick() != lead.tick() {
			r.warn(v.endPlace(), "voice %s ends after %s whole notes, voice %s after %s", v.id, inWholes(v.tick()), lead.id, inWholes(lead.tick()))
		} else if planLength(plans[i+1]) != planLength(plans[0]) {
			r.warn(v.endPlace(), "voice %s lasts %s whole notes with its repeats, voice %s %s",
				v.id, inWholes(planLength(plans[i+1])), lead.id, inWholes(planLength(plans[0])))
		}
	}
}
