package figure

import (
	"bytes"
	"image/color"
	"strings"
	"testing"
)

// drawnRow is the image of a roll of one row, and where the row lies.
func drawnRow(t *testing.T, roll Roll) (at func(x, y float64) color.Color, r *row) {
	t.Helper()
	style, err := Style{}.check()
	if err != nil {
		t.Fatal(err)
	}
	p, err := arrange(&roll, style, legendOf(&roll), extra{})
	if err != nil || len(p.rows) != 1 {
		t.Fatalf("%d rows, error %v", len(p.rows), err)
	}
	picture := decoded(t, write(t, roll, PNG, Style{}))
	return func(x, y float64) color.Color { // the pixel right of and below a point
		return picture.At(int(x/style.pixel()+0.51), int(y/style.pixel()+0.51))
	}, p.rows[0]
}

func same(got color.Color, want role) bool {
	r, g, b, _ := got.RGBA()
	wr, wg, wb, _ := palettes[Light][want].RGBA()
	return r == wr && g == wg && b == wb
}

// C4 begins at step 2 and is held to 4, begins again at 5 and is held at 6.
func TestNotesInPixels(t *testing.T) {
	at, r := drawnRow(t, piece(32, [3]int{60, 2, 3}, [3]int{60, 5, 2}))
	y, pixel := r.y(60-lowestKey), 72.0/defaultDPI
	for _, c := range []struct {
		what string
		x, y float64
		want role
	}{
		{"before the note", r.x(2) - pixel, y, paper},
		{"first pixel of the onset", r.x(2), y, onset},
		{"last pixel of the onset", r.x(3) - pixel, y, onset},
		{"held", r.x(3), y, held},
		{"held, up to the gap", r.x(5) - 3*pixel, y, held},
		{"gap before the second onset", r.x(5) - pixel, y, paper},
		{"second onset", r.x(5), y, onset},
		{"its end, without a gap", r.x(7) - pixel, y, held},
		{"after the note", r.x(7), y, paper},
		{"octave line below C", r.x(9), y + r.cellY - pixel, octaveLine},
		{"key above, black", r.x(2), y - pixel, blackRow},
	} {
		if got := at(c.x, c.y); !same(got, c.want) {
			t.Errorf("%s: colour %v, want %v", c.what, got, palettes[Light][c.want])
		}
	}
}

func TestNotesWithoutOnsetsHaveOneColour(t *testing.T) {
	roll := piece(32, [3]int{60, 2, 3}, [3]int{60, 5, 2})
	roll.Articulated = false
	at, r := drawnRow(t, roll)
	for x := r.x(2); x < r.x(7)-0.2; x += 72.0 / defaultDPI {
		if got := at(x, r.y(60-lowestKey)); !same(got, sounding) {
			t.Fatalf("colour %v", got)
		}
	}
}

// TestVelocitiesInPixels draws a soft and a loud note, one of unknown velocity, and an excerpt.
func TestVelocitiesInPixels(t *testing.T) {
	roll := piece(32, [3]int{60, 2, 3}, [3]int{60, 5, 2}, [3]int{60, 17, 3}, [3]int{60, 22, 3})
	roll.Velocity = func(step, _ int) float64 { return map[int]float64{2: 0.1, 5: 1, 17: 0.5}[step] }
	for _, c := range []struct{ begin, level int }{{2, 0}, {5, velocityLevels - 1}, {17, 2}, {22, velocityLevels - 1}} {
		drawn, step := roll, c.begin
		if c.begin > 16 {
			var err error
			if drawn, err = roll.Excerpt("2"); err != nil {
				t.Fatal(err)
			}
			step -= 16
		}
		at, r := drawnRow(t, drawn)
		if y := r.y(60 - lowestKey); !same(at(r.x(step), y), onsetColour(c.level)) || !same(at(r.x(step+1), y), heldColour(c.level)) {
			t.Errorf("the note at step %d is not drawn in the shade %d", c.begin, c.level)
		}
	}
	if entries := legendOf(&roll); len(entries[0].colours) != velocityLevels {
		t.Errorf("the legend has %d shades of onsets", len(entries[0].colours))
	}
}

