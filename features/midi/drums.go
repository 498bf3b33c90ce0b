package midi

import (
	"slices"
	"strings"
)

// drumChannel is channel 10, numbered from 0. By General MIDI its keys are percussion instruments.
const drumChannel = 9

// Words in the name of a track or instrument that say what channel 10 is.
var (
	pianoWords = []string{"piano", "pno", "klavier", "ピアノ", "钢琴", "鋼琴"}
	drumWords  = []string{"drum", "perc", "schlagzeug", "batter", "ドラム", "鼓"}
)

// kitKeys are the most frequent instruments of a drum kit in General MIDI: bass drums, snares, hi-hats,
// cymbals.
var kitKeys = []uint8{35, 36, 38, 40, 42, 44, 46, 49, 51}

// keepDrums reports whether the notes of channel 10 in the current track are to be kept: by the options, or
// because the name or program says that it is a piano. Programs 0 to 7 are pianos, but program 0 on channel
// 10 is also the standard drum kit: it counts only if most notes are not those of a drum kit.
func (d *decoder) keepDrums() bool {
	total, kit, pitched := d.countDrums()
	if d.options.Drums || total == 0 {
		return true
	}
	says := func(words []string) bool {
		return !pitched && slices.ContainsFunc(d.names, func(name string) bool {
			name = strings.ToLower(name)
			return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(name, word) })
		})
	}
	switch {
	case says(drumWords):
		return false
	case says(pianoWords):
		return true
	}
	return d.program >= 0 && d.program <= 7 && 2*kit < total
}

// countDrums counts the note-ons of channel 10 in the track, and those of a drum kit. pitched reports whether
// other channels have notes, too; then the name of the track does not describe channel 10.
func (d *decoder) countDrums() (total, kit int, pitched bool) {
	for v, events := range d.events {
		if v.channel != drumChannel {
			pitched = true
			continue
		}
		ons := 0
		for _, e := range events {
			if e.isOn() {
				ons++
			}
		}
		total += ons
		if slices.Contains(kitKeys, v.key) {
			kit += ons
		}
	}
	return total, kit, pitched
}

// dropDrums removes channel 10 from the track.
func (d *decoder) dropDrums() {
	total, _, _ := d.countDrums()
	d.drums += total
	for v := range d.events {
		if v.channel == drumChannel {
			delete(d.events, v)
		}
	}
}
