package midi

import (
	"strings"
	"testing"
)

// A note of 96 ticks on channel 10.
func drum(key string) string { return "\x00\x99" + key + "\x40\x60\x89" + key + "\x40" }

func TestDrums(t *testing.T) {
	name := func(text string) string { return "\x00\xFF\x03" + string(rune(len(text))) + text }
	const grand, organ = "\x00\xC9\x00", "\x00\xC9\x10"
	c4, kick := drum("\x3C"), drum("\x24")
	for _, c := range []struct {
		name    string
		options Options
		tracks  []string
		notes   int
		warning string
	}{
		{"no program", Options{}, []string{noteC, c4 + c4}, 1, "left out as drums: 2"},
		{"no program, option", Options{Drums: true}, []string{noteC, c4 + c4}, 3, ""},
		{"piano by program", Options{}, []string{noteC, grand + c4 + c4}, 3, ""},
		{"another program", Options{}, []string{noteC, organ + c4}, 1, "left out as drums: 1"},
		{"standard kit", Options{}, []string{noteC, grand + kick + kick + c4}, 1, "left out as drums: 3"},
		{"piano by name", Options{}, []string{noteC, name("Piano LH") + c4 + kick}, 3, ""},
		{"drums by name", Options{}, []string{noteC, name("Drums (piano trio)") + grand + c4}, 1, "left out as drums: 1"},
		{"instrument name", Options{}, []string{noteC, "\x00\xFF\x04\x05PIANO" + c4}, 2, ""},
		{"name of a whole song", Options{}, []string{name("Piano man") + noteC + c4}, 1, "left out as drums: 1"},
		{"program in an earlier track", Options{}, []string{grand + noteC, c4}, 2, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings, err := c.options.Read(smfBytes(1, 96, 0, c.tracks...))
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Notes) != c.notes {
				t.Errorf("%d notes, want %d", len(s.Notes), c.notes)
			}
			if c.warning == "" {
				checkWarnings(t, warnings)
			} else {
				checkWarnings(t, warnings, c.warning)
			}
		})
	}
}

func TestOnlyDrums(t *testing.T) {
	_, _, err := Read(smfBytes(0, 96, 0, drum("\x3C")))
	if err == nil || !strings.Contains(err.Error(), "all 1 notes are on channel 10 and were left out as drums") {
		t.Errorf("error %v", err)
	}
}