func TestLinesAndShadesInPixels(t *testing.T) {
	roll := piece(32, [3]int{60, 2, 1})
	roll.Prompt = 10
	at, r := drawnRow(t, roll)
	white, black := r.y(62-lowestKey)+1, r.y(61-lowestKey)+1
	for _, c := range []struct {
		what string
		x, y float64
		want role
	}{
		{"white row of the prompt", r.x(9) + 2, white, promptRow},
		{"black row of the prompt", r.x(9) + 2, black, promptBlackRow},
		{"end of the prompt", r.x(10), white, promptEdge},
		{"white row", r.x(11) + 2, white, paper},
		{"black row", r.x(11) + 2, black, blackRow},
		{"quarter", r.x(12), white, quarterLine},
		{"measure", r.x(16), white, measureLine},
		{"frame", r.grid.left - 0.3, white, frame},
		{"black key, far end", r.grid.left - keyboardWidth, black, keyBlack},
	} {
		if got := at(c.x, c.y); !same(got, c.want) {
			t.Errorf("%s: colour %v, want %v", c.what, got, palettes[Light][c.want])
		}
	}
}

func TestImpossibleRolls(t *testing.T) {
	for what, spoil := range map[string]func(*Roll){
		"no keys":                 func(r *Roll) { r.Keys = 0 },
		"too many keys":           func(r *Roll) { r.Keys = 128 },
		"negative length":         func(r *Roll) { r.Steps = -1 },
		"measures not increasing": func(r *Roll) { r.Measures = []int{0, 16, 16} },
		"negative tempo":          func(r *Roll) { r.QuartersPerMinute = -1 },
	} {
		roll := piece(32)
		spoil(&roll)
		var file bytes.Buffer
		if err := roll.Write(&file, PNG, Style{}); err == nil || file.Len() > 0 {
			t.Errorf("%s: error %v and %d bytes, want an error and none", what, err, file.Len())
		}
	}
}

// Any length fits the width and at most the height, and a figure of a given height has it.
func TestSizeOfRolls(t *testing.T) {
	for what, roll := range map[string]Roll{
		"no steps": piece(0), "one step": piece(1, [3]int{60, 0, 1}), "128 steps": arpeggio(128), "all keys": random(128, 0.1),
		"600 steps": arpeggio(600), "5000 steps": piece(5000, [3]int{60, 0, 5000}),
	} {
		for _, width := range []float64{85, 170} {
			w, h := size(t, roll, Style{Width: width, DPI: 100})
			if want := int(width/25.4*100 + 0.5); w != want || h < w/5 || float64(h) > tallest*float64(w)+2 {
				t.Errorf("%s, %v mm: %d × %d pixels", what, width, w, h)
			}
		}
	}
	// A title that grows by the words for a cut roll must not push the rows out of the figure.
	for height := 40.0; height < 120; height += 7 {
		long := arpeggio(4000)
		long.Title = "A title that takes most of the line"
		style, err := Style{Width: 85, Height: height}.check()
		if err != nil {
			t.Fatal(err)
		}
		if p, err := arrange(&long, style, legendOf(&long), extra{}); err != nil || p.height > style.height()+0.1 {
			t.Errorf("a height of %v mm: the contents take %.1f mm, error %v", height, p.height/pointsPerMM, err)
		}
	}
	if w, h := size(t, arpeggio(128), Style{Width: 100, Height: 50, DPI: 254}); w != 1000 || h != 500 {
		t.Errorf("100 × 50 mm at 254 dpi is %d × %d pixels", w, h)
	}
	var file bytes.Buffer
	if err := arpeggio(128).Write(&file, PNG, Style{Width: 85, Height: 20}); err == nil || !strings.Contains(err.Error(), "needs") {
		t.Errorf("a height of 20 mm: error %v", err)
	}
}

func TestVeryLongRollIsCutAtAMeasure(t *testing.T) {
	roll := piece(40000, [3]int{60, 0, 1})
	style, _ := Style{}.check()
	p, err := arrange(&roll, style, nil, extra{})
	if err != nil {
		t.Fatal(err)
	}
	end := p.rows[len(p.rows)-1].to
	if end < 8000 || end >= 40000 || end%16 != 0 {
		t.Errorf("shows %d of 40000 steps", end)
	}
	if !strings.HasPrefix(p.head.title, "The first ") {
		t.Errorf("title %q does not say that the roll is cut", p.head.title)
	}
}

func TestMaxRows(t *testing.T) {
	roll := arpeggio(3000)
	roll.MaxRows = 2
	_, texts := svgText(t, roll, Style{Width: 85})
	if n := strings.Count(strings.Join(texts, "\n"), "measure"); n != 2 || !strings.HasPrefix(texts[0], "The first ") {
		t.Errorf("%d rows, not 2; title %q", n, texts[0])
	}
}

