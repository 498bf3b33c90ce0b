package figure

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// overlap describes the first two labels that touch, if any.
func overlap(labels []label) string {
	for i := 1; i < len(labels); i++ {
		if labels[i].left < labels[i-1].right+labelGap/2 {
			return fmt.Sprintf("%+v and %+v", labels[i-1], labels[i])
		}
	}
	return ""
}

func TestLabelsNeverOverlap(t *testing.T) {
	faces := newTypefaces()
	r := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		roll := piece(1+r.IntN(1+r.IntN(5000)), [3]int{60, 0, 1})
		roll.QuartersPerMinute = 20 + 300*r.Float64()
		roll.Measures = nil
		for step := r.IntN(8); step < roll.Steps; step += 1 + r.IntN(1+r.IntN(40)) {
			roll.Measures = append(roll.Measures, step)
		}
		systems, _ := roll.layout()
		for _, s := range systems {
			numbers := faces.numbers(s, roll.ruling())
			unit, seconds := faces.seconds(s)
			if both := overlap(numbers); both != "" {
				t.Fatalf("%d steps: %s overlap", roll.Steps, both)
			}
			if both := overlap(seconds); both != "" {
				t.Fatalf("%d steps: %s of the axis of %s overlap", roll.Steps, both, unit)
			}
		}
	}
}

func texts(labels []label) string {
	var all string
	for i, l := range labels {
		if i > 0 {
			all += " "
		}
		all += l.text
	}
	return all
}

func TestAxes(t *testing.T) {
	faces := newTypefaces()
	waltz := piece(144)
	waltz.Measures = nil
	for step := 0; step < 144; step += 12 {
		waltz.Measures = append(waltz.Measures, step)
	}
	unmeasured := piece(64)
	unmeasured.Measures = nil
	for _, c := range []struct {
		what                   string
		roll                   Roll
		system                 int
		numbers, unit, seconds string
	}{
		{"8 measures at 120", arpeggio(128), 0, "1 2 3 4 5 6 7 8", "seconds", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"},
		{"3/4", waltz, 0, "1 2 3 4 5 6 7 8 9 10 11 12", "seconds", "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18"},
		{"no measures: steps", unmeasured, 0, "0 16 32 48", "seconds", "0.0 0.5 1.0 1.5 2.0 2.5 3.0 3.5 4.0 4.5 5.0 5.5 6.0 6.5 7.0 7.5 8.0"},
		{"second row of four", arpeggio(1024), 1, "17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32", "min:s",
			"0:32 0:34 0:36 0:38 0:40 0:42 0:44 0:46 0:48 0:50 0:52 0:54 0:56 0:58 1:00 1:02 1:04"},
	} {
		systems, _ := c.roll.layout()
		s := systems[c.system]
		unit, seconds := faces.seconds(s)
		if got := texts(faces.numbers(s, c.roll.ruling())); got != c.numbers {
			t.Errorf("%s: numbers %q, want %q", c.what, got, c.numbers)
		}
		if got := texts(seconds); got != c.seconds || unit != c.unit {
			t.Errorf("%s: %s %q, want %s %q", c.what, unit, got, c.unit, c.seconds)
		}
	}
}

func TestTitleIsCutToFit(t *testing.T) {
	face := newTypefaces().title
	if got := face.elide("Prelude", 500); got != "Prelude" {
		t.Errorf("a short title became %q", got)
	}
	got := face.elide("Prelude and fugue in C sharp major", 120)
	if face.width(got) > 120 || got[:4] != "Prel" || got[len(got)-3:] != "…" {
		t.Errorf("a long title became %q, %d pixels wide", got, face.width(got))
	}
}
