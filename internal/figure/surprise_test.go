package figure

import (
	"math"
	"slices"
	"testing"
)

func TestHeatColours(t *testing.T) {
	for nats, want := range map[float64]role{0: heat, 0.24: heat, 0.25: heat + 1, 0.7: heat + 2, 4.9: heat + 4, 8: heat + 6, 1000: heat + 6} {
		if got := heatColour(nats); got != want {
			t.Errorf("%v nats: level %d, want %d", nats, got-heat, want-heat)
		}
	}
}

// The strip sums over all keys, and marks its highest step.
func TestSurpriseSums(t *testing.T) {
	roll := piece(32, [3]int{60, 0, 16})
	m := (&Surprise{Roll: roll, NLL: func(step, key int) float64 {
		switch {
		case step == 7 && key < 2:
			return 5
		case step == 9 && key == 3:
			return math.NaN()
		case step == 10 && key == 3:
			return math.Inf(1)
		}
		return 0
	}}).measure()
	if m.steps[7] != 10 || m.steps[9] != 0 || m.steps[10] != 100 || m.highest != 100 {
		t.Errorf("step 7 has %v, 9 has %v, 10 has %v, the highest %v", m.steps[7], m.steps[9], m.steps[10], m.highest)
	}
}

// A surprising note and an expected one differ in colour; a note that was expected in vain is a thin line.
func TestSurpriseInPixels(t *testing.T) {
	roll := piece(32, [3]int{60, 0, 8}, [3]int{64, 0, 8})
	u := Surprise{Roll: roll, NLL: func(step, key int) float64 {
		switch key + lowestKey {
		case 60:
			return 6
		case 67:
			if step < 8 {
				return 2
			}
		}
		return 0.01
	}}
	style, _ := Style{}.check()
	p, err := arrange(&u.Roll, style, heatLegend(), extra{above: stripHeight + 4, beside: barsWidth})
	if err != nil {
		t.Fatal(err)
	}
	picture, r := decoded(t, write(t, u, PNG, Style{})), p.rows[0]
	for _, c := range []struct {
		what string
		key  int
		down float64 // from the top of the key, as a part of its height
		want role
	}{
		{"a surprising note", 60, 0.2, heat + 5}, {"an expected note", 64, 0.2, heat},
		{"a missing note", 67, 0.5, heat + 3}, {"above the line of a missing note", 67, 0.1, paper}, {"silence", 62, 0.5, paper},
	} {
		x, y := r.x(3)+0.5*r.cellX, r.y(c.key-lowestKey)+c.down*r.cellY
		if got := picture.At(int(x/style.pixel()), int(y/style.pixel()+0.5)); !same(got, c.want) {
			t.Errorf("%s: colour %v, want %v", c.what, got, palettes[Light][c.want])
		}
	}
	if _, texts := svgText(t, u, Style{}); !slices.Contains(texts, "expected, not played") || !slices.Contains(texts, "8 or more") {
		t.Errorf("no legend: %q", texts)
	}
}