// A row must not lie over its neighbour, and none may reach out of the figure.
func TestRowsKeepApart(t *testing.T) {
	for _, steps := range []int{300, 1000, 8000} {
		roll := arpeggio(steps)
		style, _ := Style{Width: 85}.check()
		p, err := arrange(&roll, style, legendOf(&roll), extra{})
		if err != nil {
			t.Fatal(err)
		}
		last, next := 0.0, 0
		for i, r := range p.rows {
			if r.grid.top < last+numberHeight-1 || r.grid.right > style.width() || r.from != next {
				t.Errorf("%d steps: row %d covers %v and steps %v", steps, i, r.grid, r.span)
			}
			last, next = r.grid.bottom+secondsHeight, r.to
		}
		if last > p.height {
			t.Errorf("%d steps: the rows end at %v of %v", steps, last, p.height)
		}
	}
}

func TestExcerpt(t *testing.T) {
	roll := piece(100, [3]int{60, 0, 40}, [3]int{64, 52, 4})
	roll.Measures, roll.Prompt = []int{4, 20, 36, 52, 68, 84}, 30 // a pickup of 4 steps, then measures 1 to 6
	for _, c := range []struct {
		measures                 string
		steps, first, from, lead int
	}{{"2-4", 48, 2, 20, 10}, {"6", 16, 6, 84, 0}, {"0-1", 20, 1, 0, 20}, {"1-6", 96, 1, 4, 26}} {
		got, err := roll.Excerpt(c.measures)
		if err != nil {
			t.Errorf("%s: %v", c.measures, err)
			continue
		}
		if got.Steps != c.steps || got.FirstMeasure != c.first || got.FirstStep != c.from || got.Prompt != c.lead {
			t.Errorf("%s: %d steps from %d, measure %d, prompt %d; want %+v", c.measures, got.Steps, got.FirstStep, got.FirstMeasure, got.Prompt, c)
		}
	}
	part, err := roll.Excerpt("2-4")
	if err != nil {
		t.Fatal(err)
	}
	if play, articulate := part.Cell(0, 60-lowestKey); !play || articulate {
		t.Error("the note that is held into the excerpt begins in it, or is missing")
	}
	if play, articulate := part.Cell(32, 64-lowestKey); !play || !articulate {
		t.Error("the onset at step 52 is not at step 32 of the excerpt")
	}
	again, err := part.Excerpt("3")
	if err != nil || again.FirstStep != 36 || again.FirstMeasure != 3 {
		t.Errorf("an excerpt of an excerpt: %+v, %v", again.FirstStep, err)
	}
	_, texts := svgText(t, part, Style{})
	if all := strings.Join(texts, " "); !strings.Contains(all, "measure 2 3 4") || !strings.Contains(all, "seconds 2.5 3.0") {
		t.Errorf("the axes do not count as in the piece: %s", all)
	}
	for measures, want := range map[string]string{"5-9": "measures 0 to 6", "x": "5-12", "4-2": "5-12", "-1": "5-12", "": "5-12"} {
		if _, err := roll.Excerpt(measures); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q in it", measures, err, want)
		}
	}
	roll.Measures = nil
	if _, err := roll.Excerpt("1"); err == nil || !strings.Contains(err.Error(), "no measures") {
		t.Errorf("without measures: error %v", err)
	}
}

func TestKeyNames(t *testing.T) {
	for midi, want := range map[int]string{21: "A0", 60: "C4", 61: "C#4", 71: "B4", 108: "C8"} {
		if got := keyName(midi - lowestKey); got != want {
			t.Errorf("key %d is %s, want %s", midi, got, want)
		}
	}
}

// Keys by MIDI number; C3 = 48, C4 = 60.
func TestOctaves(t *testing.T) {
	for _, c := range []struct {
		what            string
		low, high       int
		wantLow, wantUp int
	}{
		{"one key: octaves on both sides", 60, 60, 48, 83},
		{"high in its octave", 71, 71, 48, 83},
		{"three octaves exactly", 48, 83, 48, 83},
		{"one more key", 47, 83, 36, 83},
		{"lowest key", 21, 21, 21, 59},
		{"highest key", 108, 108, 72, 108},
		{"whole keyboard", 21, 108, 21, 108},
	} {
		got := octaves(keyRange{c.low - lowestKey, c.high - lowestKey}, 88)
		if got.low+lowestKey != c.wantLow || got.high+lowestKey != c.wantUp {
			t.Errorf("%s: %d to %d, want %d to %d", c.what, got.low+lowestKey, got.high+lowestKey, c.wantLow, c.wantUp)
		}
	}
	if got, want := octaves(noKeys, 88), (keyRange{48 - lowestKey, 83 - lowestKey}); got != want {
		t.Errorf("silence shows %v, want %v", got, want)
	}
}
