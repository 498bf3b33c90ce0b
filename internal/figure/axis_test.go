package figure

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// overlap describes the first two labels that touch, if any.
func overlap(labels []tickLabel) string {
	for i := 1; i < len(labels); i++ {
		if labels[i].left < labels[i-1].right+labelGap/2 {
			return fmt.Sprintf("%+v and %+v", labels[i-1], labels[i])
		}
	}
	return ""
}

func rowsOf(t *testing.T, roll *Roll, width float64) (*sheet, []*row) {
	t.Helper()
	style, err := Style{Width: width}.check()
	if err != nil {
		t.Fatal(err)
	}
	p, err := arrange(roll, style, nil, extra{})
	if err != nil {
		t.Fatal(err)
	}
	return style.layout(), p.rows
}

func TestLabelsNeverOverlap(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 150 {
		roll := piece(1+r.IntN(1+r.IntN(3000)), [3]int{60, 0, 1})
		roll.QuartersPerMinute = 20 + 300*r.Float64()
		roll.FirstStep = r.IntN(2000)
		roll.Measures = nil
		for step := r.IntN(8); step < roll.Steps; step += 1 + r.IntN(1+r.IntN(40)) {
			roll.Measures = append(roll.Measures, step)
		}
		s, rows := rowsOf(t, &roll, 60+100*r.Float64())
		for _, row := range rows {
			unit, seconds := s.seconds(row)
			for name, labels := range map[string][]tickLabel{"measures": s.numbers(row, roll.ruling()), unit: seconds} {
				if both := overlap(labels); both != "" {
					t.Fatalf("%d steps: labels of %s overlap: %s", roll.Steps, name, both)
				}
			}
		}
	}
}

func labelTexts(labels []tickLabel) string {
	var all []string
	for _, l := range labels {
		all = append(all, l.text)
	}
	return strings.Join(all, " ")
}

func TestAxes(t *testing.T) {
	waltz := piece(144)
	waltz.Measures = nil
	for step := 0; step < 144; step += 12 {
		waltz.Measures = append(waltz.Measures, step)
	}
	unmeasured := piece(64)
	unmeasured.Measures, unmeasured.FirstStep = nil, 20
	for _, c := range []struct {
		what                   string
		roll                   Roll
		row                    int
		numbers, unit, seconds string
	}{
		{"8 measures at 120", arpeggio(128), 0, "1 2 3 4 5 6 7 8", "seconds", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"},
		{"3/4", waltz, 0, "1 2 3 4 5 6 7 8 9 10 11 12", "seconds", "0 2 4 6 8 10 12 14 16 18"},
		{"steps from 20", unmeasured, 0, "32 48 64 80", "seconds", "2.5 3.0 3.5 4.0 4.5 5.0 5.5 6.0 6.5 7.0 7.5 8.0 8.5 9.0 9.5 10.0 10.5"},
		{"second row of four", arpeggio(1024), 1, "17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32", "min:s",
			"0:32 0:34 0:36 0:38 0:40 0:42 0:44 0:46 0:48 0:50 0:52 0:54 0:56 0:58 1:00 1:02 1:04"},
	} {
		s, rows := rowsOf(t, &c.roll, 170)
		r := rows[c.row]
		unit, seconds := s.seconds(r)
		if got := labelTexts(s.numbers(r, c.roll.ruling())); got != c.numbers {
			t.Errorf("%s: numbers %q, want %q", c.what, got, c.numbers)
		}
		if got := labelTexts(seconds); got != c.seconds || unit != c.unit {
			t.Errorf("%s: %s %q, want %s %q", c.what, unit, got, c.unit, c.seconds)
		}
	}
}

func TestWrap(t *testing.T) {
	threeFour := func(steps int) (lines []int) {
		for step := 0; step < steps; step += 12 {
			lines = append(lines, step)
		}
		return lines
	}
	for _, c := range []struct {
		what     string
		steps    int
		measures []int
		capacity int
		want     []span
	}{
		{"fits", 24, threeFour(24), 30, []span{{0, 24}}},
		{"at measure lines", 60, threeFour(60), 30, []span{{0, 24}, {24, 48}, {48, 60}}},
		{"about equally long", 48, threeFour(48), 40, []span{{0, 24}, {24, 48}}},
		{"no measures", 100, nil, 60, []span{{0, 50}, {50, 100}}},
		{"a measure longer than a row", 90, []int{0, 80}, 50, []span{{0, 45}, {45, 90}}},
		{"after a pickup", 52, []int{4, 20, 36}, 24, []span{{0, 20}, {20, 36}, {36, 52}}},
	} {
		if got := wrap(c.steps, c.measures, c.capacity); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.what, got, c.want)
		}
	}
}

func TestTitleIsCutToFit(t *testing.T) {
	s := Style{Width: 170, DPI: 220}.layout()
	if got := s.elide(titleFont(), "Prelude", 250); got != "Prelude" {
		t.Errorf("a short title became %q", got)
	}
	got := s.elide(titleFont(), "Prelude and fugue in C sharp major", 60)
	if s.textWidth(titleFont(), got) > 60 || !strings.HasPrefix(got, "Prel") || !strings.HasSuffix(got, "…") {
		t.Errorf("a long title became %q, %v points wide", got, s.textWidth(titleFont(), got))
	}
}
