package midi

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"workbench/features/score"
)

// readCase reads a file of testdata/cases with some options.
func readCase(t *testing.T, name string, o Options) (*score.Score, []string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cases", name+".mid"))
	if err != nil {
		t.Fatal(err)
	}
	s, warnings, err := o.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return s, warnings
}

// checkWarnings wants one warning for each of the parts, in any order.
func checkWarnings(t *testing.T, warnings []string, parts ...string) {
	t.Helper()
	ok := len(warnings) == len(parts)
	for _, part := range parts {
		ok = ok && slices.ContainsFunc(warnings, func(w string) bool { return strings.Contains(w, part) })
	}
	if !ok {
		t.Errorf("warnings %q, want one each with %q", warnings, parts)
	}
}

// A missing or misplaced note-off changes its own note alone. The files have 480 ticks per quarter.
func TestCasesOfPairing(t *testing.T) {
	type ends [][2]int64 // start and end of the notes of one key
	for _, c := range []struct {
		name    string
		key     uint8
		want    ends
		total   int // notes of all keys
		warning string
	}{
		{"01a_zero_reversed", 60, ends{{0, 0}, {480, 960}}, 5, "before its note-on at the same tick"},
		{"03a_on_on_off", 60, ends{{0, 480}, {480, 960}}, 18, "at the next note-on of its key (track 1, tick 0, key 60)"},
		{"03b_off_missing", 71, ends{{0, 1920}}, 17, "without note-off; it ends with its track, at the latest after 4 quarters (track 1, tick 0, key 71)"},
		{"26a_pretty_midi_subtick", 60, ends{{0, 0}, {1920, 2400}, {3840, 4320}, {5760, 6240}, {7680, 8160}}, 25, "the note has no length (track 2, tick 0, key 60)"},
		{"26b_one_off_lost", 60, ends{{0, 1920}, {1920, 2400}, {3840, 4320}, {5760, 6240}, {7680, 8160}}, 25, "at the next note-on of its key (track 1, tick 0, key 60)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := readCase(t, c.name, Options{})
			var got ends
			for _, n := range s.Notes {
				if n.Key == c.key {
					got = append(got, [2]int64{n.Start, n.End})
				}
			}
			if !slices.Equal(got, c.want) || len(s.Notes) != c.total {
				t.Errorf("%d notes, key %d: %v; want %d, %v", len(s.Notes), c.key, got, c.total, c.want)
			}
			checkWarnings(t, warnings, c.warning)
		})
	}
}

// One stuck or late event costs neither the file nor much time.
func TestCasesOfDistantEvents(t *testing.T) {
	for name, warning := range map[string]string{
		"07b_eot_huge_stuck": "without note-off",
		"07d_off_very_late":  "in which no other note starts or ends was shortened (tick 7680, key 67)",
	} {
		s, warnings := readCase(t, name, Options{})
		last := s.Notes[len(s.Notes)-1]
		if len(s.Notes) != 17 || last.Start != 7680 || last.End != 9600 || s.Length != 9600 {
			t.Errorf("%s: %d notes, the last %+v, length %d; want 17, 7680 to 9600 and 9600", name, len(s.Notes), last, s.Length)
		}
		checkWarnings(t, warnings, warning, "silence after the last note")
	}
}

func TestCasesOfMetre(t *testing.T) {
	common, three := score.Metre{Beats: 4, Unit: 4}, score.Metre{Beats: 3, Unit: 4}
	for _, c := range []struct {
		name     string
		metres   []score.MetreChange
		tempo    float64 // at the first note
		warnings []string
	}{
		{"04a_pickup_1_4_then_3_4", []score.MetreChange{{Tick: 0, Metre: three}, {Tick: 480, Metre: three}}, 90, nil},
		{"05b_conflict_later_track", []score.MetreChange{{Tick: 0, Metre: three}}, 90,
			[]string{"time signatures that contradict those of track 1 were ignored (track 2)", "tempos that contradict those of track 1 were ignored (track 2)"}},
		{"05c_ts_late_in_track2", []score.MetreChange{{Tick: 0, Metre: common}}, 90, nil},
		{"06b_division_55440", []score.MetreChange{{Tick: 0, Metre: common}}, 100, []string{"55440 ticks per quarter"}},
		{"27_tune", []score.MetreChange{{Tick: 0, Metre: common}, {Tick: 480, Metre: common}}, 96, nil},
		{"28_pickups_t0", []score.MetreChange{{Tick: 0, Metre: common}, {Tick: 480, Metre: common}}, 96, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, warnings := readCase(t, c.name, Options{})
			if !slices.Equal(s.Metres, c.metres) {
				t.Errorf("metres %v, want %v", s.Metres, c.metres)
			}
			if got := s.FirstTempo(); got < c.tempo-0.01 || got > c.tempo+0.01 {
				t.Errorf("tempo %v, want %v", got, c.tempo)
			}
			checkWarnings(t, warnings, c.warnings...)
		})
	}
}

// Quarter notes of a file with 55,440 ticks per quarter.
func TestCaseOfDivision(t *testing.T) {
	s, _ := readCase(t, "06b_division_55440", Options{})
	if s.TicksPerQuarter != 55440 || s.Notes[1].Start != 55440 {
		t.Errorf("%d ticks per quarter, the second note at %d; want 55440 both", s.TicksPerQuarter, s.Notes[1].Start)
	}
}

func TestCaseOfDrums(t *testing.T) {
	s, warnings := readCase(t, "09a_piano_on_ch10", Options{})
	if len(s.Notes) != 4 || len(warnings) != 0 {
		t.Errorf("%d notes, warnings %q; want 4 and none", len(s.Notes), warnings)
	}
}

func TestCaseOfText(t *testing.T) {
	if s, _ := readCase(t, "14a_gbk", Options{}); s.Title != "月光" {
		t.Errorf("title %q, want 月光", s.Title)
	}
}
