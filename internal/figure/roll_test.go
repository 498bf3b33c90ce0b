package figure

import (
	"bytes"
	"image"
	"image/png"
	"math/rand/v2"
	"testing"
)

// piece is a roll made of the notes given as MIDI number, first step, and length.
func piece(steps int, notes ...[3]int) Roll {
	type state struct{ play, articulate bool }
	cells := map[[2]int]state{}
	for _, n := range notes {
		for i := range n[2] {
			cells[[2]int{n[1] + i, n[0] - lowestKey}] = state{true, i == 0}
		}
	}
	roll := Roll{
		Steps: steps, Keys: 88, Articulated: true,
		StepsPerQuarter: 4, QuartersPerMinute: 120,
		Cell: func(step, key int) (bool, bool) {
			c := cells[[2]int{step, key}]
			return c.play, c.articulate
		},
	}
	for step := 0; step < steps; step += 16 {
		roll.Measures = append(roll.Measures, step)
	}
	return roll
}

// arpeggio is a roll that never stops: a broken chord over two octaves, with a held bass.
func arpeggio(steps int) Roll {
	var notes [][3]int
	chord := []int{60, 64, 67, 72, 76, 72, 67, 64}
	for step := range steps {
		notes = append(notes, [3]int{chord[step%8], step, 1})
		if step%16 == 0 {
			notes = append(notes, [3]int{41 + step/16%5, step, min(16, steps-step)})
		}
	}
	return piece(steps, notes...)
}

func random(steps int, density float64) Roll {
	r := rand.New(rand.NewPCG(1, 2))
	var notes [][3]int
	for step := range steps {
		for key := range 88 {
			if r.Float64() < density {
				notes = append(notes, [3]int{key + lowestKey, step, 1})
			}
		}
	}
	return piece(steps, notes...)
}

func encoded(t *testing.T, roll Roll) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := WriteRoll(&file, roll); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func decoded(t *testing.T, file []byte) image.Image {
	t.Helper()
	picture, err := png.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return picture
}

// drawn is the picture of a roll, with where its only system lies.
func drawn(t *testing.T, roll Roll) (*image.Paletted, *system) {
	t.Helper()
	systems, _ := roll.layout()
	if len(systems) != 1 {
		t.Fatalf("%d systems, want one", len(systems))
	}
	return decoded(t, encoded(t, roll)).(*image.Paletted), systems[0]
}

// C4 is struck at step 2 and held to 4, struck again at 5 and held at 6. 32 steps take 20 pixels each,
// and 36 keys 12 pixels each.
func TestNotesInPixels(t *testing.T) {
	roll := piece(32, [3]int{60, 2, 3}, [3]int{60, 5, 2})
	picture, s := drawn(t, roll)
	if s.cell != image.Pt(20, 12) {
		t.Fatalf("cell is %v", s.cell)
	}
	top, bottom := s.row(60 - lowestKey)
	for _, c := range []struct {
		what  string
		x, y  int
		shade uint8
	}{
		{"before the note", s.column(2) - 1, top, paper},
		{"first pixel of the strike", s.column(2), top, struck},
		{"last pixel of the strike", s.column(3) - 1, bottom - 2, struck},
		{"held", s.column(3), top, held},
		{"held, up to the gap", s.column(5) - 2, top, held},
		{"gap before the second strike", s.column(5) - 1, top, paper},
		{"second strike", s.column(5), top, struck},
		{"its end, without a gap", s.column(7) - 1, top, held},
		{"after the note", s.column(7), top, paper},
		{"octave line below C", s.column(9) + 1, bottom - 1, octaveLine},
		{"key above, black", s.column(2), top - 1, blackRow},
		{"key below, white", s.column(2), bottom, paper},
	} {
		if got := picture.ColorIndexAt(c.x, c.y); got != c.shade {
			t.Errorf("%s: colour %d, want %d", c.what, got, c.shade)
		}
	}
}

func TestNotesWithoutArticulationHaveOneTone(t *testing.T) {
	roll := piece(32, [3]int{60, 2, 3}, [3]int{60, 5, 2})
	roll.Articulated = false
	picture, s := drawn(t, roll)
	top, _ := s.row(60 - lowestKey)
	for x := s.column(2); x < s.column(7); x++ {
		if got := picture.ColorIndexAt(x, top); got != sounds {
			t.Fatalf("colour %d in column %d", got, x)
		}
	}
}

func TestLinesAndShadesInPixels(t *testing.T) {
	roll := piece(32, [3]int{60, 2, 1})
	roll.Prompt = 10
	picture, s := drawn(t, roll)
	white, _ := s.row(62 - lowestKey)
	black, _ := s.row(61 - lowestKey)
	for _, c := range []struct {
		what  string
		x, y  int
		shade uint8
	}{
		{"white row of the prompt", s.column(9) + 1, white, promptRow},
		{"black row of the prompt", s.column(9) + 1, black, promptBlackRow},
		{"end of the prompt", s.column(10), white, promptEdge},
		{"white row", s.column(11) + 1, white, paper},
		{"black row", s.column(11) + 1, black, blackRow},
		{"quarter", s.column(12), white, quarterLine},
		{"measure", s.column(16), white, measureLine},
		{"beside the measure line", s.column(16) + 1, white, paper},
		{"frame at the left", s.grid.Min.X - 1, white, ink},
		{"frame at the right", s.grid.Max.X, white, ink},
		{"black key, far end", s.grid.Min.X - keyboardWidth, black, keyBlack},
		{"black key, front", s.grid.Min.X - 3, black, paper},
	} {
		if got := picture.ColorIndexAt(c.x, c.y); got != c.shade {
			t.Errorf("%s: colour %d, want %d", c.what, got, c.shade)
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

func TestKeyNames(t *testing.T) {
	for midi, want := range map[int]string{21: "A0", 60: "C4", 61: "C#4", 71: "B4", 108: "C8"} {
		if got := keyName(midi - lowestKey); got != want {
			t.Errorf("key %d is %s, want %s", midi, got, want)
		}
	}
}

func TestImpossibleRolls(t *testing.T) {
	for what, spoil := range map[string]func(*Roll){
		"no keys":             func(r *Roll) { r.Keys = 0 },
		"too many keys":       func(r *Roll) { r.Keys = 128 },
		"negative length":     func(r *Roll) { r.Steps = -1 },
		"measures not rising": func(r *Roll) { r.Measures = []int{0, 16, 16} },
		"negative tempo":      func(r *Roll) { r.QuartersPerMinute = -1 },
	} {
		roll := piece(32)
		spoil(&roll)
		var file bytes.Buffer
		if err := WriteRoll(&file, roll); err == nil || file.Len() > 0 {
			t.Errorf("%s: error %v and %d bytes, want an error and none", what, err, file.Len())
		}
	}
}

func TestSameRollSameBytes(t *testing.T) {
	if roll := arpeggio(400); !bytes.Equal(encoded(t, roll), encoded(t, roll)) {
		t.Error("two pictures of one roll differ")
	}
}
