package artifacts

import (
	"fmt"
	"slices"
	"strings"

	"workbench/features/midi"
	"workbench/features/musicxml"
	"workbench/features/score"
	"workbench/internal/sound"
)

// maxSoundSeconds bounds the sound of a piece.
const maxSoundSeconds = 20 * 60

// formats are the file formats of music, by extension.
var formats = map[string]func(*score.Score) ([]byte, error){
	"mid":      midi.Write,
	"musicxml": musicxml.Write,
	"mxl":      musicxml.WriteCompressed,
	"wav": func(s *score.Score) ([]byte, error) {
		return sound.WAV(sound.Render(sound.Notes(s), maxSoundSeconds)), nil
	},
	"flac": func(s *score.Score) ([]byte, error) {
		return sound.FLAC(sound.Render(sound.Notes(s), maxSoundSeconds))
	},
}

// FormatNames lists the formats that [Encode] knows.
func FormatNames() []string { return []string{"mid", "musicxml", "mxl", "wav", "flac"} }

// ParseFormats reads a list of formats, such as "mid,musicxml". The error says what is allowed.
func ParseFormats(list string) (names []string, err error) {
	for name := range strings.SplitSeq(list, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if formats[name] == nil || slices.Contains(names, name) {
			return nil, fmt.Errorf("%q: must be a list of different formats out of %s", list, strings.Join(FormatNames(), ", "))
		}
		names = append(names, name)
	}
	return names, nil
}

// Encode writes music in a format: mid, musicxml, mxl, wav or flac.
func Encode(format string, s *score.Score) ([]byte, error) { return formats[format](s) }
