package musicxml

import (
	"fmt"
	"strings"
	"testing"

	"workbench/features/score"
)

// metresText are the changes of metre with their place in eighths.
func metresText(s *score.Score) string {
	var words []string
	for _, m := range s.Metres {
		words = append(words, fmt.Sprintf("%d:%d/%d", 2*m.Tick/int64(s.TicksPerQuarter), m.Beats, m.Unit))
	}
	return strings.Join(words, " ")
}

func TestReadMetres(t *testing.T) {
	metre := func(beats, unit string) string {
		return "<attributes><divisions>2</divisions><time><beats>" + beats + "</beats><beat-type>" + unit + "</beat-type></time></attributes>"
	}
	c := note("C4", 8)
	for _, test := range []struct{ name, music, want string }{
		{"one", measure(begin, c) + measure(c), "0:4/4"},
		{"a pickup", pickup(begin, note("C4", 2)) + measure(c), "0:4/4 2:4/4"},
		{"a pickup that is not marked", measure(begin, note("C4", 2)) + measure(c), "0:4/4 2:4/4"},
		{"a last measure that lacks the pickup", pickup(begin, note("C4", 2)) + measure(c) + measure(note("C4", 6)), "0:4/4 2:4/4"},
		{"a measure that a repeat splits", measure(begin, c) + measure(note("C4", 6), closing) + pickup(note("C4", 2)) + measure(c), "0:4/4 14:4/4"},
		{"a measure that a double bar splits", measure(begin, c) + measure(note("C4", 6), "<barline location=\"right\"><bar-style>light-light</bar-style></barline>") + pickup(note("C4", 2)) + measure(c), "0:4/4"},
		{"a change", measure(begin, c) + measure(metre("3", "4"), note("C4", 6)) + measure(note("C4", 6)), "0:4/4 8:3/4"},
		{"a sum", measure(metre("3+2", "8"), note("C4", 5)), "0:5/8"},
		{"a long measure", measure(begin, c) + measure(note("C4", 10)) + measure(c), "0:4/4 8:5/4 18:4/4"},
		{"rounded durations", measure("<attributes><divisions>100</divisions></attributes>", note("C4", 133), note("C4", 133), note("C4", 133)) + measure(note("C4", 400)), "0:4/4"},
		{"without metre", measure("<attributes><divisions>2</divisions><time><senza-misura/></time></attributes>", note("C4", 14)), "0:7/4"},
	} {
		if got := metresText(mustRead(t, test.name, partwise(test.music))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}

// temposText are the tempos with their place in eighths.
func temposText(s *score.Score) string {
	var words []string
	for _, c := range s.Tempos {
		words = append(words, fmt.Sprintf("%d:%v", 2*c.Tick/int64(s.TicksPerQuarter), c.QuartersPerMinute))
	}
	return strings.Join(words, " ")
}

func TestReadTempos(t *testing.T) {
	mark := func(unit, dot, number, more string) string {
		return "<direction><direction-type><metronome><beat-unit>" + unit + "</beat-unit>" + dot + "<per-minute>" + number + "</per-minute></metronome></direction-type>" + more + "</direction>"
	}
	c, half := note("C4", 8), note("C4", 4)
	for _, test := range []struct{ name, music, want string }{
		{"none", measure(begin, c), ""},
		{"a sound", measure(begin, sound(`tempo="90.5"`), c), "0:90.5"},
		{"a metronome mark", measure(begin, mark("half", "", "60", ""), c), "0:120"},
		{"a dotted unit", measure(begin, mark("quarter", "<beat-unit-dot/>", "80", ""), c), "0:120"},
		{"words around the number", measure(begin, mark("quarter", "", "c. 100-120", ""), c), "0:100"},
		{"the sound counts", measure(begin, mark("quarter", "", "100", sound(`tempo="99"`)), c), "0:99"},
		{"within a measure", measure(begin, half, sound(`tempo="60"`), half), "4:60"},
		{"with an offset", measure(begin, mark("quarter", "", "60", `<offset sound="yes">4</offset>`), c), "4:60"},
		{"a repeat takes up its tempo", measure(begin, sound(`tempo="60"`), c) + measure(sound(`tempo="90"`), c, closing) + measure(c), "0:60 8:90 16:60 24:90"},
		{"a repeat takes up the default", measure(begin, c) + measure(sound(`tempo="90"`), c, closing), "8:90 16:120 24:90"},
	} {
		if got := temposText(mustRead(t, test.name, partwise(test.music))); got != test.want {
			t.Errorf("%s: %s, want %s", test.name, got, test.want)
		}
	}
}
