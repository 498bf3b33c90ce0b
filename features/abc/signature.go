package abc

import "workbench/features/score"

// keyMark sets the key signature from a tick of written time on.
type keyMark struct {
	tick int64
	key  score.Key
}

func (k keyMark) at() int64 { return k.tick }

// markKey adds the key signature in force, if there is one.
func (v *voice) markKey() {
	if key, ok := v.soundingKey(); ok {
		v.keys = append(v.keys, keyMark{v.tick(), key})
	}
}

// soundingKey returns the key signature of the notes as they sound, after transposition. ok is false where K: names
// no key.
func (s *state) soundingKey() (key score.Key, ok bool) {
	if s.tonic == nil {
		return score.Key{}, false
	}
	key = *s.tonic
	for n := -7; n <= 7; n++ {
		if withSharps(n) == s.key {
			key.Fifths = n // accidentals after the mode may lead to the signature of another key
		}
	}
	key.Fifths += 7 * s.transposition()
	if key.Fifths < -7 || key.Fifths > 7 {
		key.Fifths = (key.Fifths%12+12+5)%12 - 5 // -5 to 6
	}
	return key, true
}

// playKeys writes out the key signatures. A repeat returns to the key of its beginning. It stops above maxNotes.
func (v *voice) playKeys(plan []span) []score.KeyChange {
	var changes []score.KeyChange
	set := func(tick int64, key score.Key) {
		if n := len(changes); n > 0 && changes[n-1].Tick == tick {
			changes = changes[:n-1]
		}
		if n := len(changes); n == 0 || changes[n-1].Key != key {
			changes = append(changes, score.KeyChange{Tick: tick, Key: key})
		}
	}
	offset := int64(0)
	for _, s := range plan {
		if len(changes) > maxNotes {
			break
		}
		if before := len(v.keys) - len(from(v.keys, s.from+1)); before > 0 {
			set(offset, v.keys[before-1].key)
		}
		for _, k := range within(v.keys, span{s.from + 1, s.to}) {
			set(offset+k.tick-s.from, k.key)
		}
		offset += s.to - s.from
	}
	return changes
}
